"""The pages for what went wrong. config/urls.py names handler400, handler403, handler404 and handler500."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from faena.ui.context import THEME_COOKIE, frame

log = logging.getLogger(__name__)

SHELL, PLAIN = "ui/shell.html", "ui/plain.html"
LAST_RESORT = (
    b'<!doctype html><html lang="es"><meta charset="utf-8"><title>Faena</title>'
    b"<h1>Algo fall\xc3\xb3 \xc2\xb7 Algo deu errado \xc2\xb7 Something went wrong</h1></html>"
)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_refusal(
        request,
        400,
        _("This request could not be read"),
        _("Go back, reload the page and try once more."),
    )


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return loader_response(request, "ui/errors/403.html", 403)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return loader_response(request, "ui/errors/404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: mostly a page that stood open while somebody signed out, or in again, in another tab.
    Where the same person is signed in, the script leads back to the form with what was typed (ui/scripts/ended.js)."""
    if request.headers.get("HX-Request"):
        return session_ended()
    return loader_response(
        request,
        "ui/errors/too_old.html",
        403,
        title=_("This page is too old"),
        text=_("You signed in or out in another tab since it was opened. Go back, reload the page and send it again."),
    )


def session_ended() -> HttpResponse:
    """401 to a script: the page stays as it is, and says so (ui/scripts/ended.js)."""
    return HttpResponse(status=401, headers={"X-Session-Ended": "1"})


def too_many(request: HttpRequest, wait_minutes: int | None = None) -> HttpResponse:
    """429, with the time to wait when it is known."""
    answer = loader_response(request, "ui/errors/429.html", 429, wait_minutes=wait_minutes)
    if wait_minutes:
        answer["Retry-After"] = str(wait_minutes * 60)
    return answer


def handler500(request: HttpRequest) -> HttpResponse:
    """In the frame of who is signed in; where database, session or context processors are what broke, without them."""
    for page in (_page_in_frame, _page_alone):
        try:
            return HttpResponse(page(request), status=500)
        except Exception:  # the plainer page comes next
            log.exception("The page for errors failed itself.")
    return HttpResponse(LAST_RESORT, status=500)


def _page_in_frame(request: HttpRequest) -> str:
    around = _around(request)
    if around == PLAIN:
        return _page_alone(request)
    return loader.render_to_string("ui/errors/500.html", {"around": around}, request)


def _page_alone(request: HttpRequest) -> str:
    known = {"around": PLAIN, **frame(request.COOKIES.get(THEME_COOKIE, ""))}
    return loader.render_to_string("ui/errors/500.html", known)


def render_refusal(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A refusal that has no form to stand beside: one title, one sentence that says what to do, the way back."""
    return loader_response(request, "ui/errors/refused.html", status, title=title, text=text)


def loader_response(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    known = {"around": _around(request), **context}
    return HttpResponse(loader.render_to_string(template, known, request), status=status)


def _around(request: HttpRequest) -> str:
    """What the page extends. A request that was refused early knows neither its user nor the shop."""
    user = getattr(request, "user", None)
    return SHELL if user and user.is_authenticated and hasattr(request, "company") else PLAIN
