"""What an attachment may be, checked in the request, and the name under which it is given out."""

from collections.abc import Sequence
from typing import IO, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.files.kinds import ENDINGS, recognise
from faena.files.limits import MOST_ATTACHED_AT_ONCE, MOST_ATTACHED_TOGETHER, MOST_DOCUMENT_BYTES, MOST_VIDEO_BYTES
from faena.files.problems import ATTACHMENT_PROBLEMS
from faena.lib.errors import RuleBroken
from faena.lib.text import clean

LONGEST_NAME: Final = 120


def check_attachment(upload: "UploadedFile[bytes]", *, at: str = "upload") -> str:
    """The media type of an acceptable upload. Raises RuleBroken `at` it with the sentence of what is wrong."""
    kind, problem = _look(upload)
    if problem:
        raise RuleBroken(ATTACHMENT_PROBLEMS[problem], at)
    return kind


def check_together(uploads: "Sequence[UploadedFile[bytes]]", *, at: str = "attachments") -> None:
    """Raises RuleBroken where they are too many, or too large together, for one request."""
    if len(uploads) > MOST_ATTACHED_AT_ONCE:
        many = ngettext(
            "Attach at most %(most)d file at once.", "Attach at most %(most)d files at once.", MOST_ATTACHED_AT_ONCE
        )
        raise RuleBroken(many % {"most": MOST_ATTACHED_AT_ONCE}, at)
    if sum(upload.size or 0 for upload in uploads) > MOST_ATTACHED_TOGETHER:
        raise RuleBroken(ATTACHMENT_PROBLEMS["together"], at)


def tidy_name(name: str, kind: str) -> str:
    """The name that the sender gave, without folders and signs that cannot be seen, with an ending of its kind: what is
    text is never given out as a page or a program."""
    base = clean(name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    stem, _dot, ending = base.rpartition(".")
    suffix = f".{ending}".casefold()
    if not stem or suffix not in ENDINGS[kind]:
        stem, suffix = base, ENDINGS[kind][0]
    return f"{stem[: LONGEST_NAME - len(suffix)].strip('. ') or _('file')}{suffix}"


def _look(upload: "UploadedFile[bytes]") -> tuple[str, str]:
    """(media type, code of the problem)."""
    size = upload.size or 0
    if not size:
        return "", "empty"
    if size > MOST_VIDEO_BYTES:
        return "", "long"
    found = recognise(cast(IO[bytes], upload))
    if found.kind and not found.kind.startswith("video/") and size > MOST_DOCUMENT_BYTES:
        return "", "heavy"
    return found.kind, found.problem
