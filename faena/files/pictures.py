"""What a picture may be, checked cheaply in the request."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import IO, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import ngettext

from faena.files.headers import Header, read_header
from faena.files.limits import MOST_AT_ONCE, MOST_BYTES, MOST_PIXELS, MOST_SIDE
from faena.files.problems import PROBLEMS
from faena.lib.errors import RuleBroken

ACCEPT: Final = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,image/avif,.avif"


def check_picture(upload: "UploadedFile[bytes]", *, at: str = "upload") -> Header:
    """The header of an acceptable upload. Raises RuleBroken `at` it with the sentence of what is wrong."""
    problem, header = _look(upload)
    if problem or header is None:
        raise RuleBroken(PROBLEMS[problem], at)
    return header


def check_number(uploads: "Sequence[UploadedFile[bytes]]", *, at: str) -> None:
    """Raises RuleBroken `at` them where they are more than are taken at once."""
    if len(uploads) > MOST_AT_ONCE:
        many = ngettext(
            "Send at most %(most)d picture at once.", "Send at most %(most)d pictures at once.", MOST_AT_ONCE
        )
        raise RuleBroken(many % {"most": MOST_AT_ONCE}, at, "out-of-range")


def knows_avif() -> bool:
    """Whether the image library that is installed was built with AVIF. It is found, not loaded: see files.headers."""
    return find_spec("PIL._avif") is not None


def _look(upload: "UploadedFile[bytes]") -> tuple[str, Header | None]:
    if not upload.size:
        return "empty", None
    if upload.size > MOST_BYTES:
        return "heavy", None
    header = read_header(cast(IO[bytes], upload))
    if header is None or not (header.width and header.height):
        return "kind", None
    if header.kind == "image/avif" and not knows_avif():
        return "avif", header
    if header.is_animated:
        return "animated", header
    if max(header.width, header.height) > MOST_SIDE or header.width * header.height > MOST_PIXELS:
        return "large", header
    return "", header
