"""The encryption of an archive: frames of 64 kB, each sealed with ChaCha20-Poly1305, none of which can be changed,
moved, repeated or left out at the end. Decision 49 says why it is so.

Layout: MAGIC, 32 bytes of salt, 16 by which a wrong key is known; then the frames. The key of an archive is derived
(HKDF-SHA-256) from the key file and its salt, so that no nonce is ever used twice: the nonce of a frame is its number
and whether it is the last one."""

import secrets
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from faena.upkeep.backup.faults import CHANGED, KEY, BackupError

MAGIC: Final = b"faena sealed 1\n\0"
SALT: Final = 32
CHECK: Final = 16
HEAD: Final = len(MAGIC) + SALT + CHECK
FRAME: Final = 2**16
TAG: Final = 16
SHORTEST_KEY: Final = 32  # characters of the key file


def read_key(path: Path) -> bytes:
    """The words of a key file. Raises BackupError where it is not there or too short to be a key."""
    try:
        words = path.read_bytes().strip()
    except OSError as error:
        raise BackupError(KEY, f"The key file {path} cannot be read: {error.strerror}.") from error
    if len(words) < SHORTEST_KEY:
        raise BackupError(
            KEY,
            f"The key file {path} is too short to be a key. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    return words


class Sealer:
    """A file to write into: what is written comes out sealed in `file`. It is whole only once `close` was called."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self.file, self.rest, self.number = file, bytearray(), 0
        salt = secrets.token_bytes(SALT)
        self.box, check = _box(key, salt)
        self.head = MAGIC + salt + check
        file.write(self.head)

    def write(self, data: bytes) -> int:
        self.rest += data
        while len(self.rest) > FRAME:  # never the last one: that is known when it is closed
            self._frame(bytes(self.rest[:FRAME]), is_last=False)
            del self.rest[:FRAME]
        return len(data)

    def flush(self) -> None:
        """A frame is written when it is full."""

    def close(self) -> None:
        self._frame(bytes(self.rest), is_last=True)
        self.rest.clear()

    def _frame(self, data: bytes, *, is_last: bool) -> None:
        self.file.write(self.box.encrypt(_nonce(self.number, is_last=is_last), data, self.head))
        self.number += 1


class Opener:
    """A file to read from: gives what a Sealer was given. Raises BackupError at the first frame that does not hold."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self.file, self.rest, self.number = file, b"", 0
        self.head = file.read(HEAD)
        if len(self.head) < HEAD or not self.head.startswith(MAGIC):
            raise BackupError(CHANGED, "The archive is cut at its beginning, or is none of ours.")
        self.box, check = _box(key, self.head[len(MAGIC) : len(MAGIC) + SALT])
        if not secrets.compare_digest(check, self.head[-CHECK:]):
            raise BackupError(KEY, "The archive was sealed with another key, or its beginning was changed.")
        self.ahead: bytes | None = file.read(FRAME + TAG)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, of one frame; b"" at the end."""
        if not self.rest and self.ahead is not None:
            sealed, following = self.ahead, self.file.read(FRAME + TAG)
            self.ahead = following or None
            try:
                self.rest = self.box.decrypt(_nonce(self.number, is_last=not following), sealed, self.head)
            except InvalidTag as error:
                raise BackupError(CHANGED, "The archive is cut or was changed: it is not what was sealed.") from error
            self.number += 1
        given = self.rest if size < 0 else self.rest[:size]
        self.rest = self.rest[len(given) :]
        return given


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _box(key: bytes, salt: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    """What seals and opens, and the bytes by which a wrong key is known."""
    made = HKDF(algorithm=SHA256(), length=32 + CHECK, salt=salt, info=b"faena backup 1").derive(key)
    return ChaCha20Poly1305(made[:32]), made[32:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])
