"""Who does the work and what it costs, whose the order is, and the visits that are booked for it."""

from datetime import date, time

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.actions import VisitFacts
from faena.agenda.actions.booking import positions, technicians
from faena.agenda.models import Visit, VisitKind
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken, within
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import found_order, label
from faena.rest.effects import version_of
from faena.rest.routes import named
from faena.rest.values import Amount, In, Key, Label, Moment, Out


class OrderTechnicianIn(In):
    """None: nobody."""

    technician_id: Key | None


@routes.event("/orders/{int:order_id}/technician", Perm.ORDER_ASSIGN, to=order, is_versioned=True)
def assign_technician(request: StaffRequest, order_id: int, facts: OrderTechnicianIn) -> int:
    """A technician has the order now, or nobody."""
    found = found_order(request, order_id)
    technician = named(User.objects.technicians(), facts.technician_id, "technician")
    actions.assign_technician(found, technician=technician, version=version_of(request), by=request.user)
    return order_id


class OrderTechnicianBackIn(In):
    """before_id: who had it; None for nobody."""

    before_id: Key | None


@routes.event("/orders/{int:order_id}/technician/undoing", Perm.ORDER_ASSIGN, to=order, is_versioned=True)
def undo_assignment(request: StaffRequest, order_id: int, facts: OrderTechnicianBackIn) -> int:
    """An assignment is taken back, as long as nothing followed."""
    found = found_order(request, order_id)
    before = named(User.objects.technicians(), facts.before_id, "before")
    actions.undo_assignment(found, before=before, version=version_of(request), by=request.user)
    return order_id


class OrderValueIn(In):
    """Minor units of the order's currency; 0 is a value."""

    value: Amount


@routes.event("/orders/{int:order_id}/value", Perm.ORDER_VALUE, to=order, is_versioned=True)
def set_value(request: StaffRequest, order_id: int, facts: OrderValueIn) -> int:
    """What the service costs."""
    found = found_order(request, order_id, Perm.ORDER_VALUE)
    actions.set_value(found, value=facts.value, version=version_of(request), by=request.user)
    return order_id


class OrderOwnerIn(In):
    """takes_device: the device is the new customer's too, with its earlier orders. reason: once signed or paid."""

    customer_id: Key
    takes_device: bool = True
    reason: str = ""


@routes.event("/orders/{int:order_id}/customer", Perm.ORDER_EDIT, to=order, is_versioned=True)
def correct_customer(request: StaffRequest, order_id: int, facts: OrderOwnerIn) -> int:
    """The order is somebody else's."""
    found = found_order(request, order_id, Perm.ORDER_EDIT)
    customer = named(Customer.objects.visible_to(request.user).current(), facts.customer_id, "customer")
    more = facts.model_dump(exclude={"customer_id"})
    actions.correct_customer(found, customer, **more, version=version_of(request), by=request.user)
    return order_id


# --- visits -------------------------------------------------------------------------------------------------


class OrderVisitRow(Out):
    """starts_at: None where only the day, or a part of it, is fixed."""

    id: int
    number: str
    state: str
    kind: Label
    on: date
    period: str
    starts_at: Moment | None
    technician: Label | None
    position: Label | None
    address: str


class OrderVisits(Out):
    items: list[OrderVisitRow]


@routes.thing("/orders/{int:order_id}/visits", Perm.AGENDA_SEE)
def visits(request: StaffRequest, order_id: int) -> OrderVisits:
    """The visits that were booked for an order, the last day first."""
    booked = found_order(request, order_id).visits.values("visit")
    rows = Visit.objects.visible_to(request.user).filter(pk__in=booked).shown().order_by("-on", "-id")
    return OrderVisits(items=[_visit(one) for one in rows])


def _visit(visit: Visit) -> OrderVisitRow:
    return OrderVisitRow(
        id=visit.pk,
        number=str(visit),
        state=visit.state,
        kind=label(visit.kind),
        on=visit.on,
        period=visit.period,
        starts_at=visit.starts_at,
        technician=Label.of(visit.technician),
        position=Label.of(visit.position),
        address=visit.address,
    )


class OrderVisitIn(In):
    """technician_id or position_id: who goes. hour or period, or neither; minutes None: as long as the kind takes."""

    kind_id: Key
    technician_id: Key | None = None
    position_id: Key | None = None
    on: date
    period: str = ""
    hour: time | None = None
    minutes: int | None = None
    address: str
    contact_id: Key | None = None
    notes: str = ""


@routes.event("/orders/{int:order_id}/visits", Perm.AGENDA_ACT, to=visits)
def book_visit(request: StaffRequest, order_id: int, facts: OrderVisitIn) -> int:
    """Somebody will go out for the order."""
    found = found_order(request, order_id)
    goes = named(technicians(), facts.technician_id, "technician") or named(positions(), facts.position_id, "position")
    if goes is None:
        raise RuleBroken(_("Pick one from the list."), "technician", "required")
    visit = VisitFacts(
        **facts.model_dump(include={"on", "period", "minutes", "address", "notes"}),
        hour=facts.hour and facts.hour.replace(tzinfo=None),
        kind=named(VisitKind.objects.offered(), facts.kind_id, "kind"),
        goes=goes,
        contact=named(found.customer.contacts.all(), facts.contact_id, "contact"),
    )
    with within("", goes="technician" if facts.technician_id else "position"):
        actions.book_order_visit(found, visit, by=request.user)
    return order_id
