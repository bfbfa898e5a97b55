"""Settings: what can be set, the company itself, its logo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company import actions
from faena.company.forms import CompanyForm, LogoForm, initial_of
from faena.company.models import Company
from faena.company.settings_pages import pages_for
from faena.files.serving import respond
from faena.gate.doors import public, requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.errors import RuleBroken, Stale
from faena.ui.answers import see_other

LAST_EVENTS = 10


@requires(Perm.CATALOGUE_EDIT)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    return render(request, "company/settings.html", {"pages": pages_for(request, _company(request).halves)})


@requires(Perm.COMPANY_EDIT)
def company(request: HttpRequest) -> HttpResponse:
    """W7: one form in sections, one save."""
    form = CompanyForm(request.POST or None, company=_company(request))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.edit_company(_company(request), facts=form.facts(), version=version, by=_staff(request))
        except Stale as stale:
            form.stale(initial_of(stale.current), version=stale.current.version)
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            messages.success(request, _("The settings were saved."))
            return see_other(reverse("company:company"))
    return _company_page(request, form, LogoForm(), status=422 if form.is_bound else 200)


@requires(Perm.COMPANY_EDIT)
@require_POST
def change_logo(request: HttpRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.change_logo(_company(request), upload=form.cleaned_data["logo"], by=_staff(request))
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            messages.success(request, _("The logo was received."))
            return see_other(reverse("company:company"))
    return _company_page(request, CompanyForm(company=_company(request)), form, status=422)


@requires(Perm.COMPANY_EDIT)
@require_POST
def remove_logo(request: HttpRequest) -> HttpResponse:
    actions.remove_logo(_company(request), by=_staff(request))
    messages.success(request, _("The logo was removed."))
    return see_other(reverse("company:company"))


@public
@require_GET
def logo(request: HttpRequest) -> HttpResponseBase:
    """Sign-in, slip and tracking page show it to people without an account; 404 until it is decoded."""
    return respond(_company(request).logo)


def _company(request: HttpRequest) -> Company:
    found: Company = request.company  # type: ignore[attr-defined]  # TheShop adds it
    return found


def _staff(request: HttpRequest) -> Any:
    """Who acts; the door has seen to it that somebody does."""
    return request.user


def _company_page(request: HttpRequest, form: CompanyForm, logo_form: LogoForm, *, status: int) -> HttpResponse:
    events = Event.objects.about(_company(request).as_ref).select_related("author").order_by("-id")[:LAST_EVENTS]
    page = {"form": form, "logo_form": logo_form, "story": [tell(event) for event in events]}
    return render(request, "company/company.html", page, status=status)
