"""What a file is, by what is in it, and what is inside an archive: unpacked into a file that soon disappears."""

import gzip
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from django.utils.translation import gettext as _

from faena.moving.reading.limits import MOST_BYTES, MOST_UNPACKED
from faena.moving.reading.lines import Unreadable

_PIECE: Final = 2**20
_HEAD: Final = 2**16
_MOST_MEMBERS: Final = 10_000
_READ: Final = (".sql", ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")
_DUMP: Final = re.compile(
    rb"^\s*(?:CREATE TABLE|INSERT INTO|REPLACE INTO|-- MySQL dump|-- MariaDB dump)\b", re.M | re.I
)
_OTHERS: Final = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "XZ",
}


class Format(StrEnum):
    WORKBOOK = "workbook"
    DUMP = "dump"
    TEXT = "text"


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, Format]]:
    """The file inside of archives, and what it is. Raises Unreadable."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(_("The file is larger than 50 MB. Bring it in parts."))
    with NamedTemporaryFile(prefix="import-") as inner, NamedTemporaryFile(prefix="import-") as innermost:
        place = path
        for target in (inner, innermost):
            if not _unpack(place, target):
                break
            place = Path(target.name)
        yield place, _format(place)


def _unpack(place: Path, target: IO[bytes]) -> bool:
    """Whether it was an archive; what was in it is in `target` then."""
    head = _head(place)
    try:
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(place) as stream:
                _copy(stream, target)
            return True
        if head[257:262] == b"ustar":
            _from_tar(place, target)
            return True
        if head.startswith(b"PK\x03\x04"):
            return _from_zip(place, target)
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError, OSError) as error:
        raise Unreadable(_("The archive is cut or damaged. Make or copy it again.")) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unreadable(_("The archive is protected by a password. Bring it without one.")) from error
    return False


def _from_zip(place: Path, target: IO[bytes]) -> bool:
    with zipfile.ZipFile(place) as archive:
        names = [info.filename for info in archive.infolist()]
        if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED or len(names) > _MOST_MEMBERS:
            raise Unreadable(_too_large())
        if "[Content_Types].xml" in names or "mimetype" in names:
            return False
        with archive.open(_the_one(names)) as stream:
            _copy(stream, target)
    return True


def _from_tar(place: Path, target: IO[bytes]) -> None:
    with tarfile.open(place, "r:") as archive:
        members = {one.name: one for one in archive if one.isfile()}
        stream = archive.extractfile(members[_the_one(list(members))])
        if stream is not None:
            _copy(stream, target)


def _the_one(names: list[str]) -> str:
    """The file of an archive that can be read. Raises Unreadable for none, and for several."""
    found = [name for name in names if name.lower().endswith((*_READ, ".gz")) and not name.startswith("__MACOSX")]
    if len(found) > 1:
        dumps = [name for name in found if name.lower().endswith((".sql", ".sql.gz"))]
        found = dumps if len(dumps) == 1 else found
    if not found:
        raise Unreadable(_("There is no table in this archive: bring CSV, XLSX, ODS or SQL."))
    if len(found) > 1:
        few = ", ".join(sorted(found)[:5])
        raise Unreadable(
            _("There are several files in this archive (%(names)s). Bring one at a time.") % {"names": few}
        )
    return found[0]


def _copy(stream: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    written = 0
    while piece := stream.read(_PIECE):
        written += len(piece)
        if written > MOST_UNPACKED:
            raise Unreadable(_too_large())
        target.write(piece)
    target.flush()


def _too_large() -> str:
    return _("Unpacked, the file is larger than 500 MB. Bring it in parts.")


def _format(place: Path) -> Format:
    head = _head(place)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Unreadable(_("The file is empty."))
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Format.WORKBOOK
    for signature, name in _OTHERS.items():
        if head.startswith(signature):
            raise Unreadable(_no_table(name))
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|head)", head, re.I):
        raise Unreadable(_("This is a web page under another name. Open it in a spreadsheet and save it as XLSX."))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise Unreadable(_no_table("XML"))
    return Format.DUMP if _DUMP.search(head.replace(b"\x00", b"")) else Format.TEXT


def _no_table(name: str) -> str:
    return _("This is a file of the kind %(kind)s. Bring CSV, XLSX, ODS or SQL.") % {"kind": name}


def _head(place: Path) -> bytes:
    with place.open("rb") as stream:
        return stream.read(_HEAD)
