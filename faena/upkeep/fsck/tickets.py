"""Where each ticket is: with somebody while it is open, and found by its protocol."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from faena.customers.models import SearchTerm
from faena.tickets.models import Holding, Ticket
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def destinations() -> Iterator[Finding]:
    """An open ticket is with somebody. That it is with one only, a constraint of the tables keeps."""
    held = Holding.objects.current().filter(ticket=OuterRef("pk"))
    for ticket in Ticket.objects.open().filter(~Exists(held)).iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"{ticket} is open, and nobody has it.")


def protocols() -> Iterator[Finding]:
    """Its customer is found by a ticket's protocol."""
    terms = SearchTerm.objects.filter(source_kind="ticket", source_id=OuterRef("pk"), field="protocol")
    lost = Ticket.objects.filter(~Exists(terms.filter(customer=OuterRef("customer"))))
    for ticket in lost.iterator(AT_ONCE):
        yield Finding("ticket", ticket.pk, f"The search does not find the customer by {ticket}.")
