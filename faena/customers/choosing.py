"""The page on which a customer is chosen to go on with: a ticket is opened for him, a visit booked. Rooms above say
what for, and where it leads (C1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.customers.search import LONGEST_QUERY, SHORTEST_QUERY, find
from faena.ui.answers import search_text
from faena.ui.called import called_on

MOST_FOUND = 12


@dataclass(frozen=True)
class Choosing:
    """`leads_to`: where a customer's row leads. `back`: out of the page, to what is called `back_label`. `lead` stands
    above the search box, `invites` under it until something is typed. `carried`: what the address knows besides."""

    title: str
    back: str
    back_label: str
    placeholder: str
    leads_to: Callable[[Customer], str]
    lead: str = ""
    invites: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)


def choosing_page(request: StaffRequest, choosing: Choosing) -> HttpResponse:
    """By name, phone, document, login, protocol: whatever a customer is found by."""
    wanted = search_text(request, longest=LONGEST_QUERY)
    hits = find(wanted, user=request.user, limit=MOST_FOUND + 1, country=request.company.country)
    context = {
        "choosing": choosing,
        "q": wanted,
        "called": called_on(request),
        "hits": hits[:MOST_FOUND],
        "more": len(hits) > MOST_FOUND,
        "is_short": 0 < len(wanted) < SHORTEST_QUERY,
    }
    return render(request, "customers/choose.html", context)
