"""Where the demo shop's technicians go: a week of visits around today, for tickets, for an order and without either."""

# ruff: noqa: E501  # a table: one visit a line

from collections.abc import Iterator
from dataclasses import dataclass
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

FIELD = "Técnicos de campo"
DONE, FAILED, CANCELLED = Visit.State.DONE, Visit.State.FAILED, Visit.State.CANCELLED
ON_THE_ROAD = timedelta(minutes=20)
SOMEWHERE = "Calle Los Mangos, casa {number}, La Trinidad, Caracas"


@dataclass(frozen=True)
class Trip:
    """day: so many after today; when: the wall's hour, or a part of the day; booked: days ago, at which hour; goes: the
    beginning of an e-mail, or a position; ticket_type: the type of the ticket that it is for, by its English; ends: how,
    unless that is still to come."""

    day: int
    when: float | str
    who: int
    kind: str
    goes: str
    booked: tuple[int, float]
    ticket_type: str = ""
    ends: Visit.State = DONE
    note: str = ""
    notes: str = ""
    of_order: bool = False


TRIPS = [
    Trip(-3, 10.0, 10, "Repair", "technician", (5, 11.0), note="Conector nuevo en la roseta. Señal normal."),
    Trip(-3, 14.5, 18, "Repair", "technician2", (5, 15.0), ends=FAILED, note="Nadie abrió el portón y el teléfono no contesta."),
    Trip(-2, 9.0, 0, "Installation", "technician2", (3, 10.5), "Installation", note="Cable por la fachada. Router junto a la caja.", notes="Llevar escalera larga."),
    Trip(-2, 14.0, 7, "Repair", "technician", (4, 9.5), "Router and Wi-Fi", note="Repetidor en el pasillo. Llega señal al quirófano."),
    Trip(-2, "morning", 15, "Repair", "technician", (4, 10.0), ends=CANCELLED, note="El cliente reinició el equipo y ya navega."),
    Trip(-1, 9.0, 20, "Remove equipment", "technician2", (2, 12.2), "Cancellation", note="Retirada la ONT. El router ya estaba en el mostrador."),
    Trip(-1, 11.0, 5, "Repair", "technician", (3, 16.0), note="Fuente quemada, cambiada."),
    Trip(-1, 15.0, 17, "Installation", "technician2", (4, 14.0), note="Instalado y probado con el cliente."),
    Trip(0, 8.5, 13, "Repair", "technician", (1, 11.0), "Connection that drops", note="Antena realineada.", notes="Es un enlace de radio: llevar arnés."),
    Trip(0, 9.5, 3, "Move to another address", "technician2", (3, 11.0), "Move to another address", note="Punto mudado al fondo del local."),
    Trip(0, 11.0, 7, "Repair", "technician", (0, 8.4), "No connection", note="Fibra cortada en la azotea, empalmada.", notes="Clínica: avisar en recepción."),
    Trip(0, 14.0, 2, "Installation", "technician", (2, 10.0), note="Instalado."),
    Trip(0, 15.5, 19, "Repair", "technician2", (1, 9.8), note="Wi-Fi en otro canal."),
    Trip(0, "afternoon", 12, "Repair", FIELD, (1, 15.0), "Slow connection"),
    Trip(0, 17.5, 16, "Remove equipment", "technician2", (2, 15.5), note="Retirado."),
    Trip(1, 9.0, 0, "Repair", "technician", (0, 9.0), "No connection", notes="La luz LOS está roja."),
    Trip(1, 10.5, 1, "Repair", "technician2", (0, 9.2), "Router and Wi-Fi", notes="Red de invitados en la recepción."),
    Trip(1, "morning", 0, "Bring or fetch a device", "technician2", (0, 9.1), of_order=True, notes="Cobrar antes de entregar."),
    Trip(1, 14.0, 6, "Installation", FIELD, (1, 16.2)),
    Trip(2, 8.5, 12, "Move to another address", "technician", (0, 9.5), "Move to another address"),
    Trip(2, "evening", 14, "Repair", FIELD, (1, 17.0), notes="Solo puede después de las seis."),
    Trip(3, 9.0, 10, "Installation", "technician", (1, 10.2)),
    Trip(3, 13.0, 18, "Repair", "technician2", (1, 10.4)),
    Trip(5, "afternoon", 2, "Remove equipment", "technician2", (1, 12.0)),
]  # fmt: skip


def rounds(customers: list[Customer], now: datetime, staff: dict[str, User]) -> list[Iterator[datetime]]:
    """The life of each visit: yields when its next step comes, then takes it."""
    return [_trip(trip, customers[trip.who], now, staff) for trip in TRIPS]


def _trip(trip: Trip, customer: Customer, now: datetime, staff: dict[str, User]) -> Iterator[datetime]:
    on = timezone.localtime(now).date() + timedelta(days=trip.day)
    booked_at = clock.opening(now, *trip.booked)
    yield booked_at
    visit = _book(trip, customer, on, staff)
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


def _book(trip: Trip, customer: Customer, on: date, staff: dict[str, User]) -> Visit:
    by = staff["operator"]
    if trip.of_order:
        order = ServiceOrder.objects.open().select_related("customer").order_by("pk").first()
        assert order is not None
        return book_order_visit(order, _facts(trip, order.customer, on, staff), by=by)
    facts = _facts(trip, customer, on, staff)
    if trip.ticket_type:
        named = pgettext("starter ticket type", trip.ticket_type)
        ticket = Ticket.objects.open().filter(customer=customer, type__name=named).order_by("pk").last()
        assert ticket is not None
        return book_ticket_visit(ticket, facts, by=by)
    return agenda.book_visit(customer, facts, by=by)


def _facts(trip: Trip, customer: Customer, on: date, staff: dict[str, User]) -> agenda.VisitFacts:
    return agenda.VisitFacts(
        kind=VisitKind.objects.get(name=pgettext("starter visit kind", trip.kind)),
        goes=staff.get(trip.goes) or Position.objects.get(name=trip.goes),
        on=on,
        period=trip.when if isinstance(trip.when, str) else "",
        hour=None if isinstance(trip.when, str) else time(int(trip.when), round(trip.when % 1 * 60)),
        address=next(iter(addresses_of(customer)), SOMEWHERE.format(number=10 + 3 * trip.who)),
        contact=customer.contacts.first(),
        notes=trip.notes,
    )
