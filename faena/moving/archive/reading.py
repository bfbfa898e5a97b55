"""An archive is read back into an empty company, on either engine: looked through from end to end first, then written
in one transaction. The same keys, numbers and history; passwords and links are set anew."""

import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import Model

from faena.moving.archive import columns, manifest
from faena.moving.archive.manifest import DAMAGED, Manifest
from faena.moving.filling import emptied
from faena.moving.heads import heads, is_newer, version
from faena.moving.refusals import CannotMove
from faena.moving.rows import batches, insert, reader_of

Tells = Callable[[int, int], object]  # rows and files that are written, of so many
PIECE: Final = 2**18  # bytes
LONGEST_LINE: Final = 64 * 2**20  # bytes
ROOM_LEFT: Final = 2**28  # bytes of the disk that stay free
FILE_NAME: Final = re.compile(r"files(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+")
CHANGED: Final = "The archive is cut or was changed: {} is not as its list of contents says. Nothing was read."


@dataclass(frozen=True)
class Read:
    """What was read: rows of tables, files, and those that the archive never had."""

    company: str
    made_at: str
    rows: int
    files: int
    missing: int


def read_archive(path: Path, *, tell: Tells = lambda _done, _all: None) -> Read:
    """The company of the archive stands where an empty one stood. Nothing of it is recorded in its history, so that
    the company is the same. Run `fsck` afterwards.

    Raises CannotMove, with nothing changed: for a file that is no archive, is cut or changed, or of another version;
    for a company that is not empty; and where the disk has no room."""
    with _opened(path) as archive:
        contents = contents_of(archive)
        if contents.since:
            raise CannotMove(f"It has only sheets, of what came since {contents.since}: no company comes of that.")
        _demand_same_version(contents)
        _demand_room(contents)
        look_through(archive, contents)
        _write(archive, contents, tell)
    return Read(contents.company, contents.made_at, contents.rows, len(contents.files), len(contents.missing))


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise CannotMove(f"There is no file {path}.") from error
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise CannotMove(f"{path} is no ZIP archive of Faena, or it is cut or damaged. Nothing was read.") from error
    except OSError as error:
        raise CannotMove(f"{path} cannot be read, or its files not be stored: {error.strerror or error}.") from error


def contents_of(archive: ZipFile) -> Manifest:
    """Its list of contents, which names each of its parts. Raises CannotMove where it does not."""
    names = archive.namelist()
    if manifest.NAME not in names:
        raise CannotMove(DAMAGED.format(f"it has no {manifest.NAME}"))
    info = archive.getinfo(manifest.NAME)
    if info.file_size > manifest.LONGEST:
        raise CannotMove(DAMAGED.format("it is longer than any"))
    with archive.open(info) as part:
        contents = manifest.read(part.read(manifest.LONGEST + 1))
    wanted = sorted([*contents.parts, manifest.NAME])
    if sorted(names) != wanted:
        raise CannotMove(CHANGED.format(sorted(set(names) ^ set(wanted))[:1] or "a part that stands there twice"))
    if strange := [name for name in contents.files if not FILE_NAME.fullmatch(name)]:
        raise CannotMove(DAMAGED.format(f"{strange[0]!r} is no name of a file"))
    return contents


def _demand_same_version(contents: Manifest) -> None:
    if is_newer(contents.version):
        raise CannotMove(
            f"The archive is of version {contents.version}, and this is {version()}. Install that one first."
        )
    tables = {f"tables/{columns.name_of(model)}.jsonl" for model in columns.archived()}
    if contents.heads != heads() or contents.tables.keys() != tables:
        raise CannotMove(
            "The archive was made with other tables than this version has. Read it with the version that made it "
            f"({contents.version}), and upgrade afterwards."
        )


def _demand_room(contents: Manifest) -> None:
    """On the disk that keeps the pictures; the database may lie on it too."""
    place = Path(default_storage.path(""))
    place.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place).free
    if contents.size + ROOM_LEFT > free:
        raise CannotMove(f"The archive needs {contents.size // 2**20 + 1} MB of room, and {free // 2**20} MB are free.")


def look_through(archive: ZipFile, contents: Manifest) -> None:
    """Every part is there, whole and unchanged, and none is longer than it says. Nothing is written."""
    for path, part in contents.parts.items():
        if archive.getinfo(path).file_size != part["size"]:
            raise CannotMove(CHANGED.format(path))
        sha = hashlib.sha256()
        for piece in _pieces(archive, path, part):
            sha.update(piece)
        if sha.hexdigest() != part["sha256"]:
            raise CannotMove(CHANGED.format(path))


def _pieces(archive: ZipFile, path: str, part: dict[str, Any]) -> Iterator[bytes]:
    """No more than its size, whatever it unpacks to."""
    left = part["size"]
    with archive.open(path) as stream:
        while piece := stream.read(min(PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise CannotMove(CHANGED.format(path))
            yield piece


def _write(archive: ZipFile, contents: Manifest, tell: Tells) -> None:
    stored: list[Path] = []
    done, every = 0, contents.rows + len(contents.files)
    try:
        with emptied("default", contents.keys):
            for model in columns.archived():
                path = f"tables/{columns.name_of(model)}.jsonl"
                for number in _fill(archive, model, path, contents.tables[path]["rows"]):
                    done += number
                    tell(done, every)
            for path, part in contents.files.items():
                stored += _store(archive, path, part)
                done += 1
                tell(done, every)
    except IntegrityError as error:
        _remove(stored)
        raise CannotMove(f"The rows of the archive do not fit together: {error}") from error
    except BaseException:
        _remove(stored)
        raise


def _fill(archive: ZipFile, model: type[Model], path: str, expected: int) -> Iterator[int]:
    """How many rows were written, each time."""
    fields, secrets = columns.leaving(model), columns.secrets_of(model)
    every = [*fields, *(field for field in columns.stored(model) if field.name in secrets)]
    put, read, written = tuple(secrets[field.name] for field in every[len(fields) :]), reader_of(fields), 0
    with archive.open(path) as stream:
        try:
            for some in batches(read(line) + put for line in _lines(stream, path)):
                insert(model, every, some, "default")
                written += len(some)
                yield len(some)
        except ValueError as error:
            raise CannotMove(CHANGED.format(path)) from error
    if written != expected:
        raise CannotMove(CHANGED.format(path))


def _lines(stream: IO[bytes], path: str) -> Iterator[bytes]:
    while line := stream.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise CannotMove(CHANGED.format(path))
        yield line


def _store(archive: ZipFile, path: str, part: dict[str, Any]) -> list[Path]:
    """The file under its own name, whole from its first moment. Answers what has to go when it is taken back."""
    target = Path(default_storage.path(path.removeprefix("files/")))
    was_there = target.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in _pieces(archive, path, part):
            file.write(piece)
    half.replace(target)
    return [] if was_there else [target]


def _remove(stored: list[Path]) -> None:
    for path in stored:
        path.unlink(missing_ok=True)
