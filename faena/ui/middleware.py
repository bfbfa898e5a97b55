"""What every answer gets on its way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


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
    """Pages and exports weigh a fifth on their way; photos and papers are compressed in themselves. Django adds a
    random length, so that nobody learns a token from the weight of a page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        text = kind.startswith(("text/", "application/json"))
        return super().process_response(request, response) if text else response


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
