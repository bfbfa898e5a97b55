"""One effect for each call that changes something: the header Idempotency-Key, and what was sent under it."""

import re
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from faena.journal.middleware import body_hash
from faena.ui.problems import Problem

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[\w-]{16,64}", re.ASCII)
MULTIPART: Final = "multipart/form-data"


def key_of(request: HttpRequest, *, is_due: bool) -> str:
    """The key of this call; "" where it has none and needs none. Raises Problem."""
    key = request.headers.get(HEADER, "")
    if not key and not is_due:
        return ""
    if not KEY.fullmatch(key):
        raise Problem(
            400, "idempotency-key-missing", "Idempotency-Key: 16 to 64 letters, digits, - and _; a UUID will do."
        )
    return key


def digest_of(request: HttpRequest) -> str:
    """What was asked, where, and of which version: 64 hex digits. Keyed: a body may hold a short secret. Of a form the
    fields and files count, whose boundary differs each time."""
    sent = body_hash(request).encode() if request.content_type == MULTIPART else request.body
    digest = salted_hmac("faena.rest.effects", request.get_full_path(), algorithm="sha256")
    digest.update(repr((request.method, request.headers.get("If-Match", ""), sent)).encode())
    return digest.hexdigest()


def version_of(request: HttpRequest) -> int:
    """The version that the caller has read, from If-Match: "7". Raises Problem: 428 without one, as where it is `*`."""
    told = request.headers.get("If-Match", "")
    if not told or told == "*":
        raise Problem(428, "if-match-missing", 'If-Match: "7", the ETag of the thing as it was read.')
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,9})"', told)  # weak, where the answer came compressed
    if found is None:
        raise Problem(412, "stale", "If-Match is not an ETag of ours.")
    return int(found[1])
