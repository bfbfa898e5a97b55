"""How an order begins: a device is taken in at the counter, and what was written down is corrected."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases import actions as cases
from faena.cases.actions import locked, record_case
from faena.cash import actions as cash
from faena.cash.actions import TenderFacts
from faena.company.actions import next_number
from faena.company.models import Branch, Company
from faena.customers import actions as customers
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.gate.rights import check_reach, need
from faena.journal.actions import changed, record
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import Question, RuleBroken, within
from faena.lib.limits import check_columns, check_text
from faena.lib.named import Named
from faena.lib.refs import Ref
from faena.lib.sealing import seal, unseal
from faena.lib.text import clean
from faena.orders.actions.statuses import add_customer_status, first_status, keep_photos
from faena.orders.actions.work import assign_technician, check_worth
from faena.orders.models import LONGEST_UNLOCK_CODE, ServiceOrder, Stage, Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile


@dataclass(frozen=True)
class IntakeChange:
    """What is written down at the counter and may be corrected afterwards; the rest has actions of its own."""

    reason: str
    accessories: str = ""
    condition: str = ""
    unlock_code: str = ""
    promised_at: datetime | None = None


@dataclass(frozen=True)
class IntakeFacts(IntakeChange):
    """The whole intake. service_value: minor units, None = to be diagnosed. origin: the ticket it comes from. answers:
    what was said to each Question, one of its answers."""

    service_value: int | None = None
    technician: User | None = None
    advance: TenderFacts | None = None
    day_reason: str = ""  # why an advance of an earlier day is written down only now
    origin: Ref | None = None
    answers: frozenset[str] = field(default_factory=frozenset)


@action(Perm.ORDER_OPEN)
def open_order(
    customer: Customer | CustomerFacts,
    *,
    device: Device | DeviceFacts,
    facts: IntakeFacts,
    photos: "Sequence[UploadedFile[bytes]]" = (),
    by: User,
) -> ServiceOrder:
    """Take a device in: the customer and the device are created when they are new, the order gets its number, its
    first customer status with the photos of how it came, its account, a tracking link, and the advance when one was
    left (W11).

    A value, a technician and an advance need their own permissions. Raises NotAllowed, or RuleBroken beside the fact
    that is wrong: `reason`, `customer.phone`, `device.serial`, `advance.amount`, `promised_at` where that is past;
    Question as find_or_add_device does, beside `device` for a device that has an open order, and at `advance.reference`
    for one that came before."""
    if facts.service_value is not None:
        need(by, Perm.ORDER_VALUE, "service_value")
    if facts.technician is not None:
        need(by, Perm.ORDER_ASSIGN, "technician")
    if facts.advance is not None:
        need(by, Perm.PAYMENT_REGISTER, "advance")
    if isinstance(customer, CustomerFacts):
        with within("customer"):
            customer = customers.create_customer(customer, by=by)
    else:
        customer = Customer.locked(customer.pk)  # before the series, as everywhere
        check_reach(customer, by, Perm.CUSTOMER_SEE)
        if customer.why_retired:
            raise RuleBroken(customer.why_retired, "customer")
    if isinstance(device, DeviceFacts):
        with within("device"):
            device = customers.find_or_add_device(customer, device, answers=facts.answers, by=by)
    elif not (here := Device.objects.filter(pk=device.pk).first()):
        raise RuleBroken(_("This device was removed meanwhile. Choose another."), "device")
    elif here.customer_id != customer.pk:
        raise RuleBroken(_("This device belongs to another customer."), "device")

    _ask_twice(device, facts.answers)

    branch, currency, first = Branch.default(), Company.the().currency, first_status(Stage.RECEIVED)
    order = ServiceOrder(
        status=first,
        stage=first.stage,
        opened_at=clocks()["happened_at"],
        branch=branch,
        customer=customer,
        device=device,
        service_value=facts.service_value,
        terms=Terms.in_force(),
        opened_by=by,
        number=next_number("order", branch),
    )
    order.ref = facts.origin
    if facts.service_value is not None:
        check_worth(facts.service_value, currency, "service_value")
    _write_down(order, facts)
    order.save(force_insert=True)
    order.charge = cash.open_charge(
        order.as_ref, customer=customer, concept=str(device)[:120], currency=currency, amount=facts.service_value, by=by
    )
    order.save(update_fields=["charge"])
    record(
        "order.opened_from" if facts.origin else "order.opened",
        order.as_ref,
        facts={
            "number": str(order),
            "value": {"amount": facts.service_value, "currency": currency},
            **({"origin": str(facts.origin)} if facts.origin else {}),
        },
        said={"device": str(device), "note": order.reason},
        customer_id=customer.pk,
        is_birth=True,
        by=by,
    )
    entry = add_customer_status(order, first, note="", photos=len(photos), is_first=True, by=by)
    keep_photos(photos, entry, by)
    cases.make_link(order.as_ref, customer, by=by)
    if facts.technician is not None:
        order = assign_technician(order, technician=facts.technician, version=order.version, by=by)
    if facts.advance is not None:
        _take_advance(order, facts.advance, facts, by)
    return order


@action(Perm.ORDER_EDIT)
def edit_intake(order: ServiceOrder, facts: IntakeChange, *, version: int, by: User) -> ServiceOrder:
    """Correct what was written down at the counter (W11). The device's own facts are the customer's.

    Raises Stale, or RuleBroken when the order is closed or void; beside `promised_at` for a new promise in the past."""
    order = locked(order, Perm.ORDER_EDIT, version=version, by=by)
    before, code = _written(order), unlock_code(order)
    _write_down(order, facts)
    changes = changed(before, _written(order))
    if code != facts.unlock_code:  # the history says that it changed, never what it is
        changes["unlock_code"] = ["•••" if code else "", "••••" if facts.unlock_code else ""]
    if not changes:
        return order
    order.save_changes("reason", "accessories", "condition", "promised_at", "unlock_sealed")
    record_case("order.edited", order, said={"changes": changes}, by=by)
    return order


def unlock_code(order: ServiceOrder) -> str:
    """What opens the device, for staff's eyes; "" where none was left or its seal opens no more."""
    return (unseal(order.unlock_sealed, purpose="unlock") or "") if order.unlock_sealed else ""


