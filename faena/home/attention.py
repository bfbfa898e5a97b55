"""Worklists of the workshop: orders that need somebody now, each row one tap from its action (B15).
`orders/needs.py` says which orders are on which; the list of orders shows the whole worklist."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.gate.offers import Offer
from faena.gate.roles import Role
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.lib.pages import Count
from faena.orders.models import WORKING_STAGES, ServiceOrder, Status
from faena.orders.needs import NEEDS, inactive, with_money
from faena.orders.offers import step_of

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


# The columns that a row and the offer on it need.
ON_ROWS = (
    *("number", "stage", "promised_at", "terms", "customer__name", "device__kind", "device__brand", "device__model"),
    *("technician__name", "technician__role", "technician__is_active", "status__name", "signature__id"),
    *("charge__account", "charge__currency", "charge__amount", "charge__cancelled_at"),
)


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


def _on_worklists(ask: Any, names: tuple[str, ...], reach: Scope, waiting: int) -> "list[QuerySet[Any, Any]]":
    """(worklist, when promised, key) of the first orders of each, as far as somebody sees them, in the pieces of
    `_apart`; one more than are counted."""
    user, promised_at = ask("user", User._meta.pk), ServiceOrder._meta.get_field("promised_at")
    seen, now = reached(ServiceOrder.objects.all(), reach, user), ask("now", promised_at)
    found = []
    for name in names:
        rows = seen.open().filter(technician=user) if name == "mine" else NEEDS[name].at(seen, now)
        values = rows.order_by(*_order(name)).values_list(Value(name, CharField()), "promised_at", "pk")
        found += [values.filter(piece)[: MOST + 1] for piece in _apart(ask, name, waiting)]
    return found


def _apart(ask: Any, name: str, waiting: int) -> list[Q]:
    """A worklist in pieces, of each of which an index has the first ones in their order, however many orders there are.
    `waiting`: how many statuses mean that a part is waited for."""
    if name == "parts":
        return [Q(status=ask(f"status{place}", Status._meta.pk)) for place in range(waiting)]
    if name == "technician":
        left = ServiceOrder.objects.filter(technician__in=inactive(), stage__in=WORKING_STAGES)
        return [*(Q(technician=None, stage=stage) for stage in WORKING_STAGES), Q(pk__in=left.values("pk"))]
    return [Q()]


def _order(name: str) -> tuple[Any, ...]:
    return (F("promised_at").asc(nulls_last=True), "id") if name == "mine" else NEEDS[name].order


def _first_of(user: User, names: tuple[str, ...]) -> dict[str, list[int]]:
    """The keys of the first orders of each worklist, one more than are counted: one query for all of them."""
    statuses = {f"status{place}": key for place, key in enumerate(_waiting.keys())}
    reach, now = scope(user, Perm.ORDER_SEE), timezone.now()
    found = defaultdict(list)
    for name, promised_at, key in _first.rows(names, reach, len(statuses), user=user.pk, now=now, **statuses):
        found[name].append((_turn(name, promised_at, key), key))
    return {name: [key for _turn, key in sorted(found[name])[: MOST + 1]] for name in names}


def _turn(name: str, promised_at: datetime | None, key: int) -> tuple[Any, ...]:
    """By what `_order` sorts an order: the pieces of a worklist come one after the other."""
    if name in ("mine", "late"):
        return promised_at is None, promised_at, key
    return (-key if name == "technician" else key,)


_waiting = NamedValues(lambda _ask: Status.objects.filter(waits_for_parts=True).order_by("pk").values_list("pk"))
_first = NamedValues(_on_worklists)
_shown: Named[ServiceOrder] = Named(
    lambda _ask: (
        with_money(ServiceOrder.objects.filter(AmongKeys()))
        .select_related("customer", "device", "technician", "charge", "status", "signature")
        .only(*ON_ROWS)
    )
)


def worklists(user: User) -> list[Worklist]:
    """A technician's own work first; then what is late, unsigned, waiting, unpaid, ready, and without technician. Empty
    worklists are left out. One query says which rows are where, one more what is shown, however much there is."""
    repairs = user.role == Role.TECHNICIAN
    names = ["mine", *NEEDS] if repairs else [*NEEDS]
    keys = _first_of(user, tuple(names))
    shown = {key for found in keys.values() for key in found[:SHOWN]}
    orders = {order.pk: order for order in _shown.rows(keys=shown)} if shown else {}
    for order in orders.values():
        order.account.paid = order.received  # type: ignore[attr-defined]  # read with it, so nobody asks for each
    return [
        Worklist(
            name,
            *_looks(name),
            items=[_item(name, orders[key], user) for key in found[:SHOWN] if key in orders],
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


def _item(name: str, order: ServiceOrder, user: User) -> Item:
    """Before it is collected, somebody has to say how much."""
    step = "value" if name == "unpaid" and order.account.amount is None else NEXT_STEPS[name]
    return Item(order, step_of(order, user, step))


def _question(name: str, repairs: bool) -> dict[str, str]:
    """What the list of orders is asked for to show the whole worklist; it shows technicians their own unless told."""
    if name == "mine":
        return {"technician": "me"}
    return {"needs": name} | ({"technician": "all"} if repairs else {})
