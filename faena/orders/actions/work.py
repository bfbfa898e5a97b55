"""Who does the work, and what it costs."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.cash import actions as cash
from faena.gate.grants import Perm, Scope, scope
from faena.gate.roles import Role
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, within
from faena.lib.money import MAX_AMOUNT, format_money
from faena.orders.actions.parts import parts_due
from faena.orders.models import ServiceOrder


@action(Perm.ORDER_ASSIGN)
def assign_technician(order: ServiceOrder, *, technician: User | None, version: int, by: User) -> ServiceOrder:
    """Give the order to a technician, or to nobody (W12). A technician may only take it for himself."""
    order = locked(order, Perm.ORDER_SEE, version=version, by=by)
    if scope(by, Perm.ORDER_ASSIGN) is Scope.OWN and technician != by:
        raise RuleBroken(_("You can take an order for yourself; an operator assigns it to others."), "technician")
    _check_technician(technician, "technician")
    if order.technician == technician:
        return order
    return _hand_to(order, technician, by)


@action(Perm.ORDER_ASSIGN)
def undo_assignment(order: ServiceOrder, *, before: User | None, version: int, by: User) -> ServiceOrder:
    """Take an assignment back: whoever had the order has it again, or nobody. A technician takes back what he took for
    himself. Raises Stale when anything followed, RuleBroken when that technician repairs nothing any more."""
    order = locked(order, Perm.ORDER_SEE, version=version, by=by)
    if scope(by, Perm.ORDER_ASSIGN) is Scope.OWN and order.technician != by:
        raise RuleBroken(_("You can take an order for yourself; an operator assigns it to others."))
    _check_technician(before, "before")
    return _hand_to(order, before, by)


def _check_technician(technician: User | None, at: str) -> None:
    if technician is not None and not (technician.is_active and technician.role == Role.TECHNICIAN):
        raise RuleBroken(_("Choose an active technician."), at)


def _hand_to(order: ServiceOrder, technician: User | None, by: User) -> ServiceOrder:
    old, order.technician = order.technician, technician
    order.save_changes("technician")
    record(
        "order.assigned" if technician else "order.unassigned",
        order.as_ref,
        facts={"old_id": old.pk if old else None, "new_id": technician.pk if technician else None},
        said={"old": old.name if old else "", "new": technician.name if technician else ""},
        customer_id=order.customer_id,
        by=by,
    )
    return order


@action(Perm.ORDER_VALUE)
def set_value(order: ServiceOrder, *, value: int, version: int, by: User) -> ServiceOrder:
    """Set what the service costs, in minor units of the order's currency; zero is a value (W13).

    Raises RuleBroken when the amount due would fall below what was collected."""
    order = locked(order, Perm.ORDER_VALUE, version=version, by=by)
    old = order.service_value
    if old == value:
        return order
    check_worth(value, order.currency, "value")
    order.service_value = value
    with within("", amount="value"):
        order.charge = cash.set_amount(order.account, amount=value + parts_due(order), by=by)
    order.save_changes("service_value")
    record_case(
        "order.value_set",
        order,
        facts={
            "old": {"amount": old, "currency": order.currency},
            "new": {"amount": value, "currency": order.currency},
        },
        by=by,
    )
    return order


def check_worth(value: int, currency: str, at: str) -> None:
    """Raises RuleBroken for what no service costs."""
    if not 0 <= value <= MAX_AMOUNT:
        most = format_money(MAX_AMOUNT, currency, get_language() or "es")
        raise RuleBroken(_("Write a value of zero or more, %(most)s at most.") % {"most": most}, at, "out-of-range")
