"""Open orders of the old system become orders: each is opened as at the counter, under a number of ours, on its day of
arrival; its old number finds it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from faena.accounts.models import User
from faena.cash.actions import TenderFacts
from faena.cash.models import PaymentMethod
from faena.company.catalogue.actions import add_row
from faena.company.models import Company
from faena.customers import search
from faena.customers.actions import DeviceFacts
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.journal.unit_of_work import current, step, unit_of_work
from faena.lib.errors import Question, RuleBroken
from faena.lib.limits import longest
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.lib.text import clean, fold
from faena.moving.models import Import, ImportRow, OldId
from faena.moving.preparing import Ready
from faena.moving.reading.facts import OrderRead
from faena.orders.actions import IntakeFacts, open_order, void_order
from faena.orders.models import ServiceOrder, Stage

ORDER = "order"
OLD_CODE = "old_code"  # the field of a search term
MOST_QUESTIONS = 6
LONGEST_OLD = longest(OldId, "old")
CLOSES = time(18)  # a promise of the old system is a day; ours is a moment
APART = ("keep-", "apart-", "another-")  # what is answered where nobody can be asked: what is kept stays as it is


@step
def write_orders(import_: Import, rows: Sequence[Ready], *, by: User) -> None:
    """Open what is open there. What is refused is told in its row, and so is an advance that cannot be written down;
    what came before under the same old number, or without one the same thing for the same reason, is left alone."""
    wanted = [(ready, order) for ready in rows if ready.customer and ready.read for order in ready.read.orders]
    if not wanted:
        return
    numbers = [number for _ready, order in wanted if (number := _number(order))]
    there = _numbered(import_, numbers)
    known = _known([ready.customer or 0 for ready, _order in wanted])
    customers = Customer.objects.in_bulk([ready.customer or 0 for ready, _order in wanted])
    for ready, read in wanted:
        number, sign = _number(read), _sign(ready.customer or 0, _device(read), _reason(read))
        if number in there if number else sign in known:
            continue
        order = _opened(ready, customers[ready.customer or 0], read, by)
        if order is None:
            continue
        known.add(sign)
        if number:
            there.add(number)
            _keep_number(import_, number, order)
        ready.add(ORDER, order.pk)
        if ready.outcome == ImportRow.Outcome.SAME:
            ready.outcome = ImportRow.Outcome.ADDED


def taken_back(import_: Import, pk: int, *, by: User) -> str:
    """Void an order that an import opened; its number stays given. Gives the sentence that says why the order, and with
    it the customer, stays."""
    order = ServiceOrder.objects.filter(pk=pk).first()
    if order is None:
        return ""
    touched = Event.objects.filter(about_kind=ORDER, about_id=pk).exclude(act=import_.uid).exists()
    if touched or order.stage in (Stage.CLOSED, Stage.VOID):
        return _("Something was done with %(name)s since.") % {"name": order}
    if not may(by, Perm.ORDER_VOID):
        return _("%(name)s stays: you may not void orders.") % {"name": order}
    try:
        with transaction.atomic():
            void_order(order, reason=_("The import that opened it was undone."), version=order.version, by=by)
    except RuleBroken as broken:
        return broken.sentence
    return _("%(name)s is voided and keeps its number, so its customer stays.") % {"name": order}


def _opened(ready: Ready, customer: Customer, read: OrderRead, by: User) -> ServiceOrder | None:
    """None where it is refused, with the sentence in the row. An advance that is refused does not keep it out."""
    try:
        return _open(customer, read, _advance(ready, read, by), by)
    except RuleBroken as broken:
        if not broken.at.startswith(("advance", "day_reason")):
            ready.remark(broken.at, broken.sentence, read.old_number)
            return None
        _without_advance(ready, read, broken.sentence)
    try:
        return _open(customer, read, None, by)
    except RuleBroken as broken:
        ready.remark(broken.at, broken.sentence, read.old_number)
        return None


def _open(customer: Customer, read: OrderRead, advance: TenderFacts | None, by: User) -> ServiceOrder:
    """On the day on which it came. Raises RuleBroken as open_order does; nothing of it stays then."""
    opened = _moment(read.opened) if read.opened else None
    facts = IntakeFacts(
        reason=_reason(read),
        accessories=read.accessories[: longest(ServiceOrder, "accessories")],
        condition=read.condition[: longest(ServiceOrder, "condition")],
        promised_at=_moment(read.promised) if read.promised else None,
        service_value=read.value,
        advance=advance,
        day_reason=_("As imported") if advance else "",
    )
    origin = replace(current(), happened_at=opened)
    for _turn in range(MOST_QUESTIONS):
        try:
            with unit_of_work(origin, joins=False), transaction.atomic():
                return open_order(customer, device=_device(read), facts=facts, by=by)
        except Question as question:
            given = {answer for answer in question.answers if answer.startswith(APART)} - facts.answers
            if not given:
                raise
            facts = replace(facts, answers=facts.answers | given)
    raise AssertionError("Each question is answered once.")


def _advance(ready: Ready, read: OrderRead, by: User) -> TenderFacts | None:
    """What was left in the old system, on the day on which the device came: it is no money of today."""
    if not read.advance:
        return None
    if read.opened is None:
        _without_advance(ready, read, _("The day on which it came is not known."))
        return None
    try:
        with transaction.atomic():
            method = _method(by)
    except RuleBroken as broken:  # it was retired
        _without_advance(ready, read, broken.sentence)
        return None
    return TenderFacts(method, read.advance, Company.the().currency, came_on=read.opened)


def _method(by: User) -> PaymentMethod:
    """How money of before came, so that no till is asked for it."""
    company = Company.the()
    with override(company.language):
        name = _("Before Faena")
    found = PaymentMethod.objects.filter(name__iexact=name, retired_at=None).first()
    return found or add_row(PaymentMethod, facts={"name": name, "kind": PaymentMethod.Kind.OTHER}, by=by)


def _without_advance(ready: Ready, read: OrderRead, why: str) -> None:
    amount = format_money(read.advance or 0, Company.the().currency, active_language())
    said = _("The advance of %(amount)s is not brought in: %(why)s") % {"amount": amount, "why": why}
    ready.remark("advance", said, read.old_number)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, CLOSES))


def _device(read: OrderRead) -> DeviceFacts:
    one = read.device
    return DeviceFacts(one.kind or _("Device"), one.brand, one.model, one.serial)


def _reason(read: OrderRead) -> str:
    """Why it is here, with what the old system called it."""
    before = " · ".join(part for part in (read.old_number, read.state) if part)
    words = [read.reason or _("The old system does not say why."), read.device.notes]
    if before:
        words.append(_("In the old system: %(before)s") % {"before": before})
    return "\n".join(word for word in words if word)[: longest(ServiceOrder, "reason")]


def _number(read: OrderRead) -> str:
    return clean(read.old_number)[:LONGEST_OLD]


def _numbered(import_: Import, numbers: Sequence[str]) -> set[str]:
    """Of these old numbers those whose order is here; one that was voided may come again."""
    kept = OldId.objects.filter(system=import_.system, kind=ORDER, old__in=numbers)
    of = dict(kept.values_list("ref_id", "old"))
    here = ServiceOrder.objects.filter(pk__in=of).exclude(stage=Stage.VOID)
    return {of[pk] for pk in here.values_list("pk", flat=True)}


def _known(customers: Sequence[int]) -> set[tuple[int, str, str]]:
    """The open orders of these customers."""
    rows = ServiceOrder.objects.open().filter(customer__in=customers)
    columns = ("customer", "device__kind", "device__brand", "device__model", "device__serial", "reason")
    return {
        _sign(customer, DeviceFacts(kind, brand, model, serial), reason)
        for customer, kind, brand, model, serial, reason in rows.values_list(*columns)
    }


def _sign(customer: int, device: DeviceFacts, reason: str) -> tuple[int, str, str]:
    return customer, fold(f"{device.kind} {device.brand} {device.model} {device.serial}"), fold(reason)


def _keep_number(import_: Import, number: str, order: ServiceOrder) -> None:
    """From now on the old number finds the customer, and a second file the order."""
    key, _is_new = OldId.objects.update_or_create(
        system=import_.system, kind=ORDER, old=number,
        defaults={"ref_kind": ORDER, "ref_id": order.pk, "of": import_},
    )  # fmt: skip
    search.write_terms(order.customer, "old_id", key.pk, {OLD_CODE: [number]})
