"""What a picture may be, checked cheaply in the request, and the sentence for each reason to refuse one."""

from typing import IO, Any, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faena.files.headers import Header, read_header
from faena.files.limits import MOST_BYTES, MOST_PIXELS, MOST_SIDE
from faena.lib.errors import RuleBroken

ACCEPT: Final = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"

PROBLEMS: Final[dict[str, Any]] = {
    "empty": _("The file is empty. Choose another picture."),
    "heavy": _("The picture is larger than 15 MB. Send a smaller one."),
    "kind": _("This is not a picture that we can read. Send a JPEG, PNG, WebP or HEIC."),
    "large": _("The picture has too many pixels: at most 40 megapixels and 12,000 on a side. Send a smaller one."),
    "animated": _("The picture moves. Send one that stands still."),
    "damaged": _("The picture is damaged and could not be read. Take or send it again."),
    "costly": _("The picture took too much work to read. Send a smaller one."),
    "lost": _("The picture was lost before it was read. Send it again."),
    "unkept": _("The picture could not be stored. Everything else is as it was; try again in a while."),
}


def check_picture(upload: "UploadedFile[Any]", *, field: str = "photo") -> Header:
    """The header of an acceptable upload. Raises RuleBroken beside `field` with the sentence of what is wrong."""
    problem, header = _look(upload)
    if problem or header is None:
        raise RuleBroken(PROBLEMS[problem], field)
    return header


def sentence_of(problem: str) -> str:
    """What a refused file says to its reader."""
    return str(PROBLEMS.get(problem, PROBLEMS["damaged"]))


def _look(upload: "UploadedFile[Any]") -> tuple[str, Header | None]:
    if not upload.size:
        return "empty", None
    if upload.size > MOST_BYTES:
        return "heavy", None
    header = read_header(cast(IO[bytes], upload))
    if header is None or not (header.width and header.height):
        return "kind", None
    if header.is_animated:
        return "animated", header
    if max(header.width, header.height) > MOST_SIDE or header.width * header.height > MOST_PIXELS:
        return "large", header
    return "", header
