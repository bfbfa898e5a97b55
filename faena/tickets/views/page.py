"""One ticket: what comes next, the conversation with its customer, its properties (C10, C16–C18)."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.agenda.models import Visit
from faena.billing.standing import unpaid_of
from faena.cases.views import visits_of
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.named import Named
from faena.notifications.models import Message
from faena.orders.models import ServiceOrder
from faena.tickets.actions.comments import speaker
from faena.tickets.conversation import FILTERS, conversation
from faena.tickets.deadlines import deadline_of
from faena.tickets.forms.handling import CommentForm
from faena.tickets.history import files_of, of_ticket, opened
from faena.tickets.models import CommentFile, Ticket, TicketClosing
from faena.tickets.next_step import next_step
from faena.tickets.offers import offers_of
from faena.tickets.views.common import the_ticket

TURNED = "newest"  # in the address: the newest first


@requires(Perm.TICKET_SEE)
@require_GET
def ticket(request: StaffRequest, ticket_pk: int) -> HttpResponse:
    """One page with everything of a ticket. `?history=customer`: the turns of one side; `?page=`: those before a
    cursor; `?order=newest`: the newest first."""
    found = the_ticket(request, ticket_pk)
    visits, attached = visits_of(found), files_of(found)
    offers, talk = offers_of(found, request.user, request.company.modules), _talk(request, found, visits, attached)
    page = {
        "ticket": found,
        "customer": found.customer,
        "offers": offers,
        "next": next_step(found, offers, talk["talk"], visits),
        "composer": CommentForm(auto_id="say_%s") if offers.can("comment") else None,
        "visits": visits,
        "attachments": [one for one in attached if one.file.is_attachment],
    }
    return render(request, "tickets/ticket.html", {**page, **talk, **_around(request, found)})


def _talk(request: StaffRequest, found: Ticket, visits: list[Visit], files: list[CommentFile]) -> dict[str, Any]:
    """The part of the conversation that the address asks for."""
    filtered = request.GET.get("history", "")
    filtered = filtered if filtered in FILTERS else ""
    talk = conversation(found, visits, files, filtered=filtered, cursor=request.GET.get("page", ""))
    return {
        "talk": talk,
        "filtered": filtered,
        "filters": FILTERS,
        "turned": request.GET.get("order") == TURNED,
        "mails": Message.objects.named_by(talk.events),
    }


def _around(request: StaffRequest, found: Ticket) -> dict[str, Any]:
    """What the ticket's properties show (C16, C18): who is called, its date, its closings, the last one first, its
    order in the workshop, the contacts of its customer, and what is left to pay for its plan, for who may see that."""
    bills = found.subscription is not None and may(request.user, Perm.BILLING_SEE)
    return {
        "speaker": speaker(found),
        "deadline": deadline_of(found),
        "closings": TicketClosing.all_of(found),
        "order": _order(request, found),
        "followed_by": _followed_by.rows(ticket=found.pk),
        "contacts": list(found.customer.contacts.order_by("name", "id")),
        "unpaid": unpaid_of(found.subscription, request.user) if bills and found.subscription else None,
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
