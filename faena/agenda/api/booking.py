"""A visit is booked; the hours that a technician has on a day, and who goes out."""

from datetime import date

from django.utils import timezone

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions import VisitFacts
from faena.agenda.actions.booking import positions
from faena.agenda.addresses import addresses_of
from faena.agenda.api.room import (
    VisitGoesIn,
    WallHour,
    day_asked,
    goer,
    key_asked,
    own_technicians,
    routes,
    wrong,
)
from faena.agenda.api.visits import visit
from faena.agenda.free import hours_of
from faena.agenda.models import VisitKind
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Label, Moment, Out


class VisitIn(In):
    """hour, by the company's clock, or period: morning, afternoon, evening. minutes: None for as long as the kind
    takes."""

    kind_id: Key
    goes: VisitGoesIn
    on: date
    period: str = ""
    hour: WallHour | None = None
    minutes: int | None = None
    address: str
    contact_id: Key | None = None
    notes: str = ""


def booked_facts(customer: Customer, sent: VisitIn, user: User) -> VisitFacts:
    """What the action takes, of rows that the form of the page offers. Raises RuleBroken."""
    return VisitFacts(
        **sent.model_dump(include={"on", "period", "hour", "minutes", "address", "notes"}),
        kind=named(VisitKind.objects.offered(), sent.kind_id, "kind_id"),
        goes=goer(user, sent.goes),
        contact=named(customer.contacts.all(), sent.contact_id, "contact_id"),
    )


@routes.event("/customers/{int:customer_id}/visits", Perm.AGENDA_ACT, to=visit)
def book_visit(request: StaffRequest, customer_id: int, facts: VisitIn) -> int:
    """Somebody will go to a customer, for nothing but himself; for a ticket or an order book it there."""
    customer = the(Customer.objects.visible_to(request.user), customer_id)
    return actions.book_visit(customer, booked_facts(customer, facts, request.user), by=request.user).pk


class VisitAddresses(Out):
    items: list[str]


@routes.thing("/customers/{int:customer_id}/visits/addresses", Perm.AGENDA_ACT)
def visit_addresses(request: StaffRequest, customer_id: int) -> VisitAddresses:
    """Where a customer can be visited, the likeliest first."""
    return VisitAddresses(items=addresses_of(the(Customer.objects.visible_to(request.user), customer_id)))


class VisitGoers(Out):
    technicians: list[Label]
    positions: list[Label]


@routes.thing("/agenda/goers", Perm.AGENDA_ACT)
def goers(request: StaffRequest) -> VisitGoers:
    """Whom the caller may send: technicians, and positions of which somebody goes out."""
    return VisitGoers(
        technicians=[Label(id=one.pk, label=str(one)) for one in own_technicians(request.user)],
        positions=[Label(id=one.pk, label=str(one)) for one in positions()],
    )


class VisitSpan(Out):
    """visit: what takes it; is_absence: he is away; neither: it is free."""

    begins_at: Moment
    ends_at: Moment
    visit: Label | None
    is_absence: bool


class VisitHours(Out):
    """spans: free and taken, in order. parts: visits of a part of the day, which take no hour."""

    technician: Label
    on: date
    spans: list[VisitSpan]
    parts: list[Label]


@routes.thing("/agenda/hours", Perm.AGENDA_ACT, parameters=("technician", "on"))
def hours(request: StaffRequest) -> VisitHours:
    """What a technician has free on a day that is not over: today unless `on` says otherwise."""
    on, key = day_asked(request, "on", timezone.localdate()), key_asked(request, "technician")
    technician = own_technicians(request.user).filter(pk=key).first() if key else None
    if technician is None:
        raise wrong("technician", "The key of a technician: GET /agenda/goers.")
    found = hours_of(technician, on)
    if found is None:
        raise wrong("on", "Today or a later day.")
    return VisitHours(
        technician=Label(id=technician.pk, label=str(technician)),
        on=on,
        spans=[
            VisitSpan(
                begins_at=span.begins,
                ends_at=span.ends,
                visit=Label.of(span.visit),
                is_absence=span.absence is not None,
            )
            for span in found.spans
        ],
        parts=[Label(id=one.pk, label=str(one)) for one in found.parts],
    )
