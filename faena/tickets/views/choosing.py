"""A new ticket that begins without its customer: he is found first (C1), then the ticket is opened on his page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.search import LONGEST_QUERY, SHORTEST_QUERY, find
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import search_text

MOST_FOUND = 12


@requires(Perm.TICKET_OPEN)
@require_GET
def choose_customer(request: StaffRequest) -> HttpResponse:
    """Who asks for something? By name, phone, document, login, protocol: whatever he is found by."""
    wanted = search_text(request, longest=LONGEST_QUERY)
    hits = find(wanted, user=request.user, limit=MOST_FOUND + 1, country=request.company.country)
    context = {
        "q": wanted,
        "hits": hits[:MOST_FOUND],
        "more": len(hits) > MOST_FOUND,
        "is_short": 0 < len(wanted) < SHORTEST_QUERY,
    }
    return render(request, "tickets/choose.html", context)
