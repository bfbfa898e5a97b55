"""What a customer sees of his own case, by a link that nobody can guess. No account, no script (W1, W2)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.rate_limits import count_code, forgive, throttled
from faena.agenda.models import VisitPhoto
from faena.company.requests import ShopRequest
from faena.customers.models import AccessLink, AccessLinkQuerySet
from faena.files.serving import respond
from faena.gate.doors import by_link, public
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib import kept
from faena.lib.errors import RuleBroken
from faena.orders.actions import sign_terms
from faena.orders.forms.terms import SignForm
from faena.orders.models import OrderClosing, ServiceOrder
from faena.orders.paper import report_for_link
from faena.orders.sign_links import signing_of
from faena.portal.cases import case_of, kinds
from faena.portal.forms import CodeForm
from faena.ui.answers import form_page
from faena.ui.printing import pdf_answer

Answer = TypeVar("Answer", bound=HttpResponseBase)

LONGEST_TOKEN = 64
NOT_FOUND_BY_SEARCH = "noindex, nofollow"


@by_link
@require_GET
def tracking(request: ShopRequest, token: str) -> HttpResponse:
    """The case as its customer follows it, in his language. A wrong, an expired and a revoked link look alike."""
    return _shown(request, token, lambda _it: {})


@by_link
@require_GET
def photo_page(request: ShopRequest, token: str, name: str) -> HttpResponse:
    """One photo of the case, in turn with the others that its page shows."""

    def beside(it: Any) -> dict[str, Any]:
        turn = [(step, one) for step in it.steps for one in step.photos if one.is_ready]
        place = next((place for place, (_step, one) in enumerate(turn) if one.name == name), None)
        if place is None:
            raise Http404
        step, chosen = turn[place]
        before = turn[place - 1][1] if place else None
        after = turn[place + 1][1] if place + 1 < len(turn) else None
        page = {"step": step, "photo": chosen, "before": before, "after": after}
        return {**page, "place": place + 1, "number": len(turn), "page": "portal/photo.html"}

    return _shown(request, token, beside)


@by_link
@require_GET
def photo(request: ShopRequest, token: str, photo_pk: int) -> HttpResponseBase:
    """A picture of a status or of a comment that the customer may see."""
    link = _living(request, token)
    if link is None:
        raise Http404
    assert link.ref_id is not None
    file = get_object_or_404(case_of(link).pictures(link.ref_id).select_related("file"), pk=photo_pk).file
    return respond(file, "thumb" if request.GET.get("size") == "thumb" else "full")


@by_link
@require_GET
def visit_photo(request: ShopRequest, token: str, photo_pk: int) -> HttpResponseBase:
    """A photo of a visit for this order or ticket, where the customer may see it."""
    link = _living(request, token)
    if link is None:
        raise Http404
    assert link.ref_id is not None
    photos = VisitPhoto.objects.public(case_of(link).visits(link.ref_id)).select_related("file")
    file = get_object_or_404(photos, pk=photo_pk).file
    return respond(file, "thumb" if request.GET.get("size") == "thumb" else "full")


@by_link
@require_GET
def attachment(request: ShopRequest, token: str, file_pk: int) -> HttpResponseBase:
    """What is attached to an order or to a comment, where the customer may see it; to be saved."""
    link = _living(request, token)
    if link is None:
        raise Http404
    assert link.ref_id is not None
    return respond(get_object_or_404(case_of(link).attachments(link.ref_id).select_related("file"), pk=file_pk).file)


@by_link
@require_GET
def report(request: ShopRequest, token: str) -> HttpResponse:
    """The final report of a closed order, as PDF; none once the order was opened again."""
    link = _links(request, token).alive().filter(ref_kind="order").first()
    closing = OrderClosing.standing(link.ref_id) if link else None
    if closing is None:
        return _gone(request)
    note_seen(request, Access.Kind.LINK, closing.order.as_ref)
    made = report_for_link(closing, request.company)
    return _private(pdf_answer(made, f"{closing.order}-report"))


@by_link
@require_GET
def label(request: ShopRequest, token: str) -> HttpResponse:
    """The QR on the device: who works here lands on the order's sheet, even after the link has ended, since the label
    stays on the device; everybody else on the customer's page (B11)."""
    links = _links(request, token).filter(ref_kind="order")
    orders = ServiceOrder.objects.visible_to(request.user).filter(pk__in=links.values("ref_id"))
    if order := orders.first():
        return _private(redirect("orders:sheet", order.pk))
    return _private(redirect("portal:tracking", token)) if links.alive().exists() else _gone(request)


