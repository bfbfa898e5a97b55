"""The orders that need somebody now, for home (B15). `orders/needs.py` says what an order needs; the list of orders
filters by the same."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.gate.offers import Offer
from faena.home.worklist import LEAST_CHIPS, MOST, Chip, Item, Match, Rank, age, late
from faena.lib.dates import relative_moment
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.orders.models import WORKING_STAGES, ServiceOrder, Stage, Status, StatusEntry
from faena.orders.needs import NEEDS, RECEIVED, inactive, with_money
from faena.orders.offers import step_of
from faena.ui.jinja import url

# What a technician has himself, by stage; the other two are `own`, all of it, and what of it is late.
OF_STAGES = {
    "own-diagnosis": [Stage.RECEIVED, Stage.DIAGNOSING],
    "own-repairing": [Stage.REPAIRING],
    "own-ready": [Stage.READY],
}
OF_NEEDS = {"own-late": "late", "own-parts": "parts"}
OWN = ("own", *OF_NEEDS, *OF_STAGES)
# What a need leads to; the first one that the reader may take is the next step of an order.
STEPS = {
    "remind": "tell",
    "terms": "sign",
    "unpaid": "collect",
    "ready": "close",
    "technician": "assign",
    "parts": "status",
}
# The columns that a row and the offer on it need.
ON_ROWS = (
    *("number", "stage", "promised_at", "terms", "device__kind", "device__brand", "device__model"),
    *("customer__name", "customer__phone", "opened_at"),
    *("technician__name", "technician__role", "technician__is_active", "signature__id"),
    *("status__name", "status__stage", "status__waits_for_parts"),
    *("charge__account", "charge__currency", "charge__amount", "charge__cancelled_at"),
)


def matches(user: User, names: tuple[str, ...]) -> list[Match]:
    """The first orders of each worklist, one more than are counted; one query for all of them, and one that says which
    statuses wait for a part."""
    if not names:
        return []
    statuses = {f"status{row}": key for row, key in enumerate(_waiting.keys())}
    found = defaultdict(list)
    for name, due, since, key, left, currency in _first.rows(
        names, scope(user, Perm.ORDER_SEE), len(statuses), user=user.pk, now=timezone.now(), **statuses
    ):
        rank = Rank.LATE if name in ("late", "own-late") else Rank.OPEN
        found[name].append(Match(name, "order", key, rank, due, since, left, currency))
    return [match for name in names for match in sorted(found[name], key=_turn)[: MOST + 1]]


def items(user: User, keys: Collection[int]) -> dict[int, Item]:
    """These orders as rows, with all that each needs: one query."""
    rows = _shown.rows(keys=keys, now=timezone.now())
    for order in rows:
        order.account.paid = order.received  # type: ignore[attr-defined]  # read with it, so nobody asks for each
    return {order.pk: _item(order, user) for order in rows}


def _item(order: ServiceOrder, user: User) -> Item:
    needs = [name for name in NEEDS if getattr(order, f"needs_{name}")]
    chips = [chip for name in needs for chip in _chips(name, order)]
    chips += _facts(order, needs)[: max(0, LEAST_CHIPS - len(chips))]
    return Item(
        "order",
        "smartphone",
        order,
        str(order.device),
        url("orders:sheet", order.pk),
        order.customer,
        chips=chips,
        offer=_next_step(order, user, needs),
    )


def _chips(name: str, order: ServiceOrder) -> list[Chip]:
    """What one need says of an order."""
    need, since = NEEDS[name], age(order.status_since or order.opened_at)  # type: ignore[attr-defined]  # read with it
    if name == "late" and order.promised_at:
        return [late(order.promised_at)]
    if name == "parts":
        return [Chip(pgettext("waiting for", "Part %(time)s") % {"time": since}, need.tone, need.icon)]
    if name not in ("unpaid", "ready"):
        return [Chip(need.label, need.tone, need.icon)]
    ready = Chip(pgettext("order", "Ready, %(time)s") % {"time": since}, need.tone, "circle-check")
    return [ready, _owed(order)] if name == "unpaid" else [ready]


def _owed(order: ServiceOrder) -> Chip:
    left = order.account.balance
    if left is None:
        return Chip(_("to be diagnosed"))
    return Chip(_("%(amount)s due") % {"amount": format_money(left, order.currency, active_language())})


def _facts(order: ServiceOrder, needs: list[str]) -> list[Chip]:
    """What is said of an order that has fewer reasons: its date while it can be kept, and its status."""
    facts = []
    if order.promised_at and order.is_working and "late" not in needs:
        when = relative_moment(order.promised_at, timezone.localdate(), active_language(), brief=True)
        facts = [Chip(when[:1].upper() + when[1:], "grey", "clock")]
    if {"parts", "unpaid", "ready"}.isdisjoint(needs):
        facts.append(Chip(order.status_name, order.tone, order.icon))
    return facts


def _next_step(order: ServiceOrder, user: User, needs: list[str]) -> Offer | None:
    """Before it is collected, somebody has to say how much."""
    for name in STEPS:
        if name in needs:
            step = "value" if name == "unpaid" and order.account.amount is None else STEPS[name]
            if offer := step_of(order, user, step):
                return offer
    return step_of(order, user, "status")


def _on_worklists(ask: Any, names: tuple[str, ...], reach: Scope, waiting: int) -> "list[QuerySet[Any, Any]]":
    """(worklist, promised for, since, key, left to pay, its currency) of the first orders of each, as far as somebody
    sees them, in the pieces of `_apart`; one more than are counted."""
    user, promised_at = ask("user", User._meta.pk), ServiceOrder._meta.get_field("promised_at")
    seen, now = reached(ServiceOrder.objects.all(), reach, user), ask("now", promised_at)
    found = []
    for name in names:
        owed = (F("charge__amount") - RECEIVED, F("charge__currency")) if name == "unpaid" else NOTHING
        since = _status_since() if name in ("parts", "own-parts") else F("opened_at")
        rows = _own(seen.filter(technician=user), name, now) if name in OWN else NEEDS[name].at(seen, now)
        values = rows.order_by(*_order(name)).values_list(Value(name, CharField()), "promised_at", since, "pk", *owed)
        found += [values.filter(piece)[: MOST + 1] for piece in _apart(ask, name, waiting)]
    return found


def _own(rows: Any, name: str, now: Any) -> Any:
    """Of a technician's orders, those of one worklist."""
    if name in OF_NEEDS:
        return NEEDS[OF_NEEDS[name]].at(rows.open(), now)
    return rows.open().filter(stage__in=OF_STAGES[name]) if name in OF_STAGES else rows.open()


