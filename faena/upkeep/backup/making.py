"""Making a backup: copied, packed, read again, and only then given its name; older ones go after that."""

import hashlib
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from faena.lib.sealing import key_fingerprints
from faena.upkeep.backup import archive, copies, pictures, rotation, runs
from faena.upkeep.backup.alone import alone
from faena.upkeep.backup.faults import FOLDER, BackupError, said_plainly
from faena.upkeep.backup.manifest import Manifest
from faena.upkeep.backup.rotation import Keep
from faena.upkeep.models import BackupRun

ASIDE: Final = "backing-up"
PART: Final = ".part"
FORGOTTEN: Final = "forgotten.jsonl"  # who was forgotten, kept outside of the database and beside the archives

log = logging.getLogger(__name__)


def make_backup(folder: Path, *, keep: Keep, key: bytes | None, with_files: bool = True) -> BackupRun:
    """One archive more in `folder`, which is made where it is missing; nobody who works is stopped. Every write that
    was acknowledged before is in it. What `keep` does not keep is removed once the new one was read through.

    Raises BackupError; then the folder holds what it held before."""
    with said_plainly("The backup could not be written"), alone():
        moment = _free_moment(folder, sealed=key is not None)
        with runs.running(BackupRun.Kind.BACKUP, moment) as run, said_plainly("The backup could not be written"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _remove_left(folder)
            path = folder / rotation.name_of(moment, sealed=key is not None)
            manifest = _write(path, moment, key, with_files=with_files)
            _keep_forgotten(folder)
            run.name, run.size, run.files = path.name, path.stat().st_size, manifest.files
            _remove_old(folder, keep)
    return run


def newest(folder: Path) -> Path:
    """The newest archive of a folder. Raises BackupError where there is none."""
    with said_plainly("The backups could not be read"):
        names = [name for name in os.listdir(folder) if rotation.moment_of(name)]
    if not names:
        raise BackupError(FOLDER, f"There is no backup in {folder} yet.")
    return folder / max(names)


def _write(path: Path, moment: datetime, key: bytes | None, *, with_files: bool) -> Manifest:
    part = path.with_name(path.name + PART)
    try:
        with _aside() as aside:
            if with_files:
                pictures.link_aside(aside / "media")
            inside = copies.copy_to(aside / "database")
            names = inside.stored if with_files else []
            there = [(name, file) for name, file in pictures.find(names, aside / "media") if file]
            manifest = Manifest(
                made_at=moment.astimezone(UTC).isoformat(),
                engine=connection.vendor,
                migrations=inside.migrations,
                rows=inside.rows,
                heads=inside.heads,
                key=key_fingerprints()[0],
                database_size=(aside / "database").stat().st_size,
                database_sha256=_sha256(aside / "database"),
                files=len(there),
                files_size=sum(file.stat().st_size for _name, file in there),
                lost=sorted({*inside.stored} - {name for name, _file in there}),
            )
            with archive.writing(part, key) as writer:
                writer.add_manifest(manifest)
                writer.add_database(aside / "database")
                for name, file in there:
                    writer.add_stored(name, file)
        archive.read_through(part, key)
        part.rename(path)
        sync(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder of its own on the disk of the data, gone afterwards."""
    place = Path(settings.VAR, ASIDE)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _remove_left(folder: Path) -> None:
    """What a killed backup left; whoever is here is alone."""
    shutil.rmtree(Path(settings.VAR, ASIDE), ignore_errors=True)
    for part in folder.glob(f"faena-*{PART}"):
        if rotation.moment_of(part.name.removesuffix(PART)):
            part.unlink(missing_ok=True)


def _remove_old(folder: Path, keep: Keep) -> None:
    for name in rotation.to_remove(os.listdir(folder), keep):
        (folder / name).unlink(missing_ok=True)


def _keep_forgotten(folder: Path) -> None:
    """Who was forgotten has to be forgotten again in any older backup, and this disk may be the one that is lost."""
    told = Path(settings.VAR, FORGOTTEN)
    if told.exists():
        part = folder / (FORGOTTEN + PART)
        shutil.copyfile(told, part)
        part.chmod(0o600)
        part.rename(folder / FORGOTTEN)


def _free_moment(folder: Path, *, sealed: bool) -> datetime:
    """Now; a name says whole seconds, so two in the same one wait."""
    while True:
        moment = timezone.now()
        if not (folder / rotation.name_of(moment, sealed=sealed)).exists():
            return moment
        time.sleep(0.1)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(folder: Path) -> None:
    """The names in a folder are on the disk."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
