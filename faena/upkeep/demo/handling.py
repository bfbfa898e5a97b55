"""What the demo shop does with a ticket after it was opened: each step so many hours of work after the one before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import pgettext

from faena.accounts.models import Position, User
from faena.customers.actions import DeviceFacts
from faena.orders.actions import IntakeFacts
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, CommentFacts
from faena.tickets.models import Comment, Priority, Ticket, TicketClosing, TicketStatus, TicketType

DONE, NO_SOLUTION = TicketClosing.Outcome
Picture = Callable[[], SimpleUploadedFile]


@dataclass(frozen=True)
class Desk:
    """Who is there, by the beginning of the e-mail, and the positions by their names."""

    staff: dict[str, User]

    def find(self, name: str) -> User | Position:
        found = self.staff.get(name) or Position.objects.get(name=name)
        return found


@dataclass(frozen=True)
class Step:
    """hours: of work since the step before; act: what is done with the ticket as it is then."""

    hours: float
    act: Callable[[Ticket, Desk], object]


def take(hours: float, who: str) -> Step:
    return Step(hours, lambda ticket, desk: actions.take(ticket, by=desk.staff[who]))


def forward(hours: float, who: str, to: str, why: str) -> Step:
    return Step(
        hours,
        lambda ticket, desk: actions.forward(
            ticket, to=desk.find(to), reason=why, version=ticket.version, by=desk.staff[who]
        ),
    )


def status(
    hours: float, who: str, english: str = "", *, visible: bool = False, priority: Priority | None = None
) -> Step:
    """The status by its English; none: only the priority."""

    def act(ticket: Ticket, desk: Desk) -> object:
        name = pgettext("starter ticket status", english) if english else ticket.status.name
        wanted = TicketStatus.objects.get(name=name)
        how = {"priority": priority, "is_visible": visible, "version": ticket.version}
        return actions.change_status(ticket, status=wanted, **how, by=desk.staff[who])  # type: ignore[arg-type]  # by name

    return Step(hours, act)


def comment(hours: float, who: str, text: str, *, visible: bool = False) -> Step:
    facts = CommentFacts(text, is_visible=visible)
    return Step(hours, lambda ticket, desk: actions.comment(ticket, facts, by=desk.staff[who]))


def answered(hours: float, who: str, text: str, *, confirmed: bool = True) -> Step:
    """By WhatsApp, and whether somebody said that it went out."""

    def act(ticket: Ticket, desk: Desk) -> object:
        facts = CommentFacts(text, is_visible=True, channel=Ticket.Channel.WHATSAPP)
        said = actions.comment(ticket, facts, by=desk.staff[who])
        return actions.confirm_reply(ticket, said, by=desk.staff[who]) if confirmed else said

    return Step(hours, act)


def heard(hours: float, who: str, text: str, channel: str = Ticket.Channel.WHATSAPP) -> Step:
    """What the customer said, and who wrote it down."""
    facts = CommentFacts(text, Comment.Kind.HEARD, channel=channel)
    return Step(hours, lambda ticket, desk: actions.comment(ticket, facts, by=desk.staff[who]))


def tried(
    hours: float, who: str, text: str, result: str, photo: Picture | None = None, *, visible: bool = False
) -> Step:
    def act(ticket: Ticket, desk: Desk) -> object:
        facts = CommentFacts(text, Comment.Kind.TEST, result, visible, [photo()] if photo else [])
        return actions.comment(ticket, facts, by=desk.staff[who])

    return Step(hours, act)


def workshop(hours: float, who: str, device: DeviceFacts, why: str) -> Step:
    facts = IntakeFacts(reason=why)
    return Step(hours, lambda ticket, desk: actions.send_to_workshop(ticket, device, facts, by=desk.staff[who]))


def date(hours: float, who: str, days: int, why: str) -> Step:
    """So many days later, at this hour."""

    def act(ticket: Ticket, desk: Desk) -> object:
        at = timezone.now() + timedelta(days=days)
        return actions.negotiate(ticket, at=at, reason=why, version=ticket.version, by=desk.staff[who])

    return Step(hours, act)


def close(hours: float, who: str, text: str, *, outcome: str = DONE, closed_as: str = "") -> Step:
    """`closed_as`: the English of another type than it was opened as."""

    def act(ticket: Ticket, desk: Desk) -> object:
        name = pgettext("starter ticket type", closed_as) if closed_as else ticket.type.name
        facts = ClosingFacts(outcome, TicketType.objects.get(name=name), text)
        return actions.close_ticket(ticket, facts, version=ticket.version, by=desk.staff[who])

    return Step(hours, act)


def reopen(hours: float, who: str, why: str) -> Step:
    return Step(
        hours,
        lambda ticket, desk: actions.reopen_ticket(ticket, reason=why, version=ticket.version, by=desk.staff[who]),
    )
