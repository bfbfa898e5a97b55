"""The archives that people asked for on the page: a folder beside the pictures, in which each has a file that says how
far it is, and when it is whole the archive itself. After a day both are deleted."""

import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from faena.accounts.models import User

KEPT: Final = timedelta(hours=24)
AT_ONCE: Final = 3  # archives that lie there
STALLED: Final = timedelta(minutes=15)  # without a word from its job
NAME: Final = re.compile(r"[0-9a-f]{32}")
WAITING, WRITING, READY, FAILED = "waiting", "writing", "ready", "failed"


@dataclass
class Shelved:
    """An archive on its way or ready. Rows that are written of so many; size in bytes. `why`: what went wrong, a
    code of `views.PROBLEMS`."""

    name: str
    by: int
    by_name: str
    asked_at: str
    said_at: str
    state: str = WAITING
    done: int = 0
    all: int = 0
    rows: int = 0
    files: int = 0
    missing: int = 0
    size: int = 0
    sha256: str = ""
    why: str = ""

    @property
    def file(self) -> Path:
        return folder() / f"{self.name}.zip"

    @property
    def is_ready(self) -> bool:
        return self.state == READY and self.file.exists()

    @property
    def is_unfinished(self) -> bool:
        """A job writes it, or will."""
        return self.state in (WAITING, WRITING) and self.moment_of(self.said_at) > timezone.now() - STALLED

    @property
    def has_failed(self) -> bool:
        return not self.is_ready and not self.is_unfinished

    @property
    def asked(self) -> datetime:
        return self.moment_of(self.asked_at)

    @property
    def until(self) -> datetime:
        return self.asked + KEPT

    @staticmethod
    def moment_of(text: str) -> datetime:
        return datetime.fromisoformat(text)

    def say(self, **facts: str | int) -> None:
        """Write down how far it is."""
        for name, value in facts.items():
            setattr(self, name, value)
        self.said_at = timezone.now().isoformat()
        path = folder() / f"{self.name}.json"
        part = path.with_suffix(".part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(part, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        part.replace(path)


def folder() -> Path:
    """Only its owner reads it."""
    path = Path(settings.MEDIA_ROOT).with_name("exports")  # beside it, where nothing is served from
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(by: User) -> Shelved:
    """A new one, of which nothing is written yet. The oldest make room for it."""
    for old in newest()[AT_ONCE - 1 :]:
        _remove(old.name)
    now = timezone.now().isoformat()
    shelved = Shelved(secrets.token_hex(16), by.pk, by.name, now, now)
    shelved.say()
    return shelved


def named(name: str) -> Shelved | None:
    """None where there is none (any more)."""
    if not NAME.fullmatch(name):
        return None
    try:
        return Shelved(**json.loads((folder() / f"{name}.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def newest() -> list[Shelved]:
    """Those of the last day, the newest first."""
    found = [shelved for shelved in _all() if shelved.until > timezone.now()]
    return sorted(found, key=lambda shelved: shelved.asked_at, reverse=True)


def unfinished() -> Shelved | None:
    return next((shelved for shelved in newest() if shelved.is_unfinished), None)


def remove_old() -> int:
    """Delete what has lain for a day, and what no archive belongs to. Returns how many files."""
    kept = {shelved.name for shelved in newest()}
    old = [path for path in folder().iterdir() if path.name.partition(".")[0] not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _remove(name: str) -> None:
    for path in folder().glob(f"{name}.*"):
        path.unlink(missing_ok=True)


def _all() -> Iterator[Shelved]:
    for path in folder().glob("*.json"):
        if shelved := named(path.stem):
            yield shelved
