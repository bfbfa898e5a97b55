"""The life of a service order, one function per event: opened, assigned, valued, told to the customer, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash import actions as cash
from faena.cash.actions import TenderFacts
from faena.cash.models import Charge
from faena.company.actions import next_number
from faena.company.models import Branch, Company
from faena.customers import actions as customers
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import Customer, Device
from faena.files.actions import receive_picture
from faena.gate.grants import Perm, Scope, scope
from faena.gate.roles import Role
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken, Stale
from faena.lib.money import line_total
from faena.lib.sealing import seal
from faena.orders.models import Closing, Part, ServiceOrder, Stage, Status, StatusEntry, StatusPhoto


@dataclass(frozen=True)
class IntakeFacts:
    """What is written down at the counter. service_value: minor units, None = to be diagnosed."""

    reason: str
    accessories: str = ""
    condition: str = ""
    unlock_code: str = ""
    promised_at: datetime | None = None
    service_value: int | None = None
    technician: User | None = None
    advance: TenderFacts | None = None
    happened_at: datetime | None = None  # the device's clock, never later than ours


@action
def open_order(
    customer: Customer | CustomerFacts, *, device: Device | DeviceFacts, facts: IntakeFacts, by: User
) -> ServiceOrder:
    """Take a device in: the customer and the device are created when they are new, the order gets its number, its
    first customer status, its account, a tracking link, and the advance when one was left (W11).

    Raises RuleBroken with the field of the intake form."""
    if isinstance(customer, CustomerFacts):
        customer = customers.create_customer(customer, by=by)
    else:
        customer = Customer.locked(customer.pk)  # before the series, as everywhere
        if customer.is_retired:
            raise RuleBroken(_("This customer is already retired."))
    if isinstance(device, DeviceFacts):
        device = customers.find_or_add_device(customer, device, by=by)
    if device.customer_id != customer.pk:
        raise RuleBroken(_("This device belongs to another customer."), "device")

    branch, currency = Branch.default(), Company.the().currency
    opened_at = min(facts.happened_at or timezone.now(), timezone.now())
    order = ServiceOrder(
        opened_at=opened_at,
        branch=branch,
        customer=customer,
        device=device,
        reason=facts.reason,
        accessories=facts.accessories,
        condition=facts.condition,
        unlock_sealed=seal(facts.unlock_code, purpose="unlock") if facts.unlock_code else "",
        promised_at=facts.promised_at,
        service_value=facts.service_value,
        opened_by=by,
        number=next_number("order", branch),
    )
    order.save(force_insert=True)
    order.charge = cash.open_charge(
        order.as_ref, customer=customer, concept=str(device)[:120], currency=currency, amount=facts.service_value, by=by
    )
    order.save(update_fields=["charge"])
    record(
        "order.opened",
        order.as_ref,
        facts={"number": str(order), "value": {"amount": facts.service_value, "currency": currency}},
        said={"device": str(device), "note": facts.reason},
        customer_id=customer.pk,
        happened_at=opened_at,
        by=by,
    )
    _tell(order, _first_status(Stage.RECEIVED), note="", happened_at=opened_at, by=by)
    customers.make_link(order.as_ref, customer, by=by)
    if facts.technician is not None:
        order = assign_technician(order, technician=facts.technician, version=order.version, by=by)
    if facts.advance is not None:
        _take_advance(order, facts.advance, by)
    return order


@action
def assign_technician(order: ServiceOrder, *, technician: User | None, version: int, by: User) -> ServiceOrder:
    """Give the order to a technician, or to nobody (W12). A technician may only take it for himself."""
    order = _open_order(order, version)
    if scope(by, Perm.ORDER_ASSIGN) is Scope.OWN and technician != by:
        raise RuleBroken(_("You can take an order for yourself; an operator assigns it to others."), "technician")
    if technician is not None and not (technician.is_active and technician.role == Role.TECHNICIAN):
        raise RuleBroken(_("Choose an active technician."), "technician")
    old = order.technician
    if old == technician:
        return order
    order.technician = technician
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


@action
def set_value(order: ServiceOrder, *, value: int, version: int, by: User) -> ServiceOrder:
    """Set what the service costs, in minor units of the order's currency; zero is a value (W13).

    Raises RuleBroken when the amount due would fall below what was collected."""
    order = _open_order(order, version)
    old = order.service_value
    order.service_value = value
    cash.set_amount(order.account, amount=amount_due(order) or 0, by=by)
    order.save_changes("service_value")
    record(
        "order.value_set",
        order.as_ref,
        facts={
            "old": {"amount": old, "currency": order.currency},
            "new": {"amount": value, "currency": order.currency},
        },
        customer_id=order.customer_id,
        by=by,
    )
    return order


@action
def add_status(
    order: ServiceOrder,
    *,
    status: Status,
    note: str = "",
    photos: "Sequence[UploadedFile[Any]]" = (),
    happened_at: datetime | None = None,
    by: User,
) -> StatusEntry:
    """Tell the customer where the work stands, with photos (W14). The order's stage follows.

    Several people may tell at once, so no version is asked."""
    order = _open_order(order)
    if status.is_retired:
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
    if status.stage in (Stage.CLOSED, Stage.VOID):
        raise RuleBroken(_("An order is closed with “Close”, not with a status."), "status")
    entry = _tell(order, status, note=note, happened_at=happened_at, photos=len(photos), by=by)
    for position, photo in enumerate(photos):
        StatusPhoto.objects.create(entry=entry, file=receive_picture(photo, by=by), position=position)
    return entry


@action
def withdraw_status(entry: StatusEntry, *, by: User) -> StatusEntry:
    """Take a status back: gone for the customer, kept in the history (W32). The first one cannot go."""
    order = _open_order(entry.order)
    entry = StatusEntry.objects.select_for_update(of=("self",)).select_related("status").get(pk=entry.pk)
    if scope(by, Perm.STATUS_WITHDRAW) is Scope.OWN and entry.author_id != by.pk:
        raise RuleBroken(_("Only its author or an administrator can withdraw this status."))
    if entry.withdrawn_at is not None:
        return entry
    if order.entries.filter(withdrawn_at=None).count() == 1:
        raise RuleBroken(_("The customer must see one status at least. Add the right one first."))
    entry.withdrawn_at, entry.withdrawn_by = timezone.now(), by
    entry.save_changes("withdrawn_at", "withdrawn_by")
    _follow(order)
    record(
        "order.status_withdrawn",
        order.as_ref,
        facts={"entry_id": entry.pk, "status": entry.status.name},
        customer_id=order.customer_id,
        by=by,
    )
    return entry


@action
def close_order(order: ServiceOrder, *, outcome: str, work_done: str, version: int, by: User) -> ServiceOrder:
    """Hand the device back: everything is collected, the report is due, nothing changes afterwards (W16).

    Raises RuleBroken with one sentence that names everything that is missing."""
    order = _open_order(order, version)
    charge = Charge.objects.select_for_update().get(pk=order.account.pk)
    missing = []
    if order.service_value is None:
        missing.append(_("the value is still to be diagnosed"))
    elif charge.balance:
        missing.append(_("%(balance)s are left to collect") % {"balance": cash.shown(charge.balance, charge)})
    if not order.service_value and not work_done:
        missing.append(_("an order without charge needs a note of what was done"))
    if missing:
        raise RuleBroken(_("The order cannot be closed yet: %(missing)s.") % {"missing": "; ".join(missing)})

    Closing.objects.create(order=order, outcome=outcome, work_done=work_done, by=by)
    _tell(order, _first_status(Stage.CLOSED), note="", by=by, follow=False)
    order.stage, order.outcome, order.closed_at = Stage.CLOSED, outcome, timezone.now()
    order.unlock_sealed = ""
    order.save_changes("stage", "outcome", "closed_at", "unlock_sealed")
    customers.link_expires(order.as_ref, order.closed_at + timedelta(days=Company.the().tracking_days))
    record(
        "order.closed",
        order.as_ref,
        facts={"outcome": outcome, "paid": {"amount": charge.paid, "currency": charge.currency}},
        said={"note": work_done} if work_done else {},
        customer_id=order.customer_id,
        by=by,
    )
    return order


def amount_due(order: ServiceOrder) -> int | None:
    """Service value plus chargeable parts, in minor units; None while the value is to be diagnosed."""
    if order.service_value is None:
        return None
    parts = Part.objects.filter(order=order, is_chargeable=True).values_list("quantity", "unit_price")
    return order.service_value + sum(line_total(quantity, price) for quantity, price in parts)


def _take_advance(order: ServiceOrder, advance: TenderFacts, by: User) -> None:
    try:
        cash.receive_payment(order.account, tenders=[advance], by=by)
    except RuleBroken as broken:
        field = "advance" if broken.field == "amount" else broken.field
        raise RuleBroken(broken.lazy_sentence, field) from broken


def _open_order(order: ServiceOrder, version: int | None = None) -> ServiceOrder:
    """The order read again under its lock. Raises RuleBroken when it is closed or void, Stale on an old version."""
    fresh = ServiceOrder.objects.on_sheet().select_for_update(of=("self",)).get(pk=order.pk)
    if not fresh.is_open:
        raise RuleBroken(
            _("%(order)s is %(stage)s: it cannot be changed.")
            % {"order": fresh, "stage": fresh.get_stage_display().lower()}
        )
    if version is not None and fresh.version != version:
        raise Stale(
            _("Somebody changed this order while you were looking at it. Look again, then repeat."), current=fresh
        )
    result: ServiceOrder = fresh
    return result


def _first_status(stage: str) -> Status:
    """The company's first status of a stage; the catalogue never lets a stage go without one."""
    status: Status | None = Status.objects.offered().filter(stage=stage).first()
    if status is None:
        raise RuleBroken(
            _("No customer status belongs to the stage “%(stage)s”. Add one in the settings.")
            % {"stage": Stage(stage).label}
        )
    return status


def _tell(
    order: ServiceOrder,
    status: Status,
    *,
    note: str,
    happened_at: datetime | None = None,
    photos: int = 0,
    follow: bool = True,
    by: User,
) -> StatusEntry:
    now = timezone.now()
    entry = StatusEntry.objects.create(
        order=order, status=status, note=note, author=by, at=now, happened_at=min(happened_at or now, now)
    )
    if follow:
        _follow(order)
    record(
        "order.status_added",
        order.as_ref,
        facts={"entry_id": entry.pk, "status": status.name, "stage": status.stage, "photos": photos},
        said={"note": note} if note else {},
        customer_id=order.customer_id,
        happened_at=happened_at,
        by=by,
    )
    return entry


def _follow(order: ServiceOrder) -> None:
    """The stage is that of the newest customer status that was not withdrawn."""
    newest = order.entries.filter(withdrawn_at=None).select_related("status").order_by("-happened_at", "-id").first()
    if newest is not None and newest.status.stage != order.stage:
        order.stage = newest.status.stage
        order.save_changes("stage")
