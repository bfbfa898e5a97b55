"""A customer asks for something: a ticket is opened."""

from faena.accounts.requests import StaffRequest
from faena.billing.models import Subscription
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.rest.routes import named, the
from faena.rest.values import In, Key
from faena.tickets import actions
from faena.tickets.api.room import TicketPlaceIn, place, receivers, routes
from faena.tickets.api.tickets import ticket
from faena.tickets.models import Ticket, TicketType


class TicketIn(In):
    """channel: phone, whatsapp, counter, mail, web. priority, destination: None as the type says. follows_id: the
    closed ticket of the same customer that it goes on from."""

    type_id: Key
    description: str
    subject: str = ""
    channel: str = Ticket.Channel.PHONE.value
    priority: int | None = None
    destination: TicketPlaceIn | None = None
    contact_id: Key | None = None
    subscription_id: Key | None = None
    follows_id: Key | None = None


@routes.event("/customers/{int:customer_id}/tickets", Perm.TICKET_OPEN, to=ticket)
def open_ticket(request: StaffRequest, customer_id: int, facts: TicketIn) -> int:
    """A customer asks for something."""
    customer: Customer = the(Customer.objects.visible_to(request.user, Perm.TICKET_OPEN), customer_id)
    plans = customer.subscriptions.exclude(state=Subscription.State.CANCELLED)
    followed = Ticket.objects.visible_to(request.user).filter(customer=customer, state=Ticket.State.CLOSED)
    opened = actions.open_ticket(
        customer,
        actions.OpeningFacts(
            **facts.model_dump(include={"description", "subject", "channel", "priority"}),
            type=named(TicketType.objects.for_opening(), facts.type_id, "type_id"),
            destination=place(facts.destination, "destination", *receivers(request.user)),
            contact=named(customer.contacts.all(), facts.contact_id, "contact_id"),
            subscription=named(plans, facts.subscription_id, "subscription_id"),
            follows=named(followed, facts.follows_id, "follows_id"),
        ),
        by=request.user,
    )
    return opened.pk
