"""What a customer sees of his own case, by a link that nobody can guess. No account, no script (W1, W2)."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.actions import hit
from faena.accounts.doorkeeper import HOUR, address_of, forgive, throttled
from faena.company.requests import ShopRequest
from faena.customers.models import AccessLink
from faena.files.serving import respond
from faena.gate.doors import by_link, public
from faena.lib.errors import RuleBroken
from faena.lib.phones import whatsapp_link
from faena.orders.models import Part, ServiceOrder, StatusEntry, StatusPhoto
from faena.portal.forms import CodeForm
from faena.ui.answers import form_page

LONGEST_TOKEN = 64


@by_link
@require_GET
def tracking(request: ShopRequest, token: str) -> HttpResponse:
    """The repair as its customer follows it, in his language. A wrong, an expired and a revoked link look alike."""
    link = _link(request, token)
    if link is None:
        return _private(render(request, "portal/gone.html", status=404))
    order = _order(link)
    with translation.override(order.customer.language):
        answer = render(request, "portal/tracking.html", {"token": token, **_shown(request, order)})
    answer["Content-Language"] = order.customer.language
    return _private(answer)


@by_link
@require_GET
def photo(request: ShopRequest, token: str, photo_pk: int) -> HttpResponseBase:
    """A photo of a status that the customer may see."""
    link = _link(request, token)
    if link is None:
        raise Http404
    seen = StatusPhoto.objects.filter(
        entry__order_id=link.ref_id, entry__withdrawn_at=None, withdrawn_at=None
    ).select_related("file")
    file = get_object_or_404(seen, pk=photo_pk).file
    return respond(file, "thumb" if request.GET.get("size") == "thumb" else "full")


@public
@throttled
def by_code(request: ShopRequest) -> HttpResponseBase:
    """The number and the code from the slip, typed by hand. Wrong ones are counted by address and by number, in
    rows that all workers share; which of the two was wrong is not said."""
    if "workshop" not in request.company.halves:
        raise Http404
    form = CodeForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        counted = [f"code:address:{address_of(request)}", f"code:number:{data['number']}"]
        for key in counted:
            hit(key, 10, HOUR)
        orders = ServiceOrder.objects.filter(number=data["number"]).values("pk")
        links = AccessLink.objects.alive().for_code(data["code"]).filter(ref_kind="order", ref_id__in=orders)
        if (link := links.first()) is None or link.token is None:
            raise RuleBroken(_("This number and this code do not belong together. Look at your slip again."), "code")
        forgive(counted)
        return reverse("portal:tracking", args=[link.token])

    return form_page(request, form, "portal/code.html", {}, act=act)


def _link(request: ShopRequest, token: str) -> AccessLink | None:
    if len(token) > LONGEST_TOKEN or "workshop" not in request.company.halves:
        return None
    link: AccessLink | None = AccessLink.objects.alive().for_token(token).filter(ref_kind="order").first()
    return link


def _order(link: AccessLink) -> ServiceOrder:
    order: ServiceOrder = ServiceOrder.objects.on_sheet().get(pk=link.ref_id or 0)
    return order


def _shown(request: ShopRequest, order: ServiceOrder) -> dict[str, Any]:
    """The public half of an order; nothing internal ever gets into this dictionary."""
    company = request.company
    entries = StatusEntry.objects.filter(order=order).public().select_related("status").prefetch_related("photos__file")
    newest_first = list(reversed(entries))
    return {
        "order": order,
        "now": newest_first[0] if newest_first else None,
        "entries": newest_first,
        "parts": Part.objects.filter(order=order).order_by("id"),
        "shows_prices": company.shows_prices,
        "whatsapp": whatsapp_link(company.phone) if company.phone.startswith("+") else "",
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(answer, ["Accept-Language"])
    return answer
