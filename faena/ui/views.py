"""Language and look of the pages, for readers who are no users or not yet. config/urls.py gives these their doors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import get_script_prefix
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from faena.ui.context import LOOKS

YEAR = 365 * 24 * 3600


def language(request: HttpRequest) -> HttpResponse:
    """Read the pages in another language. An unknown one changes nothing."""
    chosen = request.POST.get("language", "")
    known = {code for code, _ in settings.LANGUAGES}
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, chosen if chosen in known else "")


def look(request: HttpRequest, name: str) -> HttpResponse:
    """Light or dark, large text, a narrow side bar: kept on this device. An unknown value changes nothing."""
    chosen = request.POST.get(name, "")
    return _remember(request, name, chosen if chosen in LOOKS[name] else "")


def next_url(request: HttpRequest) -> str:
    """Where the reader came from, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else get_script_prefix()


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    answer = HttpResponse(status=303, headers={"Location": iri_to_uri(next_url(request))})
    if value:
        answer.set_cookie(cookie, value, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return answer
