"""The terms: their versions under Settings, which of them an order is under, and the customer's signature."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.files.serving import respond_drawing
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.orders import actions
from faena.orders.forms.terms import EndTermsForm, RenewForm, SignForm, TermsForm
from faena.orders.models import ServiceOrder, Terms
from faena.orders.sign_links import MINUTES, sign_token
from faena.orders.terms_models import MODELS, models_for
from faena.orders.views.common import be_open, sheet_of, the_order
from faena.ui.answers import form_page, pressed

# --- the versions -------------------------------------------------------------------------------------------


@requires(Perm.COMPANY_EDIT)
def terms(request: StaffRequest) -> HttpResponseBase:
    """The text in force, the next one, and all that were (W9). `model`, `in`: a model of ours, in one of the languages,
    is what the next one begins with."""
    be_open(request)
    page = _versions(request)
    form = TermsForm(request.POST or None, initial=page["begun"])

    def act(data: dict[str, Any]) -> str:
        published = actions.publish_terms(data["text"], version=data["version"], by=request.user)
        messages.success(
            request, _("Version %(number)s is in force: new orders take it.") % {"number": published.number}
        )
        return reverse("terms:page")

    return form_page(request, form, "orders/terms.html", page, act=act, saved=lambda row: {"text": row.text})


def _versions(request: StaffRequest) -> dict[str, Any]:
    """All that were, the one in force, and what the next one begins with."""
    versions = list(Terms.objects.select_related("by").order_by("-number"))
    newest = versions[0] if versions else None
    in_force = newest if newest and newest.text else None
    begun, models = _begun(request, newest), models_for(request.company)
    return {"versions": versions, "in_force": in_force, "models": models, "begun": begun}


def _begun(request: StaffRequest, newest: Terms | None) -> dict[str, Any]:
    """What the next version begins with: the model that was chosen, in the language asked for, else the company's; else
    the newest text."""
    chosen, asked = MODELS.get(request.GET.get("model", "")), request.GET.get("in", "")
    tongue = asked if asked in dict(settings.LANGUAGES) else request.company.language
    text = chosen.text(tongue) if chosen else newest.text if newest else ""
    return {"text": text, "version": newest.number if newest else 0, "chosen": chosen, "tongue": tongue}


@requires(Perm.COMPANY_EDIT)
@require_POST
def end(request: StaffRequest) -> HttpResponseBase:
    be_open(request)
    form = EndTermsForm(request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else -1
    said, back = _("New orders have no terms from now on."), reverse("terms:page")
    return pressed(request, lambda: actions.end_terms(version=seen, by=request.user), said=said, back=back)


@requires(Perm.ORDER_SEE)
@require_GET
def version(request: StaffRequest, terms_pk: int) -> HttpResponse:
    """One version, as customers read it; whoever sees orders may read what was signed."""
    shown = get_object_or_404(Terms.objects.select_related("by"), pk=terms_pk)
    return render(request, "orders/terms_version.html", {"terms": shown, "in_force": Terms.in_force()})


# --- of one order -------------------------------------------------------------------------------------------


@requires(Perm.ORDER_EDIT)
@require_POST
def renew(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk, Perm.ORDER_EDIT)
    form = RenewForm(request.POST)
    seen = form.cleaned_data["number"] if form.is_valid() else 0
    said = _("%(order)s is under the terms in force now.") % {"order": order}
    return pressed(
        request, lambda: actions.renew_terms(order, number=seen, by=request.user), said=said, back=sheet_of(order)
    )


@requires(Perm.ORDER_EDIT)
def sign(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The screen is handed to the customer, who reads and signs in his language (W9); once he has, it thanks him and
    waits to be given back."""
    order = the_order(request, pk, Perm.ORDER_EDIT)
    is_done = request.method == "GET" and order.signed is not None and bool(order.signed.strokes)
    if not is_done and (away := dead_end(request, order, _why_not_sign(order))):
        return away
    said = _("The terms are signed.")  # staff reads it, the page its customer
    with translation.override(order.customer.language):
        if is_done:
            return render(request, "orders/signed.html", {"order": order, "signed": order.signed})
        return _signing(request, order, said)


def _signing(request: StaffRequest, order: ServiceOrder, said: str) -> HttpResponseBase:
    form = SignForm(request.POST or None, initial={"signer": order.customer.name})

    def act(data: dict[str, Any]) -> str:
        strokes = data["strokes"] if data["way"] == SignForm.SCREEN else None
        actions.sign_terms(order, terms=data["terms"], signer=data["signer"], strokes=strokes, by=request.user)
        if strokes is not None:
            return request.path
        messages.success(request, said)
        return sheet_of(order)

    return form_page(request, form, "orders/sign.html", {"order": order}, act=act)


@requires(Perm.ORDER_EDIT)
@require_GET
def sign_phone(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A code that leads the customer's own phone to the same terms; each look at the page makes another one."""
    order = the_order(request, pk, Perm.ORDER_EDIT)
    page: dict[str, Any] = {"order": order, "here": request.path, "minutes": MINUTES}
    if not order.signed:
        if away := dead_end(request, order, _why_not_sign(order)):
            return away
        page["address"] = f"{settings.SITE_URL}{reverse('portal:sign', args=[sign_token(order, request.user)])}"
        page["qr"] = segno.make(page["address"], error="m").svg_data_uri(border=3, light="#fff", scale=4)
    return render(request, "orders/sign_phone.html", page)


def _why_not_sign(order: ServiceOrder) -> str:
    return "" if order.terms_pending else _("There is nothing to sign.")


@requires(Perm.ORDER_SEE)
@require_GET
def drawing(request: StaffRequest, pk: int) -> HttpResponse:
    """The strokes as a picture. They never change, so the reader's own browser may keep it; nothing in it can run."""
    signed = the_order(request, pk).signed
    if signed is None or not signed.strokes:
        raise Http404
    return respond_drawing(signed.strokes)


def on_sheet(order: ServiceOrder, user: User) -> dict[str, Any]:
    """The version in force, when this reader may put the order under it."""
    renewable = order.is_open and order.signed is None and may(user, Perm.ORDER_EDIT)
    newest = Terms.in_force() if renewable else None
    return {"newer_terms": newest if newest and newest.pk != order.terms_id else None}
