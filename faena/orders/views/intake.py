"""The counter's one screen (W11)."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.collecting import Collecting
from faena.cash.models import Charge
from faena.customers.guessing import guess
from faena.customers.models import Customer, Device, reached
from faena.customers.search import Hit, find, without_label
from faena.customers.serials import serial_key
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.lib.named import Ask, Named
from faena.lib.text import clean
from faena.orders import actions, hints, kinds, paper
from faena.orders.forms.intake import IntakeForm
from faena.orders.views.common import sheet_of
from faena.ui.answers import form_page, search_text
from faena.ui.called import called_on, opens_called
from faena.ui.printing import sketch_of

MOST_DEVICES = 20
LONGEST = 120


@requires(Perm.ORDER_OPEN)
@opens_called
def intake(request: StaffRequest) -> HttpResponseBase:
    """The counter's one screen (W11): who, what, on which terms. The search box finds a customer or a device; a
    scanned serial that one device has chooses it at once."""
    wanted = search_text(request)
    hits = find(wanted, user=request.user, limit=8, country=request.company.country)
    if wanted and (scanned := _scanned(wanted, hits)):
        return redirect(f"{reverse('orders:new')}?customer={scanned.customer_id}&device={scanned.pk}")
    form = _form(request)

    def act(_data: dict[str, Any]) -> str:
        device, facts = form.chosen_device, form.facts
        photos = form.cleaned_data["photos"]
        order = actions.open_order(form.chosen_customer, device=device, facts=facts, photos=photos, by=request.user)
        return f"{sheet_of(order)}?opened"

    return form_page(request, form, "orders/intake.html", lambda: _beside(form, request, hits), act=act)


@requires(Perm.ORDER_OPEN, repeatable=True)
@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """The slip as it would be printed now. Nothing is kept, and what is still wrong in the form is left out."""
    form = _form(request)
    form.is_valid()
    slip = paper.draft(form.sketch, company=request.company, advance=form.advance_worth)
    return render(request, "ui/_paper_pictures.html", {"pictures": sketch_of(slip)})


def _beside(form: IntakeForm, request: StaffRequest, hits: list[Hit]) -> dict[str, Any]:
    """What stands beside the form: what was found, whom and what it is about, and what is offered so that little is
    typed."""
    wanted, used = search_text(request), hints.used_before(request.user)
    return {
        "q": wanted,
        "called": called_on(request),
        "hits": hits,
        "fresh": guess(wanted, request.company.country),
        "known": form.known,
        "is_new": form.known is None and (form.is_bound or "new" in request.GET),
        "devices": form.devices,
        "earlier": hints.earlier_orders(form.devices, request.user) if form.devices else {},
        "used": used,
        "kinds": kinds.offered(used.kinds),
        "promises": hints.promises(),
        "rate": form.collecting.rate,
    }


def _form(request: StaffRequest) -> IntakeForm:
    known = _known_customer(request)
    devices = _devices.rows(customer=known.pk) if known else []
    return IntakeForm(
        request.POST or None,
        request.FILES or None,
        collecting=Collecting(Charge(currency=request.company.currency), request.company, by=request.user),
        known=known,
        devices=devices,
        may_assign=scope(request.user, Perm.ORDER_ASSIGN) is Scope.ALL,
        may_value=may(request.user, Perm.ORDER_VALUE),
        initial=_begun(request),
    )


def _scanned(wanted: str, hits: list[Hit]) -> Device | None:
    """The one device whose serial is the text to the last sign."""
    key = serial_key(without_label(wanted))
    exact = [hit.device for hit in hits if hit.device and key and hit.device.serial_key == key]
    return exact[0] if len(exact) == len(hits) == 1 else None


def _begun(request: StaffRequest) -> dict[str, str]:
    """What the page begins with: the chosen device, or what the search knows of somebody new."""
    fields = ("device", "name", "phone", "document_kind", "document", "serial")
    return {name: clean(request.GET.get(name, "")[:LONGEST]) for name in fields}


def _known_customer(request: StaffRequest) -> Customer | None:
    """The customer whom the search found. One that the reader may not see is as good as none."""
    sent = (request.POST if request.method == "POST" else request.GET).get("customer", "")
    if not sent.isdecimal() or len(sent) > 18:
        return None
    reach = scope(request.user, Perm.CUSTOMER_SEE)
    return _customer.first(reach, pk=int(sent), user=request.user.pk)


def _current(ask: type[Ask], reach: Scope) -> QuerySet[Customer]:
    found = Customer.objects.filter(pk=ask("pk", Customer._meta.pk), merged_into=None).current()
    return reached(found, reach, ask("user", User._meta.pk), seller="seller")


_customer: Named[Customer] = Named(_current)
_devices: Named[Device] = Named(
    lambda ask: Device.objects.filter(customer=ask("customer", Customer._meta.pk)).order_by("-id")[:MOST_DEVICES]
)
