"""One small page for each thing that is settled about the work: its technician, what was taken in, its value."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.actions.intake import unlock_code
from faena.orders.forms.intake import IntakeEditForm
from faena.orders.forms.work import AssignForm, ValueForm, technician_written, value_written
from faena.orders.models import ServiceOrder
from faena.orders.undoing import of_assignment
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page
from faena.ui.undoing import say


@requires(Perm.ORDER_ASSIGN)
def assign(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = AssignForm(request.POST or None, user=request.user, initial=technician_written(order))

    def act(data: dict[str, Any]) -> str:
        now = actions.assign_technician(order, technician=data["technician"], version=data["version"], by=request.user)
        undo = of_assignment(now, order.technician) if now.version != order.version else None
        say(request, _with_whom(order, data["technician"]), undo)
        return sheet_of(order)

    return form_page(request, form, "orders/assign.html", {"order": order}, act=act, saved=technician_written)


@requires(Perm.ORDER_EDIT)
def edit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What was written down at the counter, corrected (W11)."""
    order = the_order(request, pk, Perm.ORDER_EDIT)
    if away := dead_end(request, order):
        return away
    form = IntakeEditForm(request.POST or None, initial=_written(order))

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_intake(order, actions.IntakeChange(**data), version=version, by=request.user)
        messages.success(request, _("Intake updated."))
        return sheet_of(order)

    return form_page(request, form, "orders/edit.html", {"order": order}, act=act, saved=_written)


@requires(Perm.ORDER_VALUE)
def value(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form = ValueForm(request.POST or None, currency=order.currency, initial=value_written(order))

    def act(data: dict[str, Any]) -> str:
        actions.set_value(order, value=data["value"], version=data["version"], by=request.user)
        messages.success(request, _("The value is set."))
        return sheet_of(order)

    return form_page(request, form, "orders/value.html", {"order": order}, act=act, saved=value_written)


def _with_whom(order: ServiceOrder, technician: User | None) -> str:
    if technician is None:
        return _("%(order)s is with no technician now.") % {"order": order}
    return _("%(order)s is with %(name)s now.") % {"order": order, "name": technician.name}


def _written(order: ServiceOrder) -> dict[str, Any]:
    """What stands on the order now, as the form's fields have it."""
    return {
        "reason": order.reason,
        "accessories": order.accessories,
        "condition": order.condition,
        "unlock_code": unlock_code(order),
        "promised_at": order.promised_at,
        "version": order.version,
    }
