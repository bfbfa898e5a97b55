"""The link by which the customer follows a ticket: sent to him, revoked, and made anew. Closed tickets have one too,
for a while."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import actions as customers
from faena.customers.models import AccessLink, Customer
from faena.journal.acts import action
from faena.lib.errors import RuleBroken
from faena.notifications.actions import notify
from faena.notifications.models import Message
from faena.tickets.actions.locks import locked_in_any_state, tell
from faena.tickets.actions.telling import end_link
from faena.tickets.models import Ticket

MAIL = "tickets/link"


@action
def send_link(ticket: Ticket, *, by: User) -> Message:
    """Mail the link to the customer, in the customer's language. Asked for again, it is sent again.

    Raises RuleBroken for a customer without e-mail, and when no link works."""
    ticket = locked_in_any_state(ticket)
    customer, link = ticket.customer, AccessLink.objects.alive().of(ticket.as_ref)
    if link is None or not link.token:
        raise RuleBroken(_("This ticket has no link that works. Make a new one, then send it."))
    if not customer.email:
        raise RuleBroken(
            _("%(name)s has no e-mail. Write it on the customer's record, or send the link by WhatsApp.")
            % {"name": customer.name}
        )
    message = notify(
        MAIL,
        address=customer.email,
        language=customer.language,
        data={"name": customer.name, "ticket": str(ticket)},
        secret={"link": link.url},
        ref=ticket.as_ref,
        dedupe_key=f"ticket-link-{uuid.uuid4()}",
    )
    tell("ticket.link_sent", ticket, said={"address": customer.email}, by=by)
    return message


@action
def revoke_link(ticket: Ticket, *, by: User) -> None:
    """The link ends at once: whoever has it reads nothing more."""
    ticket = locked_in_any_state(ticket)
    if customers.revoke_link(ticket.as_ref, by=by) is None:
        raise RuleBroken(_("This ticket has no link that works: there is nothing to revoke."))


@action
def renew_link(ticket: Ticket, *, by: User) -> AccessLink:
    """The first link, or a new one where the last was revoked or has ended; one that works is left as it is. That of a
    closed ticket ends as many days from now as the company gives after closing."""
    Customer.locked(ticket.customer_id)  # before the ticket, as everywhere
    ticket = locked_in_any_state(ticket)
    link = customers.make_link(ticket.as_ref, ticket.customer, by=by)
    if not ticket.is_open and link.expires_at is None:
        end_link(ticket, timezone.now())
        link.refresh_from_db()
    return link
