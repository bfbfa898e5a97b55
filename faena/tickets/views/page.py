"""One ticket: what is asked, what may be done with it, and its three views: Data, History, Contacts (C10, C16–C18)."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.cases.views import visits_of
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.rendering import render_event
from faena.lib.named import Named
from faena.notifications.models import Message
from faena.orders.models import ServiceOrder
from faena.tickets.history import attachments_of, of_ticket, opened, page_of
from faena.tickets.models import CommentFile, Ticket, TicketClosing
from faena.tickets.offers import offers_of
from faena.tickets.views.common import the_ticket

DATA, HISTORY, CONTACTS = "data", "history", "contacts"
NEWEST, OLDEST = "newest", "oldest"
ORDERS = {NEWEST: ("-happened_at", "-id"), OLDEST: ("happened_at", "id")}
AT_ONCE = 30  # entries of the history


@requires(Perm.TICKET_SEE)
@require_GET
def ticket(request: StaffRequest, ticket_pk: int) -> HttpResponse:
    """`?view=history|contacts`, else the data; `?order=oldest`: the history from its beginning."""
    found = the_ticket(request, ticket_pk)
    shown = VIEWS.get(request.GET.get("view", ""), _data)
    offers = offers_of(found, request.user, request.company.modules)
    page = {"ticket": found, "customer": found.customer, "offers": offers}
    return render(request, "tickets/ticket.html", page | shown(request, found))


def _data(request: StaffRequest, found: Ticket) -> dict[str, Any]:
    """C16: its visits, its order in the workshop, what is attached, and its closings, the one that stands first."""
    return {
        "view": DATA,
        "closings": TicketClosing.all_of(found),
        "order": _order(request, found),
        "visits": visits_of(found),
        "followed_by": _followed_by.rows(ticket=found.pk),
        "attachments": attachments_of(found),
    }


_followed_by: Named[Ticket] = Named(
    lambda ask: Ticket.objects.filter(follows=ask("ticket", Ticket._meta.pk)).order_by("id")
)


def _order(request: StaffRequest, found: Ticket) -> ServiceOrder | None:
    """What the workshop makes of it, for who sees orders."""
    if found.order_id is None or "workshop" not in request.company.modules:
        return None
    orders = ServiceOrder.objects.visible_to(request.user).select_related("status")
    return orders.filter(pk=found.order_id).first()


def _history(request: StaffRequest, found: Ticket) -> dict[str, Any]:
    """C17."""
    order = request.GET.get("order", "")
    order = order if order in ORDERS else NEWEST
    events = page_of(found, ORDERS[order], request.GET.get("page"), AT_ONCE)
    lines, mails = [render_event(event) for event in events.rows], Message.objects.named_by(events.rows)
    return {"view": HISTORY, "order": order, "lines": lines, "events": events, "mails": mails}


def _contacts(_request: StaffRequest, found: Ticket) -> dict[str, Any]:
    """C18."""
    return {"view": CONTACTS, "contacts": list(found.customer.contacts.order_by("name", "id"))}


VIEWS = {HISTORY: _history, CONTACTS: _contacts}


@requires(Perm.TICKET_SEE)
@require_GET
def entry(request: StaffRequest, ticket_pk: int, event_pk: int) -> HttpResponse:
    """One entry of the history, opened, between its neighbours (C17)."""
    found = the_ticket(request, ticket_pk)
    keys = list(of_ticket(found).values_list("pk", flat=True))
    if event_pk not in keys:
        raise Http404
    place = keys.index(event_pk)
    page = {
        "ticket": found,
        "entry": opened(of_ticket(found).get(pk=event_pk)),
        "place": place + 1,
        "number": len(keys),
        "before": keys[place - 1] if place else None,
        "after": keys[place + 1] if place + 1 < len(keys) else None,
    }
    return render(request, "tickets/entry.html", page)


@requires(Perm.TICKET_SEE)
@require_GET
def picture(request: StaffRequest, ticket_pk: int, picture_pk: int) -> HttpResponseBase:
    """A picture of a comment, whole or as a thumbnail (?size=thumb); an attachment, to be saved."""
    found = the_ticket(request, ticket_pk)
    kept = get_object_or_404(CommentFile.objects.select_related("file"), pk=picture_pk, comment__ticket=found)
    return respond(kept.file, "thumb" if request.GET.get("size") == "thumb" else "full")
