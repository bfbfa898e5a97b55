"""What an archive says of itself, and what has to fit before it is restored here."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from faena.lib.sealing import key_fingerprints
from faena.upkeep.backup.faults import CHANGED, KEY, PLACE, VERSION, BackupError

FORMAT: Final = 1
OTHER_KEY: Final = (
    "The archive belongs to another FAENA_SECRET_KEY. With this one printed QR codes and links of customers, unlock "
    "codes, authenticator apps, and the links in mails that have not left are dead for good. Put the old key into "
    "FAENA_SECRET_KEY or FAENA_SECRET_KEY_FALLBACKS; --force restores without it."
)


@dataclass(frozen=True)
class Heads:
    """Where the chains of the history end. events: a SHA-256 over the last link of each; accesses: their last hash."""

    chains: int
    events: str
    access_seq: int
    accesses: str


@dataclass(frozen=True)
class Manifest:
    """made_at: ISO 8601 in UTC, before the copy of the database began. rows: table → number. migrations: "room.name" of
    each that was applied. key: the fingerprint of the installation's key. lost: names of stored files that were not
    there any more. Sizes in bytes."""

    made_at: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    heads: Heads
    key: str
    database_size: int
    database_sha256: str
    files: int
    files_size: int
    lost: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises BackupError for the format of a newer version, and for anything else that is none."""
        try:
            told: dict[str, Any] = json.loads(text)
            if int(told["format"]) > FORMAT:
                raise BackupError(VERSION, "The archive was made by a newer version of Faena. Install that one first.")
            return cls(**{**told, "heads": Heads(**told["heads"])})
        except (ValueError, TypeError, KeyError) as error:
            raise BackupError(CHANGED, "This is no archive of Faena, or its beginning was changed.") from error


def must_fit(manifest: Manifest, *, force: bool) -> None:
    """Raises BackupError where the archive is of another engine, a newer version or (unless forced) another key."""
    if manifest.engine != connection.vendor:
        raise BackupError(
            PLACE,
            f"The archive holds a database of {NAMES.get(manifest.engine, manifest.engine)}, and this place is one of "
            f"{NAMES[connection.vendor]}. Restore it on its own kind, then move it.",
        )
    if unknown := sorted(set(manifest.migrations) - _known()):
        raise BackupError(
            VERSION,
            f"The archive was made by a newer version of Faena (it has {unknown[0]}, which this one does not know). "
            "Install that version first.",
        )
    if manifest.key not in key_fingerprints() and not force:
        raise BackupError(KEY, OTHER_KEY)


NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _known() -> set[str]:
    """Each migration of this version, and those that one of them replaced."""
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return {f"{room}.{name}" for room, name in {*loader.disk_migrations, *replaced}}
