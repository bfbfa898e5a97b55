"""What an order needs next, and why: one sentence on its sheet, with the button that does it where the reader may."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.cases.next_step import NextStep, taken
from faena.gate.offers import Offers
from faena.lib.dates import relative_moment
from faena.lib.money import format_money
from faena.orders.models import ServiceOrder, Stage

IN_PLACE = ("assign", "value", "close")


class StatusChoice(NamedTuple):
    """A status that can be chosen for the order: of its customer (with its stage) or, "internal", of the workshop."""

    kind: str
    pk: int
    name: str
    stage: str
    waits: bool


def next_step(order: ServiceOrder, offers: Offers, choices: Sequence[StatusChoice], since: datetime) -> NextStep | None:
    """None for an order that is over. `choices`: the statuses that the reader may set; `since`: when it got the status
    that it has."""
    if not order.is_open:
        return None
    if order.terms_pending and (
        step := _taken(offers, "sign", _("have the terms signed"), _("the customer has not signed them yet"))
    ):
        return step
    if order.stage == Stage.READY:
        return _when_ready(order, offers)
    if order.technician is None and (
        step := _taken(offers, "assign", _("give it to a technician"), _("nobody has it yet"))
    ):
        return step
    if order.stage == Stage.DIAGNOSING and order.service_value is None:
        why = _("it is being diagnosed and has no price yet")
        if step := _taken(offers, "value", _("set the value"), why):
            return step
    return _to_stage(order, offers, choices, since)


def _when_ready(order: ServiceOrder, offers: Offers) -> NextStep:
    """Whoever may neither collect nor close reads what the counter has still to do."""
    balance = order.account.balance
    if balance is None:
        name, what, why = "value", _("set the value"), _("it is ready and has no price yet")
    elif balance:
        why = _("it is ready and signed") if order.signed else _("it is ready")
        name, what = "collect", _("collect the balance")
    else:
        name, what, why = "close", _("hand it over and close"), _("it is ready and nothing is owed")
    return _taken(offers, name, what, why) or NextStep(what, why)


def _to_stage(order: ServiceOrder, offers: Offers, choices: Sequence[StatusChoice], since: datetime) -> NextStep:
    when = {"when": relative_moment(since, timezone.localdate(), get_language() or "en")}
    waits = bool(order.status and order.status.waits_for_parts)
    if order.stage == Stage.RECEIVED:
        stage, what, why = Stage.DIAGNOSING, _("begin the diagnosis"), _("it was received %(when)s") % when
    elif order.stage == Stage.DIAGNOSING:
        stage, what, why = Stage.WAITING, _("ask the customer for approval"), _priced(order)
    elif order.stage == Stage.WAITING:
        stage, what = Stage.REPAIRING, _("begin the repair when the customer approves")
        why = _("the customer was asked %(when)s") % when
    elif waits:
        stage, what = Stage.REPAIRING, _("go on when the part is here")
        why = _("it has waited for the part since %(when)s") % when
    else:
        stage, what, why = Stage.READY, _("say that it is ready"), _("it has been in repair since %(when)s") % when
    offer, status = offers.can("status"), _first(choices, stage)
    if offer is None:
        return NextStep(what, why)
    if status is None:
        return NextStep(what, why, offer.url, offer.label, offer.icon, in_place=True)
    label = _("Set “%(status)s”") % {"status": status.name}
    return NextStep(what, why, f"{offer.url}?status={status.pk}", label, in_place=True)


def _priced(order: ServiceOrder) -> str:
    if order.service_value is None:
        return _("it is being diagnosed")
    value = format_money(order.service_value, order.currency, get_language() or "en")
    return _("the service costs %(value)s") % {"value": value}


def _first(choices: Sequence[StatusChoice], stage: Stage) -> StatusChoice | None:
    return next((one for one in choices if one.stage == stage and not one.waits), None)


def _taken(offers: Offers, name: str, what: str, why: str) -> NextStep | None:
    """The step of an offer that can be taken."""
    return taken(offers, name, what, why, in_place=name in IN_PLACE)
