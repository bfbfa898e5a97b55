"""From an upload to the stored picture: fetch it from storage, have the decoder read it, store what it made."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File as Contents
from django.core.files.storage import default_storage

from faena.files.limits import WALL_SECONDS

BARE = {"OMP_NUM_THREADS": "1"}  # nothing of ours: the program that reads strangers' files knows no secret


class NoVerdict(Exception):
    """The decoder was killed or did not finish: nothing is known about the picture, so try again."""


@dataclass(frozen=True)
class Made:
    """What the decoder made, in a folder that soon disappears; or the code of why it refused."""

    problem: str = ""
    width: int = 0
    height: int = 0
    full: Path = Path()
    thumb: Path = Path()

    def digest(self) -> str:
        with self.full.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def made_from(incoming_name: str) -> Iterator[Made]:
    """Raises FileNotFoundError when the upload is gone, NoVerdict when the decoder gave no answer, and whatever the
    storage raises when it does not work."""
    with TemporaryDirectory(prefix="picture-") as name:
        folder = Path(name)
        source, full, thumb = folder / "source", folder / "full", folder / "thumb"
        with default_storage.open(incoming_name) as stream, source.open("wb") as copy:
            copyfileobj(stream, copy)
        answer = _decode(source, full, thumb)
        yield Made(
            str(answer.get("problem", "")), int(answer.get("width", 0)), int(answer.get("height", 0)), full, thumb
        )


def keep(path: Path, name: str) -> str:
    """Store under `name`; returns the name that the storage gave."""
    with path.open("rb") as stream:
        return default_storage.save(name, Contents(stream))


def _decode(*paths: Path) -> dict[str, str | int]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "faena.files.decoder", *map(str, paths)],
            cwd=settings.BASE_DIR,
            env=BARE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoVerdict("no answer in time") from error
    try:
        return dict(json.loads(done.stdout))
    except ValueError as error:
        if done.returncode in (-24, -25):  # SIGXCPU, SIGXFSZ: it met its own limit
            return {"problem": "costly"}
        raise NoVerdict(f"ended with {done.returncode}: {done.stderr[-300:]!r}") from error
