"""How a stored file is answered. Files have no address of their own: each room answers with `respond` behind its
own door, after finding the file through something that the reader may see."""

from typing import Literal, TypeVar

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from faena.files.kinds import TEXT
from faena.files.limits import STORED_KIND
from faena.files.models import File
from faena.lib.strokes import Strokes, as_svg

Answer = TypeVar("Answer", bound=HttpResponseBase)

YEAR = 365 * 24 * 3600


def respond(file: File | None, variant: Literal["full", "thumb"] = "full") -> FileResponse:
    """The file, streamed from storage. 404 while it is not ready. What is stored never changes, so the reader's own
    browser may keep it; nothing in between may, and nothing in it can run. An attachment is nothing of ours: it is only
    ever given out to be saved."""
    if file is None or not file.is_ready:
        raise Http404
    is_small = variant == "thumb" and not file.is_attachment
    try:
        stream = default_storage.open(file.thumb_name if is_small else file.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error
    kind = f"{file.kind}; charset=utf-8" if file.kind == TEXT else file.kind
    answer = FileResponse(
        stream,
        as_attachment=file.is_attachment,
        content_type=kind if file.is_attachment else STORED_KIND,
        filename=file.name or f"{file.uid.hex}.webp",
    )
    return _harmless(answer)


def respond_drawing(strokes: Strokes) -> HttpResponse:
    """A drawn signature as a picture. It never changes either."""
    return _harmless(HttpResponse(as_svg(strokes), content_type="image/svg+xml"))


def _harmless(answer: Answer) -> Answer:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
