"""Language and look of the pages, for readers who are no users or not yet. config/urls.py gives these their doors."""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from faena.ui.context import LOOKS, frame
from faena.ui.jinja import address_of

KEPT = (
    "vendor/ui.css",
    "vendor/ui.js",
    "vendor/icons.svg",
    "vendor/inter-latin.woff2",
    "django_htmx/htmx-2.min.js",
    "ui/favicon.svg",
)
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


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under whose address all pages lie (ui/templates/ui/worker.js). Its version is that of what it
    keeps, so a new release is kept anew."""
    language = get_language() or settings.LANGUAGE_CODE
    kept = [f"{reverse('ui:offline')}?language={language}", *(address_of(file) for file in KEPT)]
    drawn = _offline(language) + "".join(kept)
    facts = {"kept": kept, "version": hashlib.sha256(drawn.encode()).hexdigest()[:12]}
    answer = HttpResponse(render_to_string("ui/worker.js", facts), content_type="text/javascript")
    answer["Cache-Control"] = "private, max-age=3600"  # browsers ask at each page, and get this one from their cache
    return answer


def offline(request: HttpRequest) -> HttpResponse:
    """The page for while there is no connection, which the worker keeps: drawn without the request, it holds nothing of
    anybody."""
    wanted = request.GET.get("language", "")
    return HttpResponse(_offline(wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE))


@lru_cache
def _offline(language: str) -> str:
    with translation.override(language):
        return render_to_string("ui/offline.html", frame())


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
