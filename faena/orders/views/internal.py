"""Internal statuses of an order; no customer ever sees it (W19)."""

from collections.abc import Iterable
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
from faena.gate.offers import Offers
from faena.orders import actions
from faena.orders.actions.entries import why_not_change
from faena.orders.forms.internal import EditInternalForm, InternalForm
from faena.orders.forms.statuses import entry_written
from faena.orders.models import InternalEntry, ServiceOrder
from faena.orders.offers import offers_of_internal
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page, pressed


@requires(Perm.STATUS_ADD)
def add_internal(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = InternalForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.add_internal(order, status=data["status"], note=data["note"], by=request.user)
        messages.success(request, _("“%(status)s” is noted for the workshop.") % {"status": data["status"]})
        return f"{sheet_of(order)}#history"

    return form_page(request, form, "orders/internal.html", {"order": order}, act=act)


@requires(Perm.STATUS_EDIT)
def edit_internal(request: StaffRequest, pk: int, internal_pk: int) -> HttpResponseBase:
    order, entry = _entry(request, pk, internal_pk)
    if away := dead_end(request, order, why_not_change(entry, Perm.STATUS_EDIT, request.user)):
        return away
    form = EditInternalForm(request.POST or None, kept=entry.status, initial=entry_written(entry))

    def act(data: dict[str, Any]) -> str:
        actions.edit_internal(entry, status=data["status"], note=data["note"], version=data["version"], by=request.user)
        messages.success(request, _("Internal status updated."))
        return f"{sheet_of(order)}#history"

    context = {"order": order, "entry": entry}
    return form_page(request, form, "orders/internal_edit.html", context, act=act, saved=entry_written)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw_internal(request: StaffRequest, pk: int, internal_pk: int) -> HttpResponseBase:
    order, entry = _entry(request, pk, internal_pk)
    said, back = _("“%(status)s” is withdrawn.") % {"status": entry.status}, f"{sheet_of(order)}#history"
    return pressed(request, lambda: actions.withdraw_internal(entry, by=request.user), said=said, back=back)


def offers_on_sheet(shown: Iterable[object], user: User) -> dict[int, Offers]:
    """What this reader may do with each of those that are shown."""
    return {entry.pk: offers_of_internal(entry, user) for entry in shown if isinstance(entry, InternalEntry)}


def _entry(request: StaffRequest, pk: int, internal_pk: int) -> tuple[ServiceOrder, InternalEntry]:
    order = the_order(request, pk)
    return order, get_object_or_404(order.internal_entries.select_related("status"), pk=internal_pk)