def _apart(ask: Any, name: str, waiting: int) -> list[Q]:
    """A worklist in pieces, of each of which an index has the first ones in their order, however many orders there are.
    `waiting`: how many statuses mean that a part is waited for."""
    if name == "parts":
        return [Q(status=ask(f"status{row}", Status._meta.pk)) for row in range(waiting)]
    if name == "technician":
        left = ServiceOrder.objects.filter(technician__in=inactive(), stage__in=WORKING_STAGES)
        return [*(Q(technician=None, stage=stage) for stage in WORKING_STAGES), Q(pk__in=left.values("pk"))]
    return [Q()]


def _order(name: str) -> tuple[Any, ...]:
    if name == "own":
        return F("promised_at").asc(nulls_last=True), "id"
    return NEEDS[OF_NEEDS.get(name, name)].order if name not in OF_STAGES else ("id",)


def _turn(match: Match) -> tuple[Any, ...]:
    """By what `_order` sorts an order: the pieces of a worklist come one after the other."""
    if match.worklist in ("own", "late", "own-late"):
        return match.due is None, match.due or datetime.min, match.pk
    return (match.pk,)


def _status_since() -> Any:
    """Since when an order has the status that it has: its newest one, or its opening."""
    newest = StatusEntry.objects.filter(order=OuterRef("pk"), withdrawn_at=None).order_by("-happened_at", "-id")
    return Coalesce(Subquery(newest.values("happened_at")[:1]), F("opened_at"))


NOTHING = Value(0, BigIntegerField()), Value("", CharField())
_PROMISED = ServiceOrder._meta.get_field("promised_at")
_waiting = NamedValues(lambda _ask: Status.objects.filter(waits_for_parts=True).order_by("pk").values_list("pk"))
_first = NamedValues(_on_worklists)
_shown: Named[ServiceOrder] = Named(
    lambda ask: (
        with_money(ServiceOrder.objects.filter(AmongKeys()))
        .annotate(
            status_since=_status_since(),
            **{
                f"needs_{name}": Case(
                    When(need.when(ask("now", _PROMISED)), then=True), default=False, output_field=BooleanField()
                )
                for name, need in NEEDS.items()
            },
        )
        .select_related("customer", "device", "technician", "charge", "status", "signature")
        .only(*ON_ROWS)
    )
)
