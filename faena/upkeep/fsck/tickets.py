"""Where each ticket is: with somebody while it is open, with nobody when it is closed; how it stands and how it ended;
that it is found by its protocol, and in the workshop by its own order."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Subquery

from faena.customers.models import SearchTerm
from faena.lib.text import fold
from faena.orders.models import ServiceOrder
from faena.tickets.models import Holding, StatusChange, Ticket, TicketClosing
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def destinations() -> Iterator[Finding]:
    """An open ticket is with somebody. That it is with one only, a constraint of the tables keeps."""
    held = Holding.objects.current().filter(ticket=OuterRef("pk"))
    for ticket in Ticket.objects.open().filter(~Exists(held)).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket} is open, and nobody has it.")


def closings() -> Iterator[Finding]:
    """What is closed has a closing that stands, and nobody has it; what is open has none. That there is one at most, a
    constraint of the tables keeps."""
    stands = TicketClosing.objects.valid().filter(ticket=OuterRef("pk"))
    held = Holding.objects.current().filter(ticket=OuterRef("pk"))
    tickets = Ticket.objects.annotate(ended=Exists(stands), held=Exists(held))
    closed, is_open = Q(state=Ticket.State.CLOSED), Q(state=Ticket.State.OPEN)
    for ticket in tickets.filter(closed, ended=False).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket} is closed, and nothing says how.")
    for ticket in tickets.filter(closed, held=True).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket} is closed, and somebody has it.")
    for ticket in tickets.filter(is_open, ended=True).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket} is open, and its closing stands.")


def moves() -> Iterator[Finding]:
    """A ticket was with one at a time: each holding ends when the next begins, or before."""
    following = Holding.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk")).order_by("pk")
    held = Holding.objects.annotate(next_since=Subquery(following.values("since")[:1]))
    for one in held.filter(Q(until=None) | Q(until__gt=F("next_since")), next_since__isnull=False).iterator(AT_ONCE):
        yield Finding("holding", one.pk, f"{one} had not ended when the next began.")


def statuses() -> Iterator[Finding]:
    """A ticket stands on the last status that it was given."""
    given = StatusChange.objects.filter(ticket=OuterRef("pk")).order_by("-pk").values("status")[:1]
    for ticket in Ticket.objects.annotate(given=Subquery(given)).exclude(given=None).exclude(status=F("given")):
        yield Finding("ticket", ticket.pk, f"{ticket} stands on another status than the one it was given last.")


def texts() -> Iterator[Finding]:
    """A closing is searched by its text."""
    for closing in TicketClosing.objects.iterator(AT_ONCE):
        if closing.text_key != fold(closing.text):
            yield Finding("ticket closing", closing.pk, f"The text of {closing} is not found by its words.")


def protocols() -> Iterator[Finding]:
    """Its customer is found by a ticket's protocol."""
    terms = SearchTerm.objects.filter(source_kind="ticket", source_id=OuterRef("pk"), field="protocol")
    lost = Ticket.objects.filter(~Exists(terms.filter(customer=OuterRef("customer"))))
    for ticket in lost.iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"The search does not find the customer by {ticket}.")


def workshop() -> Iterator[Finding]:
    """The order of a ticket is its customer's and points back; an order that came from a ticket is that ticket's."""
    sent = Ticket.objects.filter(order__isnull=False).select_related("order")
    there_and_back = Q(order__customer=F("customer"), order__ref_kind="ticket", order__ref_id=F("pk"))
    for ticket in sent.exclude(there_and_back).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket.order} of {ticket} is another customer's or does not point back.")
    its_own = Ticket.objects.filter(order=OuterRef("pk"))
    for order in ServiceOrder.objects.filter(~Exists(its_own), ref_kind="ticket").iterator(AT_ONCE):
        yield Finding("order", order.pk, f"{order} came from {order.ref}, which does not know of it.")
