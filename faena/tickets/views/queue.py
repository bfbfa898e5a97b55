"""The queue (C19): what I have, what lies with my positions until somebody takes it, and everything in my reach; by
type, status, city, priority, date and destination, the overdue first. While it stands open it refreshes its rows where
they stand and says how many have come since, so that nothing moves under a finger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import views_of
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.roles import Role
from faena.lib.pages import PAGE_SIZE
from faena.tickets import needs
from faena.tickets.lists.found import ALL, MINE, THEIRS, Found
from faena.tickets.lists.tickets import (
    CLOSED,
    CLOSED_ONES,
    QUEUE,
    Pile,
    pile_field,
    piles_of,
    queue_views,
    ticket_fields,
    why_found,
)
from faena.tickets.models import Ticket, TicketClosing, TicketQuerySet
from faena.tickets.offers import row_offers
from faena.tickets.views.several import together
from faena.ui.called import opens_called
from faena.ui.listing import Filters, ShownList, file_form

SLACK = timedelta(minutes=1)  # what was being written when the page was read
HANDLERS = (Role.OPERATOR, Role.TECHNICIAN)  # who begin with what is theirs


@requires(Perm.TICKET_SEE, gives_file=True)
@page_or_file
@opens_called
def queue(request: StaffRequest) -> HttpResponseBase:
    """Tickets in the reader's reach; those that are closed under a filter. `format=csv`: the same as a file. `seen`:
    the page is open already, with these rows."""
    user = request.user
    asked = Filters(request, *ticket_fields(user))
    found = Found(user, asked)
    is_closed = asked["state"] == CLOSED
    piles = [] if is_closed else piles_of(found)
    whose = ALL if is_closed else _whose(request, user, piles)
    filters = Filters(request, *asked.fields, pile_field(piles), whose=whose if piles else "")
    listing, rows = CLOSED_ONES if is_closed else QUEUE, found.on(whose)
    if file_form(request):
        return exported(request, listing.file(request, rows.shown(), _("Tickets")), filters)
    shown = listing.show(request, rows.listed(), filters, ways=None if is_closed else found.ways(whose))
    shown = replace(shown, views=[*queue_views(piles, shown), *views_of("tickets:queue", user)])
    return render(request, "tickets/queue.html", {"tabs": piles, **_page(request, shown, rows, whose)})


def _page(request: StaffRequest, shown: ShownList, rows: TicketQuerySet, whose: str) -> dict[str, Any]:
    user, now, takes = request.user, timezone.now(), needs.taking(request.user)
    there, gone, news = _seen(request, shown, rows)
    country = request.company.country
    return {
        "listing": replace(shown, rows=there),
        "endings": _endings(there) if shown.filters["state"] == CLOSED else {},
        "whose": whose,
        "offers": {ticket.pk: row_offers(ticket, user, takes=True) for ticket in there if takes(ticket)},
        "reasons": why_found(there, shown.filters.q, user, country),
        "together": None if shown.filters["state"] == CLOSED else together(request),
        "gone": gone,
        "news": news,
        "again_url": _again_url(request, shown, whose, there, now),
    }


def _whose(request: StaffRequest, user: User, piles: list[Pile]) -> str:
    """The pile that was asked for; else who handles tickets begins with his own if he has any, then with those of his
    positions, and everybody else with all."""
    if (asked := request.GET.get("whose", "")) in {pile.name for pile in piles}:
        return asked
    there = {pile.name: pile.count.number for pile in piles}
    if user.role not in HANDLERS:
        return ALL
    return MINE if there[MINE] else THEIRS if there[THEIRS] else ALL


def _endings(rows: list[Ticket]) -> dict[int, TicketClosing]:
    """How each of them was closed."""
    return {one.ticket_id: one for one in TicketClosing.objects.valid().filter(ticket__in=rows).select_related("type")}


# --- while the page stands open -----------------------------------------------------------------------------


def _seen(request: HttpRequest, shown: ShownList, rows: TicketQuerySet) -> tuple[list[Ticket], set[int], int]:
    """The rows that the open page has, as they are now and where they stood; which of them do not belong to this list
    any more; and how many have come to its page since. Of a page that is opened: its own rows."""
    since = _moment(request.GET.get("at", ""))
    if since is None:
        return shown.rows, set(), 0
    keys = [int(key) for key in request.GET.get("seen", "").split(".")[:PAGE_SIZE] if key.isdecimal() and len(key) < 19]
    now = rows.filter(pk__in=keys).listed().in_bulk() if keys else {}
    left = [key for key in keys if key not in now]
    there = now | Ticket.objects.visible_to(request.user).filter(pk__in=left).listed().in_bulk() if left else now
    came = [row for row in shown.rows if row.pk not in keys and row.holding and row.holding.since >= since - SLACK]
    return [there[key] for key in keys if key in there], set(left), len(came)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() else None
    except (ValueError, OverflowError, OSError):
        return None


def _again_url(request: HttpRequest, shown: ShownList, whose: str, rows: list[Ticket], now: datetime) -> str:
    """Where the open page asks for its rows once more: what it shows, and since when."""
    asks = shown.question | {"whose": whose, "at": request.GET.get("at") or str(int(now.timestamp()))}
    asks |= {"page": request.GET["page"]} if "page" in request.GET else {}
    return f"{shown.path}?{urlencode(asks | {'seen': '.'.join(str(row.pk) for row in rows)})}"
