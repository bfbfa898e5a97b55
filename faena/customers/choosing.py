"""The page on which a customer is chosen to go on with: a ticket is opened for him, a visit booked. Rooms above say
what for, and where it leads (C1)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.customers.guessing import guess
from faena.customers.models import Customer
from faena.customers.search import LONGEST_QUERY, SHORTEST_QUERY, find
from faena.gate.context import Can
from faena.ui.answers import search_text
from faena.ui.called import called_on

MOST_FOUND = 12
LONGEST_CARRIED = 40
THEN = "then"  # in the address of the page that registers somebody new: for what


@dataclass(frozen=True)
class Purpose:
    """What a customer is chosen for. `route`: of the page of a customer that goes on with it; `carries`: what an
    address knows for it besides; `back`: where choosing begins; `lead`: what whoever registers somebody new reads.
    `case`: which of `carries` is the key of a case, where `route` is the case's and the customer comes as `?to=`."""

    route: str
    back: Callable[[Mapping[str, str]], str]
    lead: Any
    carries: tuple[str, ...] = ()
    case: str = ""

    def carried(self, known: Mapping[str, Any]) -> dict[str, str]:
        return {name: str(known[name])[:LONGEST_CARRIED] for name in self.carries if known.get(name)}

    def knows(self, known: Mapping[str, Any]) -> bool:
        """Whether the address names the case, where there is one."""
        return not self.case or re.fullmatch(r"[0-9]{1,18}", str(known.get(self.case, ""))) is not None

    def leads_to(self, customer: Customer, known: Mapping[str, Any]) -> str:
        if self.case:
            return f"{reverse(self.route, args=[int(known[self.case])])}?to={customer.pk}"
        page, carried = reverse(self.route, args=[customer.pk]), urlencode(self.carried(known))
        return f"{page}?{carried}" if carried else page


_purposes: dict[str, Purpose] = {}


def register(name: str, purpose: Purpose) -> None:
    """Doing it twice changes nothing."""
    _purposes[name] = purpose


def purpose_of(request: StaffRequest) -> Purpose | None:
    """For what somebody new is registered (`?then=ticket`); None where nothing goes on, or not for this reader."""
    purpose = _purposes.get(request.GET.get(THEN, ""))
    can = Can(request.user, request.company.modules)
    return purpose if purpose and purpose.knows(request.GET) and can.open(purpose.route, 0) else None


@dataclass(frozen=True)
class Choosing:
    """`purpose`: the name of a registered one. `back`: out of the page, to what is called `back_label`. `lead` stands
    above the search box, `invites` under it until something is typed. `carried`: what the address knows besides;
    `known`: what the purpose carries on, where that is more. `without`: the key of one who is not meant;
    `registers`: whether somebody new may be meant."""

    purpose: str
    title: str
    back: str
    back_label: str
    placeholder: str
    lead: str = ""
    invites: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    without: int | None = None
    registers: bool = True

    def leads_to(self, customer: Customer) -> str:
        """Where a customer's row leads."""
        return _purposes[self.purpose].leads_to(customer, {**self.carried, **self.known})

    def registering(self, wanted: str, country: str) -> str:
        """What the page that registers somebody new is told: what was typed, in its field, and what goes on then."""
        fresh = {name: text for name, text in guess(wanted, country).items() if name != "serial"}
        known = _purposes[self.purpose].carried({**self.carried, **self.known})
        return urlencode({**fresh, THEN: self.purpose, **known})


def choosing_page(request: StaffRequest, choosing: Choosing) -> HttpResponse:
    """By name, phone, document, login, protocol: whatever a customer is found by. Somebody new is registered, and it
    goes on with him."""
    wanted, country = search_text(request, longest=LONGEST_QUERY), request.company.country
    hits = find(wanted, user=request.user, limit=MOST_FOUND + 2, country=country)
    hits = [hit for hit in hits if hit.customer.pk != choosing.without][: MOST_FOUND + 1]
    context = {
        "choosing": choosing,
        "q": wanted,
        "called": called_on(request),
        "hits": hits[:MOST_FOUND],
        "more": len(hits) > MOST_FOUND,
        "is_short": 0 < len(wanted) < SHORTEST_QUERY,
        "registering": choosing.registering(wanted, country),
    }
    return render(request, "customers/choose.html", context)
