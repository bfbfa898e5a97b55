"""Tickets as programs read them: the queue, those of one customer, one of them."""

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.orders.models import ServiceOrder
from faena.rest.acting import actions_of
from faena.rest.lists import Page, listing, page_of
from faena.rest.routes import the
from faena.rest.values import Action, Label, Moment, Out
from faena.tickets.api.room import routes, the_ticket
from faena.tickets.lists.found import Found
from faena.tickets.lists.tickets import ANY_STATE, STATE, fields_of_any, of_customer_found
from faena.tickets.models import Holding, Ticket, TicketClosing, TicketQuerySet, TicketType
from faena.tickets.offers import offers_of
from faena.ui.listing import Filters
from faena.ui.problems import Problem

OF_CUSTOMER = ("-state", "-id")  # open ones first

# What each offer of the page is here.
ACTIONS = {
    "take": "POST /tickets/{ticket_id}/taking",
    "forward": "POST /tickets/{ticket_id}/forwarding",
    "status": "POST /tickets/{ticket_id}/status",
    "comment": "POST /tickets/{ticket_id}/comments",
    "type": "POST /tickets/{ticket_id}/type",
    "visit": "POST /tickets/{ticket_id}/visits",
    "close": "POST /tickets/{ticket_id}/closing",
    "date": "POST /tickets/{ticket_id}/date",
    "link": "GET /tickets/{ticket_id}/link",
    "another": "POST /customers/{customer_id}/tickets",
    "reopen": "POST /tickets/{ticket_id}/reopening",
    "workshop": "POST /tickets/{ticket_id}/order",
}


class TicketHolding(Out):
    """Who has it: somebody, or a position in which it lies. id: what POST /tickets/{ticket_id}/taking/undoing takes."""

    id: int
    user: Label | None
    position: Label | None
    since: Moment
    reason: str


class TicketRow(Out):
    """due: how an open one stands with its date: late, stopped, today, ahead. priority: 1 low to 4 urgent. subject: ""
    where the type says it. holding: None once closed."""

    id: int
    number: str
    version: int
    state: str
    customer: Label
    type: Label
    status: Label
    priority: int
    subject: str
    holding: TicketHolding | None
    opened_at: Moment
    due_at: Moment
    due: str
    closed_at: Moment | None


class TicketClosingOut(Out):
    """How it ended, what solved it or why nothing did; reopened_at: the ticket was opened again after it."""

    id: int
    outcome: str
    opened_type: Label
    type: Label
    text: str
    is_visible: bool
    at: Moment
    by: Label
    reopened_at: Moment | None
    reopened_by: Label | None
    reopen_reason: str


class TicketOut(TicketRow):
    """negotiated_at: the date that was agreed on. stopped_at: since when one waits for the customer. order: what the
    workshop makes of it, for who sees orders. What was said stands in /tickets/{ticket_id}/conversation."""

    channel: str
    description: str
    contact: Label | None
    subscription: Label | None
    opened_as: Label
    opened_by: Label
    negotiated_at: Moment | None
    stopped_at: Moment | None
    follows: Label | None
    followed_by: list[Label]
    order: Label | None
    closings: list[TicketClosingOut]
    actions: list[Action]


def type_label(kind: TicketType) -> Label:
    """Its own name; what it stands under: GET /ticket-types."""
    return Label(id=kind.pk, label=kind.name)


def ticket_facts(ticket: Ticket) -> dict[str, object]:
    """Of one that was read by TicketQuerySet.listed or shown."""
    return {
        "id": ticket.pk,
        "number": str(ticket),
        "version": ticket.version,
        "state": ticket.state,
        "customer": Label.of(ticket.customer),
        "type": type_label(ticket.type),
        "status": Label.of(ticket.status),
        "priority": ticket.priority,
        "subject": ticket.subject,
        "holding": _holding(ticket.holding),
        "opened_at": ticket.opened_at,
        "due_at": ticket.due_at,
        "due": ticket.due,
        "closed_at": ticket.closed_at,
    }


def _holding(held: Holding | None) -> TicketHolding | None:
    if held is None:
        return None
    return TicketHolding(
        id=held.pk,
        user=Label.of(held.user),
        position=Label.of(held.position),
        since=held.since,
        reason=held.reason,
    )


def _found(user: User, filters: Filters) -> TicketQuerySet:
    return Found(user, filters).on(filters["whose"]).listed()


@listing(
    routes,
    "/tickets",
    Perm.TICKET_SEE,
    ANY_STATE,
    fields=fields_of_any,
    found=_found,
    parameters=("state", "type", "status", "due", "priority", "city", "destination", "channel", "whose"),
)
def tickets(ticket: Ticket) -> TicketRow:
    """Tickets, as their queue shows them: open ones unless `state` says otherwise, of all unless `whose` does."""
    return TicketRow.model_validate(ticket_facts(ticket))


@routes.thing("/customers/{int:customer_id}/tickets", Perm.TICKET_SEE, parameters=("state", "limit", "cursor"))
def tickets_of_customer(request: StaffRequest, customer_id: int) -> Page[TicketRow]:
    """All tickets of a customer, open ones first; `state=open`: only those."""
    customer = the(Customer.objects.visible_to(request.user, Perm.TICKET_SEE), customer_id)
    if (told := request.GET.get("state")) and STATE.read(told) != told:
        raise Problem(422, "invalid", errors=[{"parameter": "state", "detail": "This is not among its values."}])
    rows = of_customer_found(customer, request.user, Filters(request, STATE)).listed()
    page = page_of(request, rows, OF_CUSTOMER)
    items = [TicketRow.model_validate(ticket_facts(row)) for row in page.rows]
    return Page[TicketRow](items=items, next=page.next_cursor)


@routes.thing("/tickets/{int:ticket_id}", Perm.TICKET_SEE, kind="ticket")
def ticket(request: StaffRequest, ticket_id: int) -> TicketOut:
    """One ticket, with what can be done now."""
    found = the_ticket(request, ticket_id)
    offers = offers_of(found, request.user, request.company.modules)
    return TicketOut.model_validate(
        ticket_facts(found)
        | {
            "channel": found.channel,
            "description": found.description,
            "contact": Label.of(found.contact),
            "subscription": Label.of(found.subscription),
            "opened_as": type_label(found.opened_as),
            "opened_by": Label.of(found.opened_by),
            "negotiated_at": found.negotiated_at,
            "stopped_at": found.stopped_at,
            "follows": Label.of(found.follows),
            "followed_by": [Label(id=one.pk, label=str(one)) for one in found.followed_by.order_by("id")],
            "order": _order(request, found),
            "closings": [_closing(one) for one in TicketClosing.all_of(found)],
            "actions": actions_of(offers, ACTIONS, ticket_id=ticket_id, customer_id=found.customer_id),
        }
    )


def _closing(one: TicketClosing) -> TicketClosingOut:
    return TicketClosingOut(
        id=one.pk,
        outcome=one.outcome,
        opened_type=type_label(one.opened_type),
        type=type_label(one.type),
        text=one.text,
        is_visible=one.is_visible,
        at=one.at,
        by=Label(id=one.by.pk, label=str(one.by)),
        reopened_at=one.reopened_at,
        reopened_by=Label.of(one.reopened_by),
        reopen_reason=one.reopen_reason,
    )


def _order(request: StaffRequest, found: Ticket) -> Label | None:
    """For who sees orders, where there is a workshop."""
    if found.order_id is None or "workshop" not in request.company.modules:
        return None
    return Label.of(ServiceOrder.objects.visible_to(request.user).filter(pk=found.order_id).first())
