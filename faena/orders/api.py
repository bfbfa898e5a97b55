"""Orders for programs: found, opened, followed and closed."""

from django.db.models import QuerySet
from ninja import Form
from ninja.files import UploadedFile

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.lists.orders import ORDERS, order_fields, orders_found
from faena.orders.models import ServiceOrder, Status
from faena.orders.offers import offers_of
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import Routes, named, the
from faena.rest.values import NO_FILES, Action, Amount, In, Key, Label, Moment, Money, Out

routes = Routes("orders")

# What each offer of the page is here.
ACTIONS = {
    "status": "POST /orders/{order_id}/statuses",
    "close": "POST /orders/{order_id}/closing",
}


class OrderRow(Out):
    id: int
    number: str
    version: int
    stage: str
    status: Label | None
    customer: Label
    device: Label
    technician: Label | None
    reason: str
    opened_at: Moment
    promised_at: Moment | None
    closed_at: Moment | None


class Account(Out):
    """What is owed: charge is what /charges/{charge_id}/payments takes. total: None while it is to be diagnosed."""

    charge: int
    total: Money | None
    paid: Money
    balance: Money | None


class OrderOut(OrderRow):
    outcome: str
    accessories: str
    condition: str
    account: Account
    actions: list[Action]


def _row(order: ServiceOrder) -> dict[str, object]:
    return {
        "id": order.pk,
        "number": str(order),
        "version": order.version,
        "stage": order.stage,
        "status": Label.of(order.status),
        "customer": Label.of(order.customer),
        "device": Label.of(order.device),
        "technician": Label.of(order.technician),
        "reason": order.reason,
        "opened_at": order.opened_at,
        "promised_at": order.promised_at,
        "closed_at": order.closed_at,
    }


@listing(
    routes,
    "/orders",
    Perm.ORDER_SEE,
    ORDERS,
    fields=order_fields,
    found=orders_found,
    parameters=("stage", "status", "technician", "needs", "days", "from", "to"),
)
def orders(order: ServiceOrder) -> OrderRow:
    """Orders, as their list shows them: the open ones unless `stage` says otherwise."""
    return OrderRow.model_validate(_row(order))


@routes.thing("/orders/{int:order_id}", Perm.ORDER_SEE, kind="order")
def order(request: StaffRequest, order_id: int) -> OrderOut:
    """One order, with what can be done now."""
    found = the(ServiceOrder.objects.visible_to(request.user).on_sheet(), order_id)
    account = found.account
    return OrderOut.model_validate(
        _row(found)
        | {
            "outcome": found.outcome,
            "accessories": found.accessories,
            "condition": found.condition,
            "account": Account(
                charge=account.pk,
                total=Money.of(account.amount, account.currency),
                paid=Money(amount=account.paid, currency=account.currency),
                balance=Money.of(account.balance, account.currency),
            ),
            "actions": actions_of(offers_of(found, request.user), ACTIONS, order_id=order_id),
        }
    )


class CustomerIn(In):
    """Somebody new."""

    name: str
    phone: str = ""
    email: str = ""


class DeviceIn(In):
    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


class OrderIn(In):
    """customer_id or customer, device_id or device. answers: what was said to the questions of a 409."""

    customer_id: Key | None = None
    customer: CustomerIn | None = None
    device_id: Key | None = None
    device: DeviceIn | None = None
    reason: str
    accessories: str = ""
    condition: str = ""
    unlock_code: str = ""
    promised_at: Moment | None = None
    service_value: Amount | None = None
    technician_id: Key | None = None
    answers: list[str] = []


WRITTEN = {"reason", "accessories", "condition", "unlock_code", "promised_at", "service_value"}


@routes.event("/orders", Perm.ORDER_OPEN, to=order)
def open_order(request: StaffRequest, facts: OrderIn) -> int:
    """A device is taken in."""
    customers: QuerySet[Customer] = Customer.objects.visible_to(request.user)
    opened = actions.open_order(
        CustomerFacts(**facts.customer.model_dump())
        if facts.customer
        else named(customers, facts.customer_id or 0, "customer"),
        device=DeviceFacts(**facts.device.model_dump())
        if facts.device
        else named(Device.objects.filter(customer__in=customers), facts.device_id or 0, "device"),
        facts=actions.IntakeFacts(
            **facts.model_dump(
                include={"reason", "accessories", "condition", "unlock_code", "promised_at", "service_value"}
            ),
            technician=named(User.objects.technicians(), facts.technician_id, "technician"),
            answers=frozenset(facts.answers),
        ),
        by=request.user,
    )
    return opened.pk


class OrderStatusIn(In):
    status_id: Key
    note: str = ""


@routes.event("/orders/{int:order_id}/statuses", Perm.STATUS_ADD, to=order)
def add_status(
    request: StaffRequest, order_id: int, facts: Form[OrderStatusIn], photos: list[UploadedFile] = NO_FILES
) -> int:
    """What the customer is told: a status, a note, up to ten photos."""
    found = the(ServiceOrder.objects.visible_to(request.user, Perm.STATUS_ADD), order_id)
    status = named(Status.objects.offered(), facts.status_id, "status")
    actions.add_status(found, status=status, note=facts.note, photos=photos, by=request.user)
    return order_id


class OrderClosingIn(In):
    outcome: str
    work_done: str


@routes.event("/orders/{int:order_id}/closing", Perm.ORDER_CLOSE, to=order, is_versioned=True)
def close_order(request: StaffRequest, order_id: int, facts: OrderClosingIn) -> int:
    """The device is handed back: nothing changes afterwards."""
    found = the(ServiceOrder.objects.visible_to(request.user, Perm.ORDER_CLOSE), order_id)
    actions.close_order(found, **facts.model_dump(), version=version_of(request), by=request.user)
    return order_id
