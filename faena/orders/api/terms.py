"""The terms: their versions, which of them an order is under, and the customer's signature."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.files.serving import respond_drawing
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import check_workshop, found_order, label
from faena.orders.models import Terms
from faena.orders.sign_links import MINUTES, sign_token
from faena.rest.effects import version_of
from faena.rest.routes import the
from faena.rest.values import In, Key, Label, Moment, Out


class TermsOut(Out):
    """version, number: of this text; the newest one is what If-Match takes to publish the next. is_in_force: new
    orders take it."""

    id: int
    version: int
    number: int
    text: str
    by: Label
    at: Moment
    is_in_force: bool


class TermsVersions(Out):
    """The newest first. version: of the newest, 0 before there was one."""

    version: int
    items: list[TermsOut]


@routes.thing("/terms", Perm.COMPANY_EDIT)
def terms(request: StaffRequest) -> TermsVersions:
    """All versions of the terms that there were."""
    check_workshop(request)
    versions = list(Terms.objects.select_related("by").order_by("-number"))
    newest = versions[0] if versions else None
    return TermsVersions(
        version=newest.number if newest else 0,
        items=[_version(one, is_in_force=one is newest and bool(one.text)) for one in versions],
    )


@routes.thing("/terms/{int:terms_id}", Perm.ORDER_SEE)
def terms_version(request: StaffRequest, terms_id: int) -> TermsOut:
    """One version, as customers read it."""
    found: Terms = the(Terms.objects.select_related("by"), terms_id)
    return _version(found, is_in_force=found == Terms.in_force())


def _version(terms: Terms, *, is_in_force: bool) -> TermsOut:
    return TermsOut(
        id=terms.pk,
        version=terms.number,
        number=terms.number,
        text=terms.text,
        by=label(terms.by),
        at=terms.at,
        is_in_force=is_in_force,
    )


class TermsIn(In):
    text: str


@routes.event("/terms", Perm.COMPANY_EDIT, to=terms_version, is_versioned=True)
def publish_terms(request: StaffRequest, facts: TermsIn) -> int:
    """The next version: orders that are opened from now on take it."""
    check_workshop(request)
    return actions.publish_terms(facts.text, version=version_of(request), by=request.user).pk


@routes.removal("/terms", Perm.COMPANY_EDIT, to=terms, is_versioned=True)
def end_terms(request: StaffRequest) -> str:
    """New orders have no terms from now on."""
    check_workshop(request)
    actions.end_terms(version=version_of(request), by=request.user)
    return ""


# --- of one order -------------------------------------------------------------------------------------------


class OrderTermsIn(In):
    """number: of the version in force, as whoever asks has read it."""

    number: int


@routes.event("/orders/{int:order_id}/terms", Perm.ORDER_EDIT, to=order)
def renew_terms(request: StaffRequest, order_id: int, facts: OrderTermsIn) -> int:
    """An order that nobody signed yet is under the version in force."""
    found = found_order(request, order_id, Perm.ORDER_EDIT)
    actions.renew_terms(found, number=facts.number, by=request.user)
    return order_id


class OrderSignatureIn(In):
    """terms_id: the version that the customer read. strokes: as JSON {"w", "h", "lines": [[[x, y], …], …]}; None for
    a signature on paper."""

    terms_id: Key
    signer: str
    strokes: str | None


@routes.event("/orders/{int:order_id}/signature", Perm.ORDER_EDIT, to=order)
def sign_terms(request: StaffRequest, order_id: int, facts: OrderSignatureIn) -> int:
    """The customer accepts the terms of the order."""
    found = found_order(request, order_id, Perm.ORDER_EDIT)
    signed = facts.model_dump(exclude={"terms_id"})
    actions.sign_terms(found, terms=facts.terms_id, **signed, by=request.user)
    return order_id


@routes.file("/orders/{int:order_id}/signature.svg", Perm.ORDER_SEE)
def signature(request: StaffRequest, order_id: int) -> HttpResponse:
    """The strokes as a picture; 404 for one on paper."""
    signed = found_order(request, order_id).signed
    if signed is None or not signed.strokes:
        raise Http404
    return respond_drawing(signed.strokes)


class SignaturePhone(Out):
    """url: where the customer signs on his own phone, for so many minutes."""

    url: str
    minutes: int


@routes.thing("/orders/{int:order_id}/signature/phone", Perm.ORDER_EDIT)
def signature_phone(request: StaffRequest, order_id: int) -> SignaturePhone:
    """An address at which the customer reads the same terms and signs; each call makes another one."""
    found = found_order(request, order_id, Perm.ORDER_EDIT)
    if not found.terms_pending:
        raise RuleBroken(found.why_finished or _("There is nothing to sign."))
    token = sign_token(found, request.user)
    return SignaturePhone(url=f"{settings.SITE_URL}{reverse('portal:sign', args=[token])}", minutes=MINUTES)
