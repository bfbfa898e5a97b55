"""Disks: full to the last byte, and one that can only be read."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools import postgres
from tools.faults.evening import DURABLE, CouldNotRun, Evening, Stage, evening
from tools.faults.writers import a_photo

SIZE = "512m"
NO_ROOM, AWAY = 507, 503
PAUSE = 2.0  # seconds for which nothing can be written


def full(stage: Stage, folder: Path) -> Evening:
    """The database's own disk is full, and the program's is not: nothing is half written, whoever writes hears it, and
    it goes on once there is room. PostgreSQL may stop meanwhile; then it is started again."""
    with (
        _small_disk(folder) as disk,
        _database_on(disk, stage) as (there, address),
        evening(there, folder / "shop", database=address) as shown,
    ):
        shown.open(photos=False)
        shown.a_while()
        errors = len(shown.ledger.server_errors)
        filler = _fill(disk)
        time.sleep(PAUSE)
        refused = {error[:3] for error in shown.ledger.server_errors[errors:]}
        shown.need(refused and refused <= {str(NO_ROOM), str(AWAY)}, f"A full disk was answered by {refused}.")
        filler.unlink()
        if there.server and there.server.process and there.server.process.poll() is not None:
            shown.figures.append("the database server had stopped")
            there.server.start()
        shown.flowing(len(shown.writers))
        shown.figures.append(f"refused by {', '.join(sorted(refused))}")
    return shown


def read_only_media(stage: Stage, folder: Path) -> Evening:
    """Photos are refused with a sentence and leave no row; everything else goes on."""
    with _small_disk(folder) as disk:
        shop = folder / "shop"
        shop.mkdir()
        (shop / "media").symlink_to(disk, target_is_directory=True)
        with evening(stage, shop) as shown:
            shown.open(photos=False)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            with shown.undisturbed("read-only media"):
                writer = shown.writers[0]
                browser, write = shown.browser(writer.login), writer.a_status("photo on a disk that is read-only")
                fields = write.fields | {"operation": write.key}
                status, _place, page = browser.post(write.path, fields, photo=a_photo())
                shown.need(status in (422, AWAY), f"The photo was answered by {status}.")
                shown.need("<main" in page, "Nothing was said about the photo.")
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            again = browser.post(write.path, fields, photo=a_photo() if status != AWAY else write.photo)[0]
            shown.need(again == 303, f"The photo was answered by {again} once the disk took it.")
            shown.ledger.acknowledged.append(write)
            shown.figures.append(f"the photo was refused by {status}")
    return shown


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """One in memory. Raises CouldNotRun where nobody may mount one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise CouldNotRun("a disk of its own is mounted by root")
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], check=False).returncode:
        raise CouldNotRun("this machine lets nobody mount a disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@contextmanager
def _database_on(disk: Path, stage: Stage) -> Iterator[tuple[Stage, str]]:
    """The stage with a database that lies on that disk, and the address of it."""
    (disk.parent / "shop").mkdir()
    if stage.engine == "sqlite":
        yield stage, f"sqlite:///{disk}/faena.sqlite3"
        return
    for each in (disk, disk.parent):
        each.chmod(0o711)  # the server runs as nobody
    folder = disk / "postgres"
    folder.mkdir()
    server = postgres.Server(folder, DURABLE)
    server.begin()
    try:
        yield Stage(stage.engine, server.url, server), ""
    finally:
        server.stop()


def _fill(disk: Path) -> Path:
    """Every byte is taken by somebody else, while the shop takes some as well."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        while free := shutil.disk_usage(disk).free:
            with suppress(OSError):
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free)
    return filler
