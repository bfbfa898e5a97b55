"""One archive as a file: a tar, compressed by zstandard, sealed where there is a key. It is written, read through and
checked, and unpacked, all without holding it in memory.

The tar holds in this order: manifest.json, `database`, the stored files under media/, files.jsonl (name, size and
SHA-256 of each of them). Behind the compressed data stands a frame that zstandard skips, with the SHA-256 of all bytes
before it: one byte that was changed anywhere is found, and `zstd -d` and `tar` read the archive all the same."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

import zstandard

from faena.upkeep.backup.faults import CHANGED, KEY, BackupError
from faena.upkeep.backup.manifest import Manifest
from faena.upkeep.backup.sealing import Opener, Sealer, is_sealed

MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
MEDIA: Final = "media/"
FILES: Final = "files.jsonl"
LEVEL: Final = 3
PIECE: Final = 2**20
SKIPPED: Final = bytes.fromhex("502a4d18") + (32).to_bytes(4, "little")  # a frame of 32 bytes that readers skip
TAIL: Final = len(SKIPPED) + 32
LARGEST_MANIFEST: Final = 64 * 2**20
LARGEST_WINDOW: Final = 2**27
NOT_WHOLE: Final = "The archive is cut or was changed since it was written. Nothing of it was used."


class Summed:
    """Writes on, and sums the SHA-256 of what went through."""

    def __init__(self, file: Any) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        self.file.write(data)
        return len(data)

    def flush(self) -> None:
        self.file.flush()


class Checked:
    """Reads on, and knows at the end whether the last frame says the SHA-256 of all before it."""

    def __init__(self, file: Any) -> None:
        self.file, self.sum, self.tail = file, hashlib.sha256(), b""

    def read(self, size: int = -1) -> bytes:
        data = bytes(self.file.read(size))
        both = self.tail + data
        self.sum.update(both[:-TAIL])
        self.tail = both[-TAIL:]
        return data

    def is_whole(self) -> bool:
        while self.read(PIECE):
            pass
        return self.tail == SKIPPED + self.sum.digest()


class Member:
    """A file that is copied into or out of the archive, with its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sum.update(data)
        self.size += len(data)
        return data


class Writer:
    """What an open archive takes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar, self.files = tar, list[dict[str, Any]]()

    def add_manifest(self, manifest: Manifest) -> None:
        self._add_text(MANIFEST, manifest.as_json())

    def add_database(self, path: Path) -> None:
        self._add(DATABASE, path)

    def add_stored(self, name: str, path: Path) -> None:
        """A stored file under the name that its row knows."""
        size, digest = self._add(MEDIA + name, path)
        self.files.append({"name": name, "size": size, "sha256": digest})

    def end(self) -> None:
        self._add_text(FILES, "".join(json.dumps(file, ensure_ascii=False) + "\n" for file in self.files))

    def _add(self, name: str, path: Path) -> tuple[int, str]:
        with path.open("rb") as stream:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = os.fstat(stream.fileno()).st_size, int(path.stat().st_mtime), 0o600
            member = Member(stream)
            self.tar.addfile(info, member)
        return member.size, member.sum.hexdigest()

    def _add_text(self, name: str, text: str) -> None:
        info, data = tarfile.TarInfo(name), text.encode()
        info.size, info.mode = len(data), 0o600
        self.tar.addfile(info, io.BytesIO(data))


@contextmanager
def writing(path: Path, key: bytes | None) -> Iterator[Writer]:
    """A new file at `path`, for its owner alone (0600), on the disk when this ends. Whatever fails leaves no file."""
    path.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealer = Sealer(file, key) if key else None
            summed = Summed(sealer or file)
            compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
            with (
                compressor.stream_writer(summed, closefd=False) as packed,  # type: ignore[arg-type]  # it only writes
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = Writer(tar)
                yield writer
                writer.end()
            summed.file.write(SKIPPED + summed.sum.digest())
            if sealer:
                sealer.close()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_through(
    path: Path,
    key: bytes | None,
    *,
    accept: Callable[[Manifest], None] = lambda _manifest: None,
    into: Path | None = None,
) -> Manifest:
    """Read the whole archive and compare everything in it with what it says of itself; with `into`, write the database
    and the stored files there (`database`, `media/…`). `accept` may refuse by the manifest, before the rest is read.

    Raises BackupError: cut, changed, sealed with another key, or what `accept` raises. What was written then is the
    caller's to remove."""
    if is_sealed(path) and key is None:
        raise BackupError(KEY, "The archive is sealed. Name the file of its key in FAENA_BACKUP_KEY_FILE.")
    with path.open("rb") as file:
        try:
            checked = Checked(Opener(file, key) if key and is_sealed(path) else file)
            decompressor = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
            with decompressor.stream_reader(checked, closefd=False) as plain:  # type: ignore[arg-type]  # it only reads
                with tarfile.open(fileobj=plain, mode="r|") as tar:
                    manifest = _read_members(tar, accept, into)
                while plain.read(PIECE):
                    pass
            if not checked.is_whole():
                raise BackupError(CHANGED, NOT_WHOLE)
        except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError, OverflowError) as error:
            raise BackupError(CHANGED, NOT_WHOLE) from error
    return manifest


def _read_members(tar: tarfile.TarFile, accept: Callable[[Manifest], None], into: Path | None) -> Manifest:
    manifest: Manifest | None = None
    found: dict[str, tuple[int, str]] = {}
    listed: dict[str, tuple[int, str]] | None = None
    for info in tar:
        stream = tar.extractfile(info)
        if listed is not None or stream is None or not info.isreg() or info.name in found:
            raise BackupError(CHANGED, NOT_WHOLE)
        if manifest is None:
            if info.name != MANIFEST or info.size > LARGEST_MANIFEST:
                raise BackupError(CHANGED, "This is no archive of Faena.")
            manifest = Manifest.from_json(stream.read())
            accept(manifest)
        elif info.name == FILES:
            listed = _listed(stream.read())
        else:
            found[info.name] = _take(info.name, stream, into)
    if manifest is None or listed is None:
        raise BackupError(CHANGED, NOT_WHOLE)
    if found != {DATABASE: (manifest.database_size, manifest.database_sha256), **listed}:
        raise BackupError(CHANGED, NOT_WHOLE)
    return manifest


def _listed(lines: bytes) -> dict[str, tuple[int, str]]:
    """What files.jsonl says: name in the archive → size and SHA-256."""
    try:
        told = [json.loads(line) for line in lines.splitlines()]
        return {MEDIA + line["name"]: (line["size"], line["sha256"]) for line in told}
    except (ValueError, LookupError, TypeError) as error:
        raise BackupError(CHANGED, NOT_WHOLE) from error


def _take(name: str, stream: IO[bytes], into: Path | None) -> tuple[int, str]:
    """Size and SHA-256 of a member, written under `into` where that is given."""
    parts = PurePosixPath(name).parts
    is_ours = name == DATABASE or (name.startswith(MEDIA) and ".." not in parts and "\\" not in name)
    if not is_ours:
        raise BackupError(CHANGED, NOT_WHOLE)
    member = Member(stream)
    if into is None:
        while member.read(PIECE):
            pass
        return member.size, member.sum.hexdigest()
    place = into.joinpath(*parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        while data := member.read(PIECE):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return member.size, member.sum.hexdigest()
