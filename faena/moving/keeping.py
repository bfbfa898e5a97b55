"""Where files that people brought lie: in a folder of their own that is never served, readable by the program alone."""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from faena.lib.errors import RuleBroken
from faena.lib.text import clean

MOST_MB: Final = 50
LONGEST_NAME: Final = 200
_PIECE: Final = 2**20


class Upload(Protocol):
    """What a form hands over: the bytes in pieces."""

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Kept:
    """A file that lies in the folder. size: bytes."""

    uid: uuid.UUID
    path: Path
    size: int
    sha256: str


def keep_file(upload: Upload | Path) -> Kept:
    """Copy it into the folder. Raises RuleBroken beside "upload" when it is empty or larger than MOST_MB."""
    uid = uuid.uuid4()
    folder = Path(settings.IMPORT_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, digest, size = folder / uid.hex, hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in _pieces(upload):
                size += len(piece)
                if size > MOST_MB * 2**20:
                    raise RuleBroken(
                        _("The file is larger than %(most)s MB. Divide it into several.") % {"most": MOST_MB}, "upload"
                    )
                digest.update(piece)
                file.write(piece)
        if not size:
            raise RuleBroken(_("The file is empty."), "upload")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(uid, path, size, digest.hexdigest())


def kept_name(filename: str) -> str:
    """The name as it is shown: without folders, its ending kept where it is too long."""
    name = clean(filename.replace("\\", "/").rsplit("/", 1)[-1]) or "?"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 21]}…{name[-20:]}"


def _pieces(upload: Upload | Path) -> Iterator[bytes]:
    if not isinstance(upload, Path):
        yield from upload.chunks()
        return
    with upload.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
