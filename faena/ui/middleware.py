"""What every answer gets on its way out."""

import gzip
import secrets
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from faena.lib.serving import LEFT_OUT


class HeadAsGet:
    """HEAD is answered as GET would be, without the body (RFC 9110, 9.3.2). Whoever previews a link asks for it, and
    the views know GET and POST only. Nothing is streamed: a file of a whole list is not read for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        answer = self.get_response(request)
        request.method = "HEAD"
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = ()
        elif isinstance(answer, HttpResponse):
            answer.content = b""
        return answer


class CompressedText(GZipMiddleware):
    """Pages and exports weigh a fifth on their way; photos and papers are compressed in themselves. A random length is
    added, so that nobody learns a token from the weight of a page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(("text/", "application/json")):
            return response
        if not isinstance(response, HttpResponse) or "ETag" in response.headers:
            return super().process_response(request, response)
        if len(response.content) < SHORT or "Content-Encoding" in response.headers:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response.content = compressed(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


SHORT = 200
LEVEL = 4  # half the time of Django's 6, and four bytes more in a hundred
NAMED = 8  # the flag of a gzip head that is followed by a name


def compressed(text: bytes) -> bytes:
    """As gzip, with a name of random length in its head, which nobody reads."""
    packed = gzip.compress(text, compresslevel=LEVEL, mtime=0)
    name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes)
    return packed[:3] + bytes([NAMED]) + packed[4:10] + name + b"\0" + packed[10:]


class BodiesLeftOut:
    """Whoever sends more than the web server takes reads the same page as whoever sends more than a form takes: in the
    own language, with the menu around it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if LEFT_OUT in request.META:
            raise RequestDataTooBig("The web server did not take this body: it is too large.")
        return self.get_response(request)


class PrivatePages:
    """Pages hold what people owe and where they live: no cache keeps one, unless its view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        answer.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
        )
        return answer


class ForScripts:
    """A script that sends a form (ui/sending.js) is told where a redirect leads and has the browser go there. It cannot
    see a redirect: it would get the page behind it, and use up the messages that wait there for the reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if 300 <= answer.status_code < 400 and "Location" in answer and request.headers.get("X-Sent-By") == "script":
            answer.status_code = 200
            answer["X-Go-To"] = answer["Location"]
            del answer["Location"]
        return answer


class ContentPolicy:
    """What a page may load and run (CONTENT_SECURITY_POLICY), where its view says nothing else. It is the same for all
    of them, and written once; a page of DEBUG about an error has styles of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not (settings.DEBUG and answer.status_code in (404, 500)):
            answer.headers.setdefault(HEADER, self.policy)
        return answer
