"""How an order ends: closed when everything is settled, or void with a reason; and how a closed one is opened again."""

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases import actions as cases
from faena.cases.actions import check_version, locked, record_case
from faena.cash import actions as cash
from faena.cash.models import Charge, Payment
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.text import clean
from faena.orders.actions.statuses import add_customer_status, first_status, follow
from faena.orders.models import OrderClosing, ServiceOrder, Stage, Voiding
from faena.orders.paper import written_report


@action(Perm.ORDER_CLOSE)
def close_order(order: ServiceOrder, *, outcome: str, work_done: str, version: int, by: User) -> ServiceOrder:
    """Hand the device back: everything is collected, the report is due, nothing changes afterwards (W16).

    Raises RuleBroken with one sentence that names everything that is missing; beside `work_done` when only that is."""
    order = locked(order, Perm.ORDER_CLOSE, version=version, by=by)
    charge = Charge.objects.select_for_update().get(pk=order.account.pk)
    work_done = clean(work_done, multiline=True)
    check_value(OrderClosing, "outcome", outcome, at="outcome")
    missing = []
    if order.service_value is None:
        missing.append(_("the value is still to be diagnosed"))
    elif charge.balance:
        missing.append(_("%(balance)s are left to collect") % {"balance": cash.shown(charge.balance, charge)})
    if order.terms_pending:
        missing.append(_("the terms are still to be signed"))
    only_words = not missing
    if not work_done:
        missing.append(_("what was done, or why nothing could be, is still to be written for the final report"))
    if missing:
        raise RuleBroken(
            _("The order cannot be closed yet: %(missing)s.") % {"missing": "; ".join(missing)},
            "work_done" if only_words else "",
            code="not-ready",
        )

    closed_at = timezone.now()
    entry = add_customer_status(order, first_status(Stage.CLOSED), note="", by=by, is_end=True)
    order.status, order.stage, order.outcome, order.closed_at = entry.status, Stage.CLOSED, outcome, closed_at
    order.unlock_sealed = ""
    report = written_report(order, work_done=work_done)
    OrderClosing.objects.create(order=order, outcome=outcome, work_done=work_done, report=report, by=by, at=closed_at)
    order.save_changes("status", "stage", "outcome", "closed_at", "unlock_sealed")
    cases.link_ends(order.as_ref, closed_at)
    record_case(
        "order.closed",
        order,
        facts={"outcome": outcome, "paid": {"amount": charge.paid, "currency": charge.currency}},
        said={"note": work_done} if work_done else {},
        by=by,
    )
    return order


@action(Perm.ORDER_REOPEN)
def reopen_order(order: ServiceOrder, *, reason: str, version: int, by: User) -> ServiceOrder:
    """Open a closed order again (W16, W34): the customer no longer reads that it was handed back, its final report is
    superseded and stays as it was. A promised date that has passed is over.

    Raises RuleBroken without a reason, or when the order is not closed, Stale on an old version."""
    order = locked(order, Perm.ORDER_REOPEN, any_state=True, by=by)
    if why := why_not_reopen(order):
        raise RuleBroken(why)
    check_version(order, version)
    return _reopened(order, reason, by)


@action(Perm.PAYMENT_REVERSE)
def reverse_collection(order: ServiceOrder, payment: Payment, *, reason: str, by: User) -> ServiceOrder:
    """Undo a payment of an order (W34): the amount is owed again, and a closed order is open again.

    Raises RuleBroken without a reason, or when somebody reversed it already."""
    order = locked(order, Perm.PAYMENT_REVERSE, any_state=True, by=by)
    if payment.charge_id != order.charge_id:
        raise RuleBroken(_("%(receipt)s is not of %(order)s.") % {"receipt": payment, "order": order})
    if order.is_closed:
        order = _reopened(order, reason, by)
    cash.reverse_payment(payment, reason=reason, by=by)
    return order


@action(Perm.ORDER_VOID)
def void_order(order: ServiceOrder, *, reason: str, version: int, by: User) -> ServiceOrder:
    """Take an order out of the work: it keeps its number and its history, and owes nothing (W11).

    Raises RuleBroken without a reason, or while money is collected: a Master reverses that first."""
    order = locked(order, Perm.ORDER_VOID, version=version, by=by)
    charge = Charge.objects.select_for_update().get(pk=order.account.pk)
    if why := why_not_void(charge):
        raise RuleBroken(why, code="money-collected")
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why the order is voided."), "reason")
    Voiding.objects.create(order=order, reason=reason, by=by)
    cash.cancel_charge(charge, by=by)
    entry = add_customer_status(order, first_status(Stage.VOID), note="", by=by, is_end=True)
    order.status, order.stage, order.unlock_sealed = entry.status, Stage.VOID, ""
    order.save_changes("status", "stage", "unlock_sealed")
    cases.link_ends(order.as_ref, timezone.now())
    record_case("order.voided", order, said={"note": reason}, by=by)
    return order


def _reopened(order: ServiceOrder, reason: str, by: User) -> ServiceOrder:
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why the order is opened again."), "reason")
    closing = OrderClosing.objects.select_for_update().get(order=order, reopened_at=None)
    closing.reopen(reason=reason, at=timezone.now(), by=by)
    order.stage, order.outcome, order.closed_at = Stage.READY, "", None
    facts = _promise_over(order)
    order.save_changes("stage", "outcome", "closed_at", "promised_at")
    last_entry = (
        order.entries.filter(withdrawn_at=None).order_by("-id").first()
    )  # by closing: nothing joins a closed order
    if last_entry is not None:
        last_entry.withdrawn_at, last_entry.withdrawn_by = closing.reopened_at, by
        last_entry.save_changes("withdrawn_at", "withdrawn_by")
    follow(order)
    cases.link_expires(order.as_ref, None)
    record_case("order.reopened", order, facts=facts, said={"note": reason}, by=by)
    return order


def _promise_over(order: ServiceOrder) -> dict[str, Any]:
    """A promise of before the closing is over: what is opened again is not late because of it."""
    promised = order.promised_at
    if promised is None or promised > timezone.now():
        return {}
    order.promised_at = None
    return {"changes": {"promised_at": [{"moment": promised.astimezone(UTC).isoformat()}, None]}}


def why_not_reopen(order: ServiceOrder) -> str:
    """What holds an order back from being opened again; "" when nothing does."""
    return "" if order.is_closed else _("%(order)s is not closed.") % {"order": order}


def why_not_void(charge: Charge) -> str:
    """What holds an order back from being voided: the money collected on it; "" when nothing does."""
    if not charge.paid:
        return ""
    return _("%(paid)s are collected on this order: a Master must reverse that before it can be voided.") % {
        "paid": cash.shown(charge.paid, charge)
    }
