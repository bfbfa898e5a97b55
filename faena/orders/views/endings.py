"""How an order ends, and how its end is undone: closed, voided, opened again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.confirming import asked_of, confirm
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.text import clean
from faena.orders import actions
from faena.orders.actions.closing import why_not_reopen, why_not_void
from faena.orders.forms.endings import ClosingForm, ReopenForm, VoidForm, closing_begun
from faena.orders.models import ServiceOrder
from faena.orders.offers import offers_of
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page, see_other


@requires(Perm.ORDER_CLOSE)
def close(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Everything is collected and signed: the report is written (W16)."""
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = ClosingForm(request.POST or None, initial=closing_begun(order))

    def act(data: dict[str, Any]) -> str:
        actions.close_order(
            order, outcome=data["outcome"], work_done=data["work_done"], version=data["version"], by=request.user
        )
        messages.success(request, _("%(order)s is closed. Its final report is ready.") % {"order": order})
        return sheet_of(order)

    context = {"order": order, "offers": offers_of(order, request.user)}
    return form_page(request, form, "orders/close.html", context, act=act)


@requires(Perm.ORDER_VOID)
def void(request: StaffRequest, pk: int) -> HttpResponseBase:
    """An order is taken out of the work, with the reason (W11)."""
    order = the_order(request, pk, Perm.ORDER_VOID)
    if away := dead_end(request, order, why_not_void(order.account)):
        return away
    form = VoidForm(request.POST or None, initial={"version": order.version})

    def act(data: dict[str, Any]) -> str:
        actions.void_order(order, reason=data["reason"], version=data["version"], by=request.user)
        messages.success(request, _("%(order)s is void.") % {"order": order})
        return sheet_of(order)

    return form_page(request, form, "orders/void.html", {"order": order}, act=act)


@requires(Perm.ORDER_REOPEN, repeatable=True)
@throttled
def reopen(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A Master opens a closed order again, with the password once more (W16)."""
    order = the_order(request, pk, Perm.ORDER_REOPEN)
    if away := _is_not_closed(request, order):
        return away
    form = ReopenForm(request.POST or None, initial={"version": order.version}, **asked_of(request))

    def act(data: dict[str, Any]) -> str:
        confirm(request, data)
        actions.reopen_order(order, reason=data["reason"], version=data["version"], by=request.user)
        messages.success(request, _("%(order)s is open again. Its final report is superseded.") % {"order": order})
        return sheet_of(order)

    return form_page(request, form, "orders/reopen.html", {"order": order}, act=act)


def _is_not_closed(request: StaffRequest, order: ServiceOrder) -> HttpResponseBase | None:
    """Back to the sheet, where nothing can be opened again: with the reason, and without one where this very form has
    just done it. What was typed otherwise is the action's to refuse. None where the form may be shown."""
    if not (why := why_not_reopen(order)):
        return None
    if request.method != "POST":
        messages.error(request, why)
        return see_other(sheet_of(order))
    typed = clean(request.POST.get("reason", ""))
    is_done = typed and order.closings.filter(reopened_by=request.user, reopen_reason=typed).exists()
    return see_other(sheet_of(order)) if is_done else None
