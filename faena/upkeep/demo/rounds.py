"""Where the demo shop's technicians go: a week of visits around today, for tickets, for an order and without either."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import pgettext

from faena.accounts.models import Position, User
from faena.agenda import actions as agenda
from faena.agenda.addresses import addresses_of
from faena.agenda.models import Visit, VisitKind
from faena.customers.models import Customer
from faena.orders.actions import book_order_visit
from faena.orders.models import ServiceOrder
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.models import Ticket
from faena.upkeep.demo import clock
from faena.upkeep.demo.country import Away, Country, Trip

FAILED, CANCELLED = Visit.State.FAILED, Visit.State.CANCELLED
ON_THE_ROAD = timedelta(minutes=20)
Staff = dict[str, User]


def rounds(country: Country, customers: list[Customer], now: datetime, staff: Staff) -> list[Iterator[datetime]]:
    """The life of each visit and each absence: yields when its next step comes, then takes it."""
    trips = [_trip(trip, customers[trip.who], country.somewhere, now, staff) for trip in country.trips]
    return [*trips, *(_absence(away, now, staff) for away in country.away)]


def _absence(away: Away, now: datetime, staff: Staff) -> Iterator[datetime]:
    on = timezone.localtime(now).date() + timedelta(days=away.day)
    begins, ends = (
        datetime.combine(on, time(hour), timezone.get_current_timezone()) for hour in (away.begins, away.ends)
    )
    yield clock.opening(now, 1, 9.0)
    goes, by = staff[away.goes], staff["operator"]
    agenda.add_absence(goes, begins_at=begins, ends_at=ends, reason=away.reason, by=by)


def _trip(trip: Trip, customer: Customer, somewhere: str, now: datetime, staff: Staff) -> Iterator[datetime]:
    on = timezone.localtime(now).date() + timedelta(days=trip.day)
    booked_at = clock.opening(now, *trip.booked)
    yield booked_at
    visit = _book(trip, customer, somewhere, on, staff)
    if trip.ends is CANCELLED:
        yield booked_at + timedelta(hours=3)
        agenda.cancel_visit(visit, reason=trip.note, by=staff["operator"])
    elif visit.technician is not None and visit.starts_at is not None:
        begins, goes = visit.starts_at, visit.technician
        yield begins - ON_THE_ROAD
        agenda.start_travel(visit, by=goes)
        yield begins + timedelta(minutes=4)
        agenda.arrive(visit, by=goes)
        yield begins + timedelta(minutes=visit.minutes - 7)
        if trip.ends is FAILED:
            agenda.fail(visit, reason=trip.note, by=goes)
        else:
            agenda.finish(visit, note=trip.note, by=goes)


def _book(trip: Trip, customer: Customer, somewhere: str, on: date, staff: Staff) -> Visit:
    by = staff["operator"]
    if trip.of_order:
        order = ServiceOrder.objects.open().select_related("customer").order_by("pk").first()
        assert order is not None
        return book_order_visit(order, _facts(trip, order.customer, somewhere, on, staff), by=by)
    facts = _facts(trip, customer, somewhere, on, staff)
    if trip.ticket_type:
        named = pgettext("starter ticket type", trip.ticket_type)
        ticket = Ticket.objects.open().filter(customer=customer, type__name=named).order_by("pk").last()
        assert ticket is not None
        return book_ticket_visit(ticket, facts, by=by)
    return agenda.book_visit(customer, facts, by=by)


def _facts(trip: Trip, customer: Customer, somewhere: str, on: date, staff: Staff) -> agenda.VisitFacts:
    return agenda.VisitFacts(
        kind=VisitKind.objects.get(name=pgettext("starter visit kind", trip.kind)),
        goes=staff.get(trip.goes) or Position.objects.get(name=trip.goes),
        on=on,
        period=trip.when if isinstance(trip.when, str) else "",
        hour=None if isinstance(trip.when, str) else time(int(trip.when), round(trip.when % 1 * 60)),
        address=next(iter(addresses_of(customer)), somewhere.format(number=10 + 3 * trip.who)),
        contact=customer.contacts.first(),
        notes=trip.notes,
    )
