"""The ZIP file of an archive while it is written: part by part in bounded memory, each counted and hashed on its way,
under another name until it is whole, and readable by its owner alone."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from faena.moving.refusals import CannotMove, IsBusy

LEVEL = 4  # of compression: higher ones take twice as long for a twentieth less
FULL = (errno.ENOSPC, errno.EDQUOT)


class Packer:
    """What is given to `add` becomes a part of the archive."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = _Hashed(file)
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=LEVEL)  # type: ignore[call-overload]  # it needs no more than `write`
        self._moment = timezone.now().timetuple()[:6]

    def add(self, path: str, pieces: Iterable[bytes], *, is_packed: bool = False) -> dict[str, Any]:
        """Its size and hash, as the list of contents has them. `is_packed`: pictures, which get no smaller."""
        info = ZipInfo(path, self._moment)
        info.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        size, sha = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                size += len(piece)
                sha.update(piece)
        return {"size": size, "sha256": sha.hexdigest()}

    def close(self) -> tuple[int, str]:
        """Size and hash of the whole archive."""
        self._zip.close()
        return self._file.size, self._file.sha.hexdigest()


class _Hashed:
    """A file that is only written to, from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.sha = file, 0, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.sha.update(piece)
        self.size += len(piece)
        return self.file.write(piece)

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def packed_at(path: Path) -> Iterator[Packer]:
    """An archive that has its name when it is whole: whatever stops it leaves `….part`, which the next one overwrites.
    Raises CannotMove where the name is taken, another process writes it, or the disk is full."""
    if path.exists():
        raise CannotMove(f"{path} is there already. Choose another name, or delete it first.")
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            _claim(file, part)
            with _gone_unless_whole(part):
                yield Packer(file)
                file.flush()
                os.fsync(file.fileno())
                part.rename(path)
    except OSError as error:
        if error.errno in FULL:
            raise CannotMove(f"The disk of {path.parent} is full. Make room, or choose another place.") from error
        raise CannotMove(f"{path} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _gone_unless_whole(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _claim(file: BinaryIO, part: Path) -> None:
    """It is this process's from its first byte on."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise IsBusy(f"Another process is writing {part}.") from error
    os.fchmod(file.fileno(), 0o600)
    file.truncate(0)
