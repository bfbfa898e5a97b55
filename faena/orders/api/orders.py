"""Orders: found, read, opened, and what stood on the intake corrected."""

from django.db.models import QuerySet

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.api.tenders import TenderIn, as_sent, tender_of
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.actions.intake import unlock_code as opened_by
from faena.orders.api.shapes import OrderOut, OrderRow, found_order, row_of, whole
from faena.orders.lists.orders import ORDERS, order_fields, orders_found
from faena.orders.models import ServiceOrder
from faena.orders.offers import offers_of
from faena.orders.on_order import closings_of
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import Routes, named
from faena.rest.values import Amount, In, Key, Moment, Out

routes = Routes("orders")

# What each offer of the page is here.
ACTIONS = {
    "report": "GET /orders/{order_id}/report.pdf",
    "slip": "GET /orders/{order_id}/slip.pdf",
    "label": "GET /orders/{order_id}/label.pdf",
    "link": "GET /orders/{order_id}/link",
    "tell": "POST /orders/{order_id}/tellings",
    "sign": "POST /orders/{order_id}/signature",
    "status": "POST /orders/{order_id}/statuses",
    "collect": "POST /charges/{charge_id}/payments",
    "close": "POST /orders/{order_id}/closing",
    "assign": "POST /orders/{order_id}/technician",
    "value": "POST /orders/{order_id}/value",
    "part": "POST /orders/{order_id}/parts",
    "files": "POST /orders/{order_id}/files",
    "edit": "PATCH /orders/{order_id}",
    "customer": "POST /orders/{order_id}/customer",
    "visit": "POST /orders/{order_id}/visits",
    "void": "POST /orders/{order_id}/voiding",
    "reopen": "POST /orders/{order_id}/reopening",
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
    return OrderRow.model_validate(row_of(order))


@routes.thing("/orders/{int:order_id}", Perm.ORDER_SEE, kind="order")
def order(request: StaffRequest, order_id: int) -> OrderOut:
    """One order, with all that hangs on it and what can be done now."""
    found = found_order(request, order_id)
    closings = closings_of(found)
    offers = offers_of(found, request.user, was_closed=bool(closings) and not found.is_closed)
    return whole(found, closings, actions_of(offers, ACTIONS, order_id=order_id, charge_id=found.account.pk))


class OrderUnlockCode(Out):
    """code: "" where none was left, and once the order is closed."""

    code: str


@routes.thing("/orders/{int:order_id}/unlock-code", Perm.ORDER_SEE)
def unlock_code(request: StaffRequest, order_id: int) -> OrderUnlockCode:
    """What opens the device, for the workshop's eyes alone."""
    return OrderUnlockCode(code=opened_by(found_order(request, order_id)))


# --- the counter --------------------------------------------------------------------------------------------


class OrderCustomerIn(In):
    """Somebody new. language: the company's own unless told."""

    name: str
    phone: str = ""
    email: str = ""
    document_kind: str = ""
    document: str = ""
    language: str = ""


class OrderDeviceIn(In):
    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


class OrderIn(In):
    """customer_id or customer, device_id or device. answers: what was said to the questions of a 409."""

    customer_id: Key | None = None
    customer: OrderCustomerIn | None = None
    device_id: Key | None = None
    device: OrderDeviceIn | None = None
    reason: str
    accessories: str = ""
    condition: str = ""
    unlock_code: str = ""
    promised_at: Moment | None = None
    service_value: Amount | None = None
    technician_id: Key | None = None
    advance: TenderIn | None = None
    day_reason: str = ""
    answers: list[str] = []


WRITTEN = {"reason", "accessories", "condition", "unlock_code", "promised_at"}


@routes.event("/orders", Perm.ORDER_OPEN, to=order)
def open_order(request: StaffRequest, facts: OrderIn) -> int:
    """A device is taken in."""
    customers: QuerySet[Customer] = Customer.objects.visible_to(request.user)
    with as_sent():
        opened = actions.open_order(
            _new_customer(facts.customer, request)
            if facts.customer
            else named(customers, facts.customer_id or 0, "customer"),
            device=DeviceFacts(**facts.device.model_dump())
            if facts.device
            else named(Device.objects.filter(customer__in=customers), facts.device_id or 0, "device"),
            facts=actions.IntakeFacts(
                **facts.model_dump(include={*WRITTEN, "service_value", "day_reason"}),
                technician=named(User.objects.technicians(), facts.technician_id, "technician"),
                advance=tender_of(facts.advance, "advance") if facts.advance else None,
                answers=frozenset(facts.answers),
            ),
            by=request.user,
        )
    return opened.pk


def _new_customer(facts: OrderCustomerIn, request: StaffRequest) -> CustomerFacts:
    told = facts.model_dump()
    return CustomerFacts(**told | {"language": facts.language or request.company.language})


class OrderIntakeIn(In):
    """Those that are left out stay as they are."""

    reason: str = ""
    accessories: str = ""
    condition: str = ""
    unlock_code: str = ""
    promised_at: Moment | None = None


@routes.change("/orders/{int:order_id}", Perm.ORDER_EDIT, to=order)
def edit_intake(request: StaffRequest, order_id: int, facts: OrderIntakeIn) -> int:
    """What was written down at the counter is corrected."""
    found = found_order(request, order_id, Perm.ORDER_EDIT)
    stands = {name: getattr(found, name) for name in WRITTEN - {"unlock_code"}} | {"unlock_code": opened_by(found)}
    change = actions.IntakeChange(**stands | facts.model_dump(exclude_unset=True))
    actions.edit_intake(found, change, version=version_of(request), by=request.user)
    return order_id