@by_link
def sign(request: ShopRequest, token: str) -> HttpResponseBase:
    """The terms of an order, signed on the customer's own phone (W9). The link ends with the signature, with other
    terms, and some minutes after it was shown."""
    found = signing_of(token) if "workshop" in request.company.modules else None
    if found is None or not (found[0].signed or found[0].terms_pending):
        return _gone(request)
    order, by = found
    with translation.override(order.customer.language):
        if order.signed:
            return _private(render(request, "portal/signed.html", {"order": order, "signed": order.signed}))
        answer = _private(_signing(request, order, by))
    answer["Referrer-Policy"] = "same-origin"  # else the browser hides where the form comes from, and it is refused
    return answer


def _signing(request: ShopRequest, order: ServiceOrder, by: User) -> HttpResponseBase:
    sent = {**request.POST.dict(), "way": SignForm.SCREEN} if request.method == "POST" else None
    form = SignForm(sent, initial={"signer": order.customer.name})

    def act(data: dict[str, Any]) -> str:
        facts = {name: data[name] for name in ("terms", "signer", "strokes")}
        sign_terms(order, **facts, is_own_phone=True, by=by)
        return request.path

    return form_page(request, form, "portal/sign.html", {"order": order}, act=act)


@public
@throttled
def by_code(request: ShopRequest) -> HttpResponseBase:
    """The number and the code from the slip, typed by hand. One query finds both together, so a wrong number, a wrong
    code, an expired and a revoked one get the same answer after the same time."""
    if "workshop" not in request.company.modules:
        raise Http404
    form = CodeForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        counted = count_code(request, data["number"])
        orders = ServiceOrder.objects.filter(number=data["number"]).values("pk")
        links = AccessLink.objects.alive().for_code(data["code"]).filter(ref_kind="order", ref_id__in=orders)
        if (link := links.first()) is None or link.token is None:
            raise RuleBroken(_("This number and this code do not belong together. Look at your slip again."), "code")
        forgive(counted)
        return reverse("portal:tracking", args=[link.token])

    return form_page(request, form, "portal/code.html", {}, act=act)


def _links(request: ShopRequest, token: str) -> AccessLinkQuerySet:
    """The link with this token, alive or not; none of a module that is switched off."""
    if len(token) > LONGEST_TOKEN:
        return AccessLink.objects.none()
    return AccessLink.objects.for_token(token).filter(ref_kind__in=kinds(request.company))


def _shown(request: ShopRequest, token: str, more: Callable[[Any], dict[str, Any]]) -> HttpResponse:
    """What the link leads to, in its customer's language, or that there is nothing. `more`: what a page of one piece
    says beside it."""
    link = _living(request, token)
    if link is None:
        return _gone(request)
    assert link.ref_id is not None
    case = case_of(link)
    thing = case.find(link.ref_id)
    note_seen(request, Access.Kind.LINK, thing.as_ref)
    language = thing.customer.language
    with translation.override(language):
        ends_on = timezone.localdate(link.expires_at) if link.expires_at else None
        it = case.shown(thing, request.company)
        page = {"page": case.page, "token": token, "ends_on": ends_on, "it": it, **more(it)}
        answer = render(request, page["page"], page)
    answer["Content-Language"] = language
    return _private(answer)


def _living(request: ShopRequest, token: str) -> AccessLink | None:
    return next(iter(kept.first(_links(request, token).alive().order_by("pk"), 1)), None)


def _gone(request: ShopRequest) -> HttpResponse:
    return _private(render(request, "portal/gone.html", status=404))


def _private(answer: Answer) -> Answer:
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = NOT_FOUND_BY_SEARCH
    patch_vary_headers(answer, ["Accept-Language"])
    return answer
