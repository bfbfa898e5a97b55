"""What can be done with a ticket now."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.gate.offers import Offer, Offers
from faena.tickets.actions.closing import why_not_reopen
from faena.tickets.actions.forwarding import why_not_take
from faena.tickets.actions.locks import why_out_of_reach
from faena.tickets.actions.opening import why_not_follow
from faena.tickets.models import Ticket
from faena.ui.jinja import url

MENU = ("comment", "visit", "date", "workshop", "link", "solutions")
ACTS = ("status", "visit", "close", "another", "reopen")  # under the thumb, below the box in which one answers
HEAD = ("forward", "close", "another", "reopen")


def opening_for(customer: Customer, *, icon: str = "headset", **more: Any) -> Offer:
    """Where a ticket of the customer is opened."""
    to, label = url("tickets:open", customer.pk), _("New ticket")
    return Offer("ticket", label, icon, to, Perm.TICKET_OPEN, customer.why_retired, **more)


def offers_of(ticket: Ticket, user: User, modules: Collection[str]) -> Offers:
    """modules: those that are switched on."""
    over, handling = ticket.why_finished, Perm.TICKET_HANDLE
    elsewhere = over or (why_out_of_reach(ticket, handling, user) if may(user, handling) else "")
    untaken = over or (why_not_take(ticket, user) if may(user, Perm.TICKET_TAKE) else "")

    def offer(name: str, label: str, icon: str, permission: Perm | None, why_not: str, **more: Any) -> Offer:
        if "url" not in more:
            more["url"] = url(f"tickets:{name}", ticket.pk)
        return Offer(name, label, icon, permission=permission, why_not=why_not, **more)

    offers = [
        _taking(ticket, untaken),
        _forwarding(ticket, elsewhere),
        offer("status", _("Status"), "flag", handling, elsewhere, key="s"),
        offer("comment", _("Add a comment"), "message-circle", Perm.TICKET_COMMENT, over, key="c"),
        offer("type", _("Change the type"), "tag", handling, elsewhere),
        offer(
            "visit", pgettext("button in the bar", "Agenda"), "calendar", handling, elsewhere,
            url=url("tickets:book", ticket.pk),
        ),
        offer("close", _("Close"), "circle-check", handling, elsewhere),
        offer("date", _("Agree on a date"), "calendar-clock", Perm.TICKET_REOPEN, over),
        offer("link", _("Link for the customer"), "link", Perm.LINK_SEND, ""),
        offer(
            "solutions", _("Solutions"), "search", None, "", url=f"{url('tickets:solutions')}?type={ticket.type_id}"
        ),
        offer(
            "another", _("Open another"), "plus", Perm.TICKET_OPEN,
            ticket.customer.why_retired or why_not_follow(ticket), primary=not may(user, Perm.TICKET_REOPEN), key="n",
            url=f"{url('tickets:open', ticket.customer_id)}?follows={ticket.pk}",
        ),
        offer("reopen", _("Reopen"), "lock-open", Perm.TICKET_REOPEN, why_not_reopen(ticket), primary=True),
    ]  # fmt: skip
    if "workshop" in modules and may(user, Perm.ORDER_OPEN) and ticket.order_id is None:
        offers.append(offer("workshop", _("Send to the workshop"), "wrench", handling, elsewhere))
    given = "take" if may(user, Perm.TICKET_TAKE) and not untaken else "forward"
    return Offers(user, offers, menu=MENU, header=HEAD, bar=(given, *ACTS))


def row_offers(ticket: Ticket, user: User, *, takes: bool) -> Offers:
    """Beside a ticket in a list. `takes`: as needs.taking knows it of all rows at once; the action asks again."""
    over = ticket.why_finished
    answer = Offer(
        "comment", pgettext("button in the bar", "Comment"), "message-circle", url("tickets:comment", ticket.pk),
        Perm.TICKET_COMMENT, over,
    )  # fmt: skip
    return Offers(user, [*([_taking(ticket, "")] if takes else []), _forwarding(ticket, over), answer], row=("take",))


def _taking(ticket: Ticket, why_not: str) -> Offer:
    to, label = url("tickets:take", ticket.pk), pgettext("ticket", "Take")
    return Offer("take", label, "hand", to, Perm.TICKET_TAKE, why_not, primary=True, key="t", form="take")


def _forwarding(ticket: Ticket, why_not: str) -> Offer:
    to = url("tickets:forward", ticket.pk)
    return Offer("forward", _("Forward"), "send", to, Perm.TICKET_HANDLE, why_not, key="f")
