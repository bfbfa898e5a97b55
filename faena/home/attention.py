"""Worklists of the workshop: orders that need somebody now, each row one tap from its action (B15).
`orders/needs.py` says which orders are on which; the list of orders shows the whole worklist."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.gate.offers import Offer, Offers
from faena.gate.roles import Role
from faena.lib.pages import Count
from faena.orders.models import ServiceOrder
from faena.orders.needs import NEEDS, with_money
from faena.orders.offers import offers_of

SHOWN = 5
MOST = 100  # counted on one worklist
OWN = ("visits-mine", "visits-tomorrow", "mine", "tickets-mine", "tickets-unclaimed")


# What an order of a worklist asks for: which of its offers stands on its row.
NEXT_STEPS = {
    "mine": "status",
    "late": "status",
    "terms": "sign",
    "parts": "status",
    "unpaid": "collect",
    "ready": "close",
    "technician": "assign",
}


@dataclass(frozen=True)
class Item:
    """One row: an order, and the one thing to do with it; None for whoever may not."""

    order: ServiceOrder
    offer: Offer | None


@dataclass(frozen=True)
class Worklist:
    """One list: the first few items, how many there are, and the address of all of them. `module`: whether they are
    orders or tickets (home/care.py); "agenda": a technician's visits."""

    name: str
    title: Any
    icon: str
    tone: str
    items: list[Any]
    count: Count
    url: str
    module: str = "workshop"

    @property
    def is_own(self) -> bool:
        """What the reader has himself, or what waits for his like: it comes before what the house needs."""
        return self.name in OWN

    @property
    def has_more(self) -> bool:
        return self.count.number > len(self.items)


def worklists(user: User) -> list[Worklist]:
    """A technician's own work first; then what is late, unsigned, waiting, unpaid, ready, and without technician. Empty
    worklists are left out. One query for each worklist and one for what is shown, however much there is."""
    seen = ServiceOrder.objects.visible_to(user)
    repairs = user.role == Role.TECHNICIAN
    rows_by_name = {name: need.of(seen).order_by(*need.order) for name, need in NEEDS.items()}
    if repairs:
        soonest = F("promised_at").asc(nulls_last=True)
        rows_by_name = {"mine": seen.open().filter(technician=user).order_by(soonest, "id")} | rows_by_name
    keys = {name: list(rows.values_list("pk", flat=True)[: MOST + 1]) for name, rows in rows_by_name.items()}
    shown = {key for found in keys.values() for key in found[:SHOWN]}
    shown_of = ("customer", "device", "technician", "charge", "status", "signature")
    orders = with_money(seen).select_related(*shown_of).in_bulk(shown)
    offers = {key: _offers_of(order, user) for key, order in orders.items()}
    return [
        Worklist(
            name,
            *_looks(name),
            items=[_item(name, orders[key], offers[key]) for key in found[:SHOWN] if key in orders],
            count=Count(min(len(found), MOST), len(found) > MOST),
            url=f"{reverse('orders:list')}?{urlencode(_question(name, repairs))}",
        )
        for name, found in keys.items()
        if found
    ]


def _looks(name: str) -> tuple[Any, str, str]:
    if name == "mine":
        return pgettext("orders", "Mine"), "wrench", "blue"
    need = NEEDS[name]
    return need.label, need.icon, need.tone


def _offers_of(order: Any, user: User) -> Offers:
    order.account.paid = order.received  # read with it, so nobody asks for each
    return offers_of(order, user)


def _item(name: str, order: ServiceOrder, offers: Offers) -> Item:
    """Before it is collected, somebody has to say how much."""
    step = "value" if name == "unpaid" and order.account.amount is None else NEXT_STEPS[name]
    return Item(order, offers.can(step))


def _question(name: str, repairs: bool) -> dict[str, str]:
    """What the list of orders is asked for to show the whole worklist; it shows technicians their own unless told."""
    if name == "mine":
        return {"technician": "me"}
    return {"needs": name} | ({"technician": "all"} if repairs else {})