def why_device_stays(device: Device) -> str:
    """What holds a device with its owner: it is in the workshop for him; "" when it is not."""
    order = ServiceOrder.objects.open().filter(device=device, customer=device.customer_id).order_by("-id").first()
    if order is None:
        return ""
    return _("%(device)s is in the workshop with %(order)s: close or void it, then hand the device over.") % {
        "device": device,
        "order": order,
    }


def _ask_twice(device: Device, answers: frozenset[str]) -> None:
    """The same thing lies in the workshop once. Raises Question until somebody says that it needs a second order."""
    there = _there.first(device=device.pk)
    if there is None or f"again-{there.pk}" in answers:
        return
    raise Question(
        _("%(device)s is in the workshop already: %(order)s, %(status)s.")
        % {"device": device, "order": there, "status": there.status_name},
        "device",
        answers={f"again-{there.pk}": _("Open another order for it all the same")},
        about=there.as_ref,
    )


_there: Named[ServiceOrder] = Named(
    lambda ask: (
        ServiceOrder.objects.open()
        .filter(device=ask("device", Device._meta.pk))
        .select_related("status")
        .order_by("-id")[:1]
    )
)


def _write_down(order: ServiceOrder, facts: IntakeChange) -> None:
    """Put the facts on the row in the one spelling in which they are kept."""
    order.reason = clean(facts.reason, multiline=True)
    if not order.reason:
        raise RuleBroken(_("Say why the device is here."), "reason")
    order.accessories = clean(facts.accessories)
    order.condition = clean(facts.condition)
    before, order.promised_at = order.promised_at, facts.promised_at
    check_text(facts.unlock_code, LONGEST_UNLOCK_CODE, "unlock_code")
    check_columns(order, ["reason", "accessories", "condition", "promised_at"])
    if order.promised_at is not None:
        _check_promise(order, before, order.promised_at)
    if facts.unlock_code != unlock_code(order):  # sealed anew only then: each seal looks different
        order.unlock_sealed = seal(facts.unlock_code, purpose="unlock") if facts.unlock_code else ""


def _check_promise(order: ServiceOrder, before: datetime | None, now: datetime) -> None:
    """Nothing is promised for a moment that has passed where it was written down. A promise that stood there already
    may stay, told by minutes as its field tells it."""
    if before is not None and _minute(before) == _minute(now):
        order.promised_at = before
    elif now < _minute(clocks()["happened_at"]):
        raise RuleBroken(_("This moment is past. Choose one that is to come."), "promised_at", "out-of-range")


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _written(order: ServiceOrder) -> dict[str, Any]:
    return {
        "reason": order.reason,
        "accessories": order.accessories,
        "condition": order.condition,
        "promised_at": {"moment": order.promised_at.astimezone(UTC).isoformat()} if order.promised_at else None,
    }


def _take_advance(order: ServiceOrder, advance: TenderFacts, facts: IntakeFacts, by: User) -> None:
    """Of its one tender what is refused is a fact of the advance: `tenders.0.reference` is `advance.reference`."""
    named = {"day_reason": "day_reason", "tenders": "advance.amount"}
    try:
        cash.collect(order.account, tenders=[advance], day_reason=facts.day_reason, answers=facts.answers, by=by)
    except RuleBroken as broken:
        at = named.get(broken.at) or broken.at.replace("tenders.0", "advance")
        if isinstance(broken, Question):
            raise Question(broken.lazy_sentence, at, answers=broken.answers, about=broken.about) from broken
        raise RuleBroken(broken.lazy_sentence, at, broken.code) from broken
