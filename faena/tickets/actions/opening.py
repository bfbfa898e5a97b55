"""A ticket is opened: under the next protocol, due at its hour, with somebody from the first moment on."""

from dataclasses import dataclass
from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.billing.models import Subscription
from faena.cases.actions import record_case
from faena.company.actions import next_number
from faena.company.models import Branch
from faena.customers import search
from faena.customers.actions import check_contact
from faena.customers.models import Contact, Customer
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import kept_label, record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.text import clean
from faena.tickets.actions.destinations import check_receives, goes_to, hand_to, named
from faena.tickets.deadlines import due_after
from faena.tickets.models import Priority, Ticket, TicketStatus, TicketType

SERIES = "ticket"


@dataclass(frozen=True)
class OpeningFacts:
    """What a customer asks for. subject: the same in a few words, "" = the type says it. priority and destination:
    None = as the type says. follows: the closed ticket of the same customer that this one goes on from."""

    type: TicketType
    description: str
    subject: str = ""
    channel: str = Ticket.Channel.PHONE
    priority: int | None = None
    destination: User | Position | None = None
    contact: Contact | None = None
    subscription: Subscription | None = None
    follows: Ticket | None = None


@action(Perm.TICKET_OPEN)
def open_ticket(customer: Customer, facts: OpeningFacts, *, by: User) -> Ticket:
    """A customer asks for something (C19): the ticket gets its protocol, the first status, its date by the hours of the
    type, and goes to somebody. Raises RuleBroken beside the field that is wrong, or for a customer who is retired."""
    customer = Customer.locked(customer.pk)
    check_reach(customer, by, Perm.CUSTOMER_SEE)
    if customer.why_retired:
        raise RuleBroken(customer.why_retired)
    kind = _offered(facts.type)
    description = clean(facts.description, multiline=True)
    if not description:
        raise RuleBroken(_("Write what the customer asks for."), "description")
    check_contact(customer, facts.contact)
    subscription, follows = _subscription(customer, facts.subscription), _followed(customer, facts.follows)
    destination = facts.destination or goes_to(kind, by)
    if facts.destination is not None:
        check_receives(destination, "destination")
    now = timezone.now()
    ticket = Ticket(
        branch=Branch.default(),
        customer=customer,
        contact=facts.contact,
        subscription=subscription,
        follows=follows,
        type=kind,
        status=_first_status(),
        priority=kind.priority if facts.priority is None else facts.priority,
        channel=facts.channel,
        subject=clean(facts.subject),
        description=description,
        opened_at=now,
        opened_by=by,
        due_at=due_after(kind, now),
    )
    ticket.number = next_number(SERIES, ticket.branch)
    ticket.save(force_insert=True)
    hand_to(ticket, destination, since=now, by=by)
    _be_found(ticket)
    _tell(ticket, destination, by)
    if follows is not None:
        record_case("ticket.followed", follows, facts={"next": str(ticket), "next_id": ticket.pk}, by=by)
    return ticket


def _offered(kind: TicketType) -> TicketType:
    """The type as it is now, if a ticket can be opened with it."""
    fresh = TicketType.objects.for_opening().filter(pk=kind.pk).first()
    if fresh is None:
        raise RuleBroken(
            _("No ticket is opened with “%(type)s” any more. Choose another type.") % {"type": kind.name}, "type"
        )
    return fresh


def _subscription(customer: Customer, subscription: Subscription | None) -> Subscription | None:
    if subscription is not None and subscription.customer_id != customer.pk:
        raise RuleBroken(_("This plan is not this customer's. Choose another one."), "subscription")
    return subscription


def _followed(customer: Customer, ticket: Ticket | None) -> Ticket | None:
    if ticket is None:
        return None
    fresh = Ticket.objects.get(pk=ticket.pk)
    if fresh.customer_id != customer.pk:
        raise RuleBroken(_("%(ticket)s is not this customer's.") % {"ticket": fresh}, "follows")
    if why := why_not_follow(fresh):
        raise RuleBroken(why, "follows")
    return fresh


def why_not_follow(ticket: Ticket) -> str:
    """What holds another ticket back from following this one; "" when nothing does."""
    return _("%(ticket)s is open: go on with it.") % {"ticket": ticket} if ticket.is_open else ""


def _first_status() -> TicketStatus:
    """The first that the list offers; the list never loses its last one."""
    return TicketStatus.objects.offered()[0]


def _be_found(ticket: Ticket) -> None:
    """By its protocol, with or without its letter and zeros."""
    protocols = [search.squeeze(str(ticket)), str(ticket.number)]
    search.write_terms(ticket.customer, "ticket", ticket.pk, {"protocol": protocols})


def _tell(ticket: Ticket, destination: User | Position, by: User) -> None:
    record(
        "ticket.opened",
        ticket.as_ref,
        facts={
            "number": str(ticket),
            "type": str(ticket.type),
            "priority": kept_label(Priority(ticket.priority).label, "priority"),
            "due": {"moment": ticket.due_at.astimezone(UTC).isoformat()},
            **named(destination),
            **({"follows": str(ticket.follows)} if ticket.follows else {}),
        },
        said={
            "to": destination.name,
            "note": ticket.description,
            **({"subject": ticket.subject} if ticket.subject else {}),
        },
        customer_id=ticket.customer_id,
        by=by,
    )
