"""Settings: what can be set, the company itself, its logo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company import actions
from faena.company.forms import CompanyForm, FirstNumberForm, LogoForm, WorkingHoursForm, hours_of, initial_of
from faena.company.models import Company
from faena.company.numbering import next_of_each
from faena.company.pix import pix_told
from faena.company.requests import ShopRequest, SignedInRequest
from faena.company.settings_pages import pages_for
from faena.files.serving import respond
from faena.gate.doors import public, requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import EventLine, render_event
from faena.lib.errors import RuleBroken
from faena.ui.answers import form_page, see_other
from faena.ui.jinja import address_of

LAST_EVENTS = 10
SHORT_NAME = 12  # signs that fit below an icon
GROUND = "#f6f3ee"  # of the light theme (ui/styles/tokens.css): a manifest knows one
ICONS = [
    ("icon-192.png", 192, "any"),
    ("icon-512.png", 512, "any"),
    ("icon-maskable-512.png", 512, "maskable"),
]


@requires(Perm.CATALOGUE_EDIT)
@require_GET
def settings(request: SignedInRequest) -> HttpResponse:
    return render(request, "company/settings.html", {"pages": pages_for(request.user, request.company)})


@requires(Perm.COMPANY_EDIT)
def company(request: SignedInRequest) -> HttpResponseBase:
    """W7: one form in sections, one save."""
    form = CompanyForm(request.POST or None, company=request.company, zone=request.GET.get("zone", ""))

    def act(data: dict[str, Any]) -> str:
        asked, version = form.answers, data["version"]
        actions.edit_company(request.company, facts=form.facts(), version=version, answers=asked, by=request.user)
        messages.success(request, _("The settings were saved."))
        return reverse("company:company")

    told = pix_told(request.POST or request.GET, request.company)
    page = {"logo_form": LogoForm(), "story": _story(request), "pix": told}
    return form_page(request, form, "company/company.html", page, act=act, saved=initial_of)


@requires(Perm.COMPANY_EDIT)
def working_hours(request: SignedInRequest) -> HttpResponseBase:
    """The hours of each weekday, in which what is due is counted."""
    form = WorkingHoursForm(request.POST or None, company=request.company)

    def act(data: dict[str, Any]) -> str:
        actions.set_working_hours(request.company, **form.facts(), version=data["version"], by=request.user)
        messages.success(request, _("The working hours were saved."))
        return reverse("company:working_hours")

    return form_page(request, form, "company/working_hours.html", {}, act=act, saved=hours_of)


@requires(Perm.COMPANY_EDIT)
def numbers(request: SignedInRequest) -> HttpResponseBase:
    """The next number of each series; one of which nothing was given yet may go on from the old program."""
    series = next_of_each(request.company)
    form = FirstNumberForm(request.POST or None, series=[one for one in series if one.is_empty])

    def act(data: dict[str, Any]) -> str:
        actions.set_first_number(data["kind"], first=data["first"], by=request.user)
        messages.success(request, _("The number was set."))
        return reverse("company:numbers")

    return form_page(request, form, "company/numbers.html", {"series": series}, act=act)


@requires(Perm.COMPANY_EDIT)
@require_POST
def change_logo(request: SignedInRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.change_logo(request.company, upload=form.cleaned_data["logo"], by=request.user)
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            messages.success(request, _("The logo was received."))
            return see_other(reverse("company:company"))
    page = {"form": CompanyForm(company=request.company), "logo_form": form, "story": _story(request)}
    page["pix"] = pix_told({}, request.company)
    return render(request, "company/company.html", page, status=422)


@requires(Perm.COMPANY_EDIT)
@require_POST
def remove_logo(request: SignedInRequest) -> HttpResponse:
    actions.remove_logo(request.company, by=request.user)
    messages.success(request, _("The logo was removed."))
    return see_other(reverse("company:company"))


@public
@require_GET
def logo(request: ShopRequest) -> HttpResponseBase:
    """Sign-in, slip and tracking page show it to people without an account; 404 until it is decoded."""
    return respond(request.company.logo, "thumb" if request.GET.get("size") == "thumb" else "full")


@public
@require_GET
def manifest(request: ShopRequest) -> HttpResponse:
    """What a phone needs to put the program among its apps, under the name of the shop."""
    answer = JsonResponse(_as_app(request.company), content_type="application/manifest+json")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _as_app(company: Company) -> dict[str, Any]:
    """A web application manifest (W3C)."""
    name, home = company.name or "Faena", get_script_prefix()
    return {
        "name": name,
        "short_name": name if len(name) <= SHORT_NAME else "Faena",
        "id": home,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "lang": get_language(),
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            {"src": address_of(f"ui/{file}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, size, purpose in ICONS
        ],
    }


def _story(request: SignedInRequest) -> list[EventLine]:
    """What was last done to the company; the rates of each day have a page of their own."""
    events = Event.objects.about(request.company.as_ref).exclude(verb="rate.set").select_related("author")
    return [render_event(event) for event in events.order_by("-id")[:LAST_EVENTS]]
