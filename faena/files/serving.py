"""How a stored picture is answered. Files have no address of their own: each room answers with `respond` behind its
own door, after finding the file through something that the reader may see."""

from typing import Literal

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from faena.files.limits import STORED_KIND
from faena.files.models import File

YEAR = 365 * 24 * 3600


def respond(file: File | None, variant: Literal["full", "thumb"] = "full") -> FileResponse:
    """The picture, streamed from storage. 404 while it is not ready. What is stored never changes, so the reader's
    own browser may keep it; nothing in between may, and nothing in it can run."""
    if file is None or not file.is_ready:
        raise Http404
    name = file.thumb_name if variant == "thumb" else file.storage_name
    try:
        stream = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(stream, content_type=STORED_KIND, filename=f"{file.uid.hex}.webp")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return answer
