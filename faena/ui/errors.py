"""The pages for what went wrong. config/urls.py names handler400, handler403, handler404 and handler500."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from faena.lib.outages import Outage, outage_of
from faena.ui.context import frame
from faena.ui.problems import Problem, is_for_programs, problem

log = logging.getLogger(__name__)

SHELL, PLAIN = "ui/shell.html", "ui/plain.html"
LAST_RESORT = (
    b'<!doctype html><html lang="es"><meta charset="utf-8"><title>Faena</title>'
    b"<h1>Algo fall\xc3\xb3 \xc2\xb7 Algo deu errado \xc2\xb7 Something went wrong</h1></html>"
)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 where it brings more than a form takes."""
    if is_for_programs(request):
        too_large = isinstance(exception, RequestDataTooBig)
        return problem(Problem(413, "too-large") if too_large else Problem(400, "malformed"))
    if isinstance(exception, RequestDataTooBig):
        return render_refusal(
            request,
            413,
            _("This is more than one form takes"),
            _("Nothing was saved. Go back and send fewer photos or files at once, or smaller ones."),
        )
    return render_refusal(
        request,
        400,
        _("This request could not be read"),
        _("Go back, reload the page and try once more."),
    )


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problem(Problem(403, "forbidden"))
    return loader_response(request, "ui/errors/403.html", 403)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        return problem(Problem(404, "not-found"))
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


def no_room(request: HttpRequest) -> HttpResponse:
    """507: the disk is full, nothing was saved."""
    return _unsaved(request, Outage.NO_ROOM)


def handler500(request: HttpRequest) -> HttpResponse:
    """What broke in us, or around us: then the page says what, and that it is worth trying again."""
    return _unsaved(request, outage_of(sys.exc_info()[1]))


def _unsaved(request: HttpRequest, outage: Outage | None) -> HttpResponse:
    """In the frame of who is signed in; where database, session or context processors are what broke, without them."""
    title, text = _said(outage)
    status = outage.value if outage else 500
    headers = {"Retry-After": "60"} if outage else {}
    if is_for_programs(request):
        code = {507: "no-room", 503: "away"}.get(status, "failed")
        return problem(Problem(status, code, title, headers=headers))
    for page in (_page_in_frame, _page_alone):
        try:
            return HttpResponse(page(request, title=title, text=text), status=status, headers=headers)
        except Exception as error:  # the plainer page comes next
            if outage_of(error) is None:  # what is away is away for this page too
                log.exception("The page for errors failed itself.")
    return HttpResponse(LAST_RESORT, status=status, headers=headers)


def _said(outage: Outage | None) -> tuple[str, str]:
    if outage is Outage.NO_ROOM:
        return (
            _("The disk of the server is full"),
            _("Nothing was saved. Everything can still be read. Go back and send it again when there is room."),
        )
    if outage is Outage.AWAY:
        return (
            _("The server cannot do this right now"),
            _("Nothing was saved. Wait a minute, go back and send it again: what you typed still stands there."),
        )
    return (
        _("Something broke on our side"),
        _("It was noted in the log. What you typed was not saved: go back, and try once more."),
    )


def _page_in_frame(request: HttpRequest, **said: str) -> str:
    around = _around(request)
    if around == PLAIN:
        return _page_alone(request, **said)
    return loader.render_to_string("ui/errors/500.html", {"around": around, **said}, request)


def _page_alone(request: HttpRequest, **said: str) -> str:
    known = {"around": PLAIN, **said, **frame(request.COOKIES)}
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
