"""The parts of an order: on its sheet, and in forms that lead back to it or to the list of all parts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.orders import actions, hints
from faena.orders.forms.parts import PartForm, facts_of, written
from faena.orders.models import Part, ServiceOrder
from faena.orders.offers import offers_of_part
from faena.orders.on_order import parts_of
from faena.orders.undoing import of_adding, of_deleting
from faena.orders.views.common import return_url, the_order
from faena.ui.answers import form_page, pressed
from faena.ui.undoing import say

LIST = "orders:part_list"


@requires(Perm.PART_ADD)
def add_part(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = PartForm(request.POST or None, currency=order.currency)

    def act(data: dict[str, Any]) -> str:
        part = actions.add_part(order, facts_of(data), by=request.user)
        say(request, _("“%(part)s” is on the order.") % {"part": part}, of_adding(part))
        return return_url(request, order, LIST)

    return form_page(request, form, "orders/part.html", _context(request, order), act=act)


@requires(Perm.PART_EDIT)
def edit_part(request: StaffRequest, pk: int, part_pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    part = _part(order, part_pk)
    if away := dead_end(request, order):
        return away
    form = PartForm(request.POST or None, currency=order.currency, part=part)

    def act(data: dict[str, Any]) -> str:
        actions.edit_part(part, facts_of(data), version=data["version"], by=request.user)
        messages.success(request, _("Part updated."))
        return return_url(request, order, LIST)

    context = {**_context(request, order), "part": part}
    return form_page(request, form, "orders/part.html", context, act=act, saved=written)


@requires(Perm.PART_DELETE)
@require_POST
def delete_part(request: StaffRequest, pk: int, part_pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    part = _part(order, part_pk)
    said, back = _("“%(part)s” is no longer on the order.") % {"part": part}, return_url(request, order, LIST)
    undo = of_deleting(part)
    return pressed(
        request, lambda: actions.delete_part(part, by=request.user), said=said, back=back, undo=lambda _order: undo
    )


def on_sheet(order: ServiceOrder, user: User) -> dict[str, Any]:
    """The order's parts, what the customer pays for them, and what can be done with each."""
    parts = parts_of(order)
    due = sum(part.total for part in parts if part.is_chargeable)
    return {"parts": parts, "parts_due": due, "part_offers": {part.pk: offers_of_part(part, user) for part in parts}}


def _part(order: ServiceOrder, part_pk: int) -> Part:
    part = get_object_or_404(Part, pk=part_pk, order=order)
    part.order = order
    return part


def _context(request: StaffRequest, order: ServiceOrder) -> dict[str, Any]:
    back = return_url(request, order, LIST)
    return {"order": order, "back": back, "descriptions": hints.parts_used(request.user)}
