"""A ticket needs the workshop: an order is opened for its device, and the two know of each other."""

from dataclasses import replace

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.customers.actions import DeviceFacts
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.models import Ticket


@action(Perm.TICKET_HANDLE)
def send_to_workshop(ticket: Ticket, device: Device | DeviceFacts, facts: IntakeFacts, *, by: User) -> ServiceOrder:
    """Open the order of a ticket (B1), once; it stays open itself until it is closed.

    Raises RuleBroken with the order's number when it has one, when it is closed, and as `open_order` does."""
    Customer.locked(ticket.customer_id)  # before the ticket, as everywhere
    ticket = locked_ticket(ticket, Perm.TICKET_HANDLE, by=by)
    if why := why_not_sent(ticket):
        raise RuleBroken(why)
    order = open_order(ticket.customer, device=device, facts=replace(facts, origin=ticket.as_ref), by=by)
    ticket.order = order
    ticket.save_changes("order")
    record_case("ticket.sent_to_workshop", ticket, facts={"order_id": order.pk, "order": str(order)}, by=by)
    return order


def why_not_sent(ticket: Ticket) -> str:
    """What holds an open ticket back from the workshop: that it is there; "" when nothing does."""
    if ticket.order is None:
        return ""
    return _("%(ticket)s is in the workshop already: %(order)s.") % {"ticket": ticket, "order": ticket.order}
