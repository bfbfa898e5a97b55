"""What a program is answered when something is refused: `application/problem+json` (RFC 9457) instead of a page.

title: English, the same for each code. detail: the sentence for people, in the reader's language."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

API: Final = "/api/v1/"
TITLES: Final = {
    "malformed": "The request cannot be read",
    "cursor": "The cursor does not open",
    "idempotency-key-missing": "A POST needs the header Idempotency-Key",
    "idempotency-key-reused": "The key was used before, for something else",
    "unauthenticated": "No valid token",
    "forbidden": "Role or token lack the permission",
    "not-found": "Nothing is here, or it is out of reach",
    "method-not-allowed": "This method is not offered here",
    "too-large": "More than is taken at once",
    "stale": "It was changed meanwhile",
    "if-match-missing": "This needs the header If-Match",
    "invalid": "Something of it does not fit",
    "too-many": "Too many requests",
    "no-room": "The disk of the server is full",
    "away": "The server cannot do this right now",
    "failed": "Something broke in the program",
}


class Problem(Exception):
    """Ends a call of the API. code: one of TITLES, or of lib.errors.CODES. more: members beside the usual ones."""

    def __init__(
        self, status: int, code: str, detail: Any = "", *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.headers, self.more = dict(headers or {}), more


def is_for_programs(request: HttpRequest) -> bool:
    """Whether it is answered by JSON, whatever goes wrong."""
    return request.path_info.startswith(API)


def problem(found: Problem) -> HttpResponse:
    """Its answer."""
    said = {
        "type": f"/api/docs/#{found.code}",
        "title": TITLES.get(found.code, "A rule of the trade refuses it"),
        "status": found.status,
        "code": found.code,
        "detail": str(found.detail or TITLES.get(found.code, "")),
        **found.more,
    }
    text = json.dumps(said, ensure_ascii=False)
    return HttpResponse(text, status=found.status, content_type="application/problem+json", headers=found.headers)
