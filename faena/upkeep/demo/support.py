"""Who takes care of the demo shop's subscribers, and what these ask for: tickets of the last days, with their positions."""

# ruff: noqa: E501  # a table: one ticket a line

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from faena.accounts.actions import Person, edit_user
from faena.accounts.models import Position, User
from faena.company.catalogue.actions import add_row, edit_row
from faena.customers.models import Customer
from faena.tickets.actions import OpeningFacts, open_ticket
from faena.tickets.models import Priority, Ticket, TicketType
from faena.upkeep.demo import clock

# position → who has it, by the beginning of the e-mail
POSITIONS = {
    "Soporte": ["operator", "technician"],
    "Cobranzas": ["admin", "operator"],
    "Técnicos de campo": ["technician", "technician2"],
}
# branch or type, by its English → the position that its tickets go to
GOES_TO = {
    "Support": "Soporte",
    "Changes": "Soporte",
    "Billing": "Cobranzas",
    "Move to another address": "Técnicos de campo",
    "Installation": "Técnicos de campo",
}
SCRIPTS = {
    "No connection": "¿Qué luces tiene encendidas el equipo?\n¿Ya lo desconectó treinta segundos?\n¿Falla por cable, por Wi-Fi o en los dos?",
    "Slow connection": "Pida una prueba de velocidad por cable, con un solo equipo conectado.",
    "Payment that does not show": "Anote el banco, la fecha, el monto y la referencia.",
}
URGENT, HIGH, LOW = Priority.URGENT, Priority.HIGH, Priority.LOW
PHONE, WHATSAPP, COUNTER, MAIL, WEB = Ticket.Channel


@dataclass(frozen=True)
class Asked:
    """days and hour: when; who: place in VISITORS; type: its English; by: who wrote it down; to: another destination
    than the type's, a position or the beginning of an e-mail."""

    days: int
    hour: float
    who: int
    type: str
    text: str
    channel: str = PHONE
    priority: Priority | None = None
    to: str = ""
    by: str = "operator"


ASKED = [
    Asked(21, 9.4, 6, "Cancellation", "Pregunta qué pasa con su plan mientras está de viaje."),
    Asked(6, 15.4, 7, "Router and Wi-Fi", "En el quirófano no llega la señal."),
    Asked(4, 10.2, 3, "Move to another address", "El punto de venta se muda a la caja nueva, al fondo del local.", COUNTER),
    Asked(3, 9.9, 0, "Installation", "Plan nuevo en el galpón 6. Hay que pasar el cable por la fachada.", COUNTER, to="technician2"),
    Asked(2, 9.5, 16, "Agreement to pay", "Paga la mitad este viernes y la otra el 15.", to="admin"),
    Asked(2, 11.1, 1, "Change of plan", "Quiere pasar a 1 Gbps si hay en su edificio. Pide el precio por escrito.", MAIL, by="seller"),
    Asked(2, 11.8, 20, "Cancellation", "Entregó el router en el mostrador. Falta confirmar la baja.", COUNTER, LOW),
    Asked(1, 9.1, 3, "Payment that does not show", "Pagó por Pago Móvil el lunes. Referencia 004417.", WHATSAPP),
    Asked(1, 9.2, 13, "Connection that drops", "De noche, cuando llueve. Es el enlace de radio.", WHATSAPP, to="Técnicos de campo"),
    Asked(1, 10.3, 1, "Router and Wi-Fi", "Piden una red de invitados para la recepción.", by="seller"),
    Asked(1, 10.6, 11, "Question about an invoice", "Le llegó con otro nombre comercial.", MAIL, by="admin"),
    Asked(1, 14.3, 12, "Slow connection", "Mide 20 Mbps de los 100, por cable.", WHATSAPP),
    Asked(1, 16.0, 11, "Password change", "Quiere otra clave del Wi-Fi antes del lunes.", WEB, LOW),
    Asked(0, 8.2, 7, "No connection", "Toda la clínica, desde las siete. La luz PON parpadea en rojo.", priority=URGENT, to="technician"),
    Asked(0, 8.9, 0, "No connection", "La luz LOS está roja.", WHATSAPP),
    Asked(0, 9.3, 12, "Move to another address", "Se muda en la misma calle, a la casa 40.", by="technician"),
]  # fmt: skip


def support(customers: list[Customer], now: datetime, staff: dict[str, User]) -> Iterator[datetime]:
    """What subscribers ask for, in the order of its days: yields when the next thing happens, then does it."""
    yield clock.opening(now, 33, 9.5)
    positions = {name: add_row(Position, facts={"name": name}, by=staff["master"]) for name in POSITIONS}
    _set_up(positions, staff)
    whens = [(clock.opening(now, asked.days, asked.hour), asked) for asked in ASKED]
    for when, asked in sorted(whens, key=lambda one: one[0]):
        yield when
        customer = customers[asked.who]
        facts = OpeningFacts(
            type=TicketType.objects.get(name=_named(asked.type)),
            description=asked.text,
            channel=asked.channel,
            priority=asked.priority,
            destination=positions.get(asked.to) or staff.get(asked.to),
            contact=customer.contacts.first(),
            subscription=customer.subscriptions.exclude(state="cancelled").last(),
        )
        open_ticket(customer, facts, by=staff[asked.by])


def _set_up(positions: dict[str, Position], staff: dict[str, User]) -> None:
    """Who has which position, which types go there, and what is asked first."""
    for who, user in staff.items():
        if theirs := [positions[name] for name, members in POSITIONS.items() if who in members]:
            person = Person(user.name, user.email, user.language, user.phone, user.receives_tickets, theirs)
            edit_user(user, person, by=staff["master"])
    goes_to = {_named(english): positions[name] for english, name in GOES_TO.items()}
    scripts = {_named(english): script for english, script in SCRIPTS.items()}
    for row in TicketType.objects.select_related("parent"):
        position = goes_to.get(row.name) or goes_to.get(row.parent.name if row.parent else "")
        facts = {"goes_to": position, "script": scripts.get(row.name, ""), "name": row.name}
        edit_row(row, facts=facts, version=row.version, by=staff["master"])


def _named(english: str) -> str:
    """The name of a starting type in the shop's language."""
    return pgettext("starter ticket type", english)
