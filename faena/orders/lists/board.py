"""The board of the workshop: what the list of orders finds, as cards, in a lane for each open stage.

It costs the same however many orders are open. Of each lane the first MOST are read, those promised soonest before
those without a promise, and COUNT_CAP are counted and summed: one query each for all lanes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, F, OuterRef, Subquery, When
from django.db.models import Sum as Total
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from faena.accounts.models import User
from faena.cash.payment_options import rate_of_the_day
from faena.cash.totals import in_one
from faena.company.models import Company
from faena.lib import pages
from faena.lib.dates import format_age, format_duration
from faena.lib.locales import active_language
from faena.lib.money import exponent, format_money, format_whole
from faena.lib.named import AmongKeys, Ask, Named, asked_for_each
from faena.notifications.models import Message
from faena.orders.lists.orders import first_photo, status_since
from faena.orders.models import OPEN_STAGES, OrderQuerySet, ServiceOrder, Stage, Status, Telling
from faena.orders.models.statuses import STAGE_ICONS, TONES
from faena.orders.needs import NEEDS, RECEIVED, with_money
from faena.orders.offers import step_of
from faena.ui.listing import Choice

MOST = 20  # cards of a lane
SHOWN = 6  # of them before "See 4 more"
REASONS = ("late", "terms", "parts")  # of orders/needs.py: what a card says; its lane and its money say the others
ASKS_CUSTOMER = (Stage.WAITING, Stage.READY)  # here it matters whether the customer was told
# What the buttons of a phone call the stages.
SHORT = {
    Stage.RECEIVED: pgettext_lazy("lane", "New"),
    Stage.DIAGNOSING: pgettext_lazy("lane", "Check"),
    Stage.WAITING: pgettext_lazy("lane", "Approve"),
    Stage.REPAIRING: pgettext_lazy("lane", "Repair"),
    Stage.READY: pgettext_lazy("lane", "Ready"),
}
# The lane that a phone shows; a desk shows all.
LANE = Choice(
    "stage",
    gettext_lazy("Stage"),
    [("", pgettext_lazy("orders", "Open")), *((stage.value, stage.label) for stage in OPEN_STAGES)],
    in_tabs=True,
)


class Chip(NamedTuple):
    """Why a card needs somebody, in words; the tone says what it means."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Card:
    """`age`: for how long it has had its status. `photo`: key of the first one of the newest status that has any.
    `move`: the page that gives it another status, "" where the reader may not; `next`: the same with the one that comes
    next chosen."""

    order: Any
    chips: list[Chip]
    age: str
    photo: int | None
    amount: str
    is_unset: bool
    is_paid: bool
    move: str
    next: str


class Money(NamedTuple):
    """What is left to pay, in whole units and to the cent; "" where it is not known."""

    whole: str = ""
    exact: str = ""


@dataclass(frozen=True)
class Lane:
    """`status`: what a card dropped here is given, None where the company has none of this stage."""

    stage: Stage
    cards: Sequence[Card]
    count: pages.Count
    money: Money
    status: Status | None

    @property
    def label(self) -> str:
        return str(self.stage.label)

    @property
    def short(self) -> str:
        return str(SHORT[self.stage])

    @property
    def icon(self) -> str:
        return STAGE_ICONS[self.stage]

    @property
    def tone(self) -> str:
        return TONES[self.stage]

    @property
    def first(self) -> Sequence[Card]:
        return self.cards[:SHOWN]

    @property
    def folded(self) -> Sequence[Card]:
        return self.cards[SHOWN:]

    @property
    def has_others(self) -> bool:
        """Whether only the list shows them all."""
        return self.count.is_capped or self.count.number > len(self.cards)


@dataclass(frozen=True)
class Board:
    """`count`, `money`: over all lanes."""

    lanes: Sequence[Lane]
    count: pages.Count
    money: Money

    @property
    def technicians(self) -> list[User]:
        """Who has one of the cards."""
        people = [card.order.technician for lane in self.lanes for card in lane.cards]
        return list({person.pk: person for person in people if person}.values())


def board_of(rows: OrderQuerySet, user: User, company: Company, *, is_search: bool = False) -> Board:
    """The open ones of `rows`. `is_search`: they were found by words, which is asked once; of what a word finds that
    stands everywhere the newest are shown."""
    keys: list[int] = []
    if is_search:
        newest = rows.filter(stage__in=OPEN_STAGES).order_by("-id")
        keys = list(newest.values_list("pk", flat=True)[: pages.COUNT_CAP + 1])
        rows = ServiceOrder.objects.filter(AmongKeys())
    first, sums = _first(rows, keys), _sums(rows, keys)
    statuses = {Stage(status.stage): status for status in reversed(_statuses.rows())}
    cards = _read([key for of_lane in first.values() for key in of_lane], user, statuses)
    written = Writer(company, sums.values())
    lanes = [
        Lane(
            stage,
            [cards[key] for key in first[stage] if key in cards],
            _count([sums[stage]]),
            written.money([sums[stage]]),
            statuses.get(stage),
        )
        for stage in OPEN_STAGES
    ]
    return Board(lanes, _count(sums.values()), written.money(sums.values()))


# --- which cards --------------------------------------------------------------------------------------------


def _first(rows: OrderQuerySet, keys: Collection[int]) -> dict[Stage, list[int]]:
    """The keys of the first cards of each lane."""
    found: dict[Stage, list[tuple[bool, Any, int]]] = {stage: [] for stage in OPEN_STAGES}
    for stage, key, promised_at in asked_for_each(halves(rows, _LANE), "stage", OPEN_STAGES, keys=keys):
        found[Stage(stage)].append((promised_at is None, promised_at or datetime.min, key))
    return {stage: [key for *_order, key in sorted(of_lane)[:MOST]] for stage, of_lane in found.items()}


def halves(rows: OrderQuerySet, stage: Any) -> list[Any]:
    """The first cards of a lane: those that have a promise, and those that have none. Each half is walked by an index,
    wherever an engine puts nothing in its order."""
    lane = rows.filter(stage=stage).values_list("stage", "pk", "promised_at")
    return [
        lane.filter(promised_at__isnull=False).order_by("promised_at", "id")[:MOST],
        lane.filter(promised_at=None).order_by("id")[:MOST],
    ]


# --- how many, and how much ---------------------------------------------------------------------------------


class Sum(NamedTuple):
    """Of the orders of a lane in one currency: how many, of how many the amount is known, what is left to pay."""

    currency: str
    number: int
    priced: int
    left: int


def _sums(rows: OrderQuerySet, keys: Collection[int]) -> dict[Stage, list[Sum]]:
    counted = rows.filter(stage=_LANE).order_by("-id").values("pk")[: pages.COUNT_CAP + 1]
    sums = (
        ServiceOrder.objects.filter(pk__in=counted)
        .order_by()
        .values("stage", currency=F("charge__currency"))
        .annotate(number=Count("pk"), priced=Count("charge__amount"), left=Total(F("charge__amount") - RECEIVED))
        .values_list("stage", "currency", "number", "priced", "left")
    )
    found: dict[Stage, list[Sum]] = {stage: [] for stage in OPEN_STAGES}
    for stage, currency, number, priced, left in asked_for_each([sums], "stage", OPEN_STAGES, keys=keys):
        found[Stage(stage)].append(Sum(currency, number, priced, int(left or 0)))
    return found


def _count(lanes: Iterable[Sequence[Sum]]) -> pages.Count:
    """Over these lanes, each counted to COUNT_CAP."""
    numbers = [sum(one.number for one in sums) for sums in lanes]
    return pages.Count(
        sum(min(number, pages.COUNT_CAP) for number in numbers), any(number > pages.COUNT_CAP for number in numbers)
    )


class Writer:
    """Writes sums in the company's own currency by the rate of the day; what no rate converts stands beside it."""

    def __init__(self, company: Company, lanes: Iterable[Sequence[Sum]]) -> None:
        self.own = company.currency
        is_foreign = any(one.currency != self.own and one.left for sums in lanes for one in sums)
        self.rate = rate_of_the_day(company) if is_foreign else None

    def money(self, lanes: Iterable[Sequence[Sum]]) -> Money:
        """Nothing is said where there are more orders than are counted."""
        sums = [one for of_lane in lanes for one in of_lane]
        if not sums or _count(lanes).is_capped:
            return Money()
        if not any(one.priced for one in sums):
            return Money(_("to be diagnosed"))
        by_currency: dict[str, int] = {}
        for one in sums:
            by_currency[one.currency] = by_currency.get(one.currency, 0) + one.left
        total, rest = in_one(by_currency, self.own, self.rate)
        amounts = ({self.own: total} if total or not rest else {}) | rest
        return Money(*(" + ".join(_each(amounts, write)) for write in (format_whole, format_money)))


def _each(amounts: dict[str, int], write: Callable[[int, str, str], str]) -> list[str]:
    return [write(amount, currency, active_language()) for currency, amount in amounts.items()]


# --- what a card says ---------------------------------------------------------------------------------------


def _read(keys: Sequence[int], user: User, statuses: dict[Stage, Status]) -> dict[int, Card]:
    return {order.pk: _card(order, user, statuses) for order in _cards.rows(keys=keys, now=timezone.now())}


def _card(order: Any, user: User, statuses: dict[Stage, Status]) -> Card:
    order.account.paid = order.received  # read with it, so nobody asks for each
    offer = step_of(order, user, "status")
    stage = _after(order)
    following = statuses.get(stage) if stage else None
    left = order.account.balance
    return Card(
        order=order,
        chips=_chips(order),
        age=_brief(timezone.now() - order.status_since),
        photo=order.photo_pk,
        amount=_("to be diagnosed") if left is None else _figure(left, order.currency),
        is_unset=left is None,
        is_paid=left == 0 and bool(order.account.amount),
        move=offer.url if offer else "",
        next=(f"{offer.url}?status={following.pk}" if following else offer.url) if offer else "",
    )


def _after(order: Any) -> Stage | None:
    """The stage that follows; what waits for a part goes on being repaired. None for what only has to be fetched."""
    if order.stage == Stage.READY:
        return None
    if order.status and order.status.waits_for_parts:
        return Stage.REPAIRING
    return OPEN_STAGES[OPEN_STAGES.index(Stage(order.stage)) + 1]


def _chips(order: Any) -> list[Chip]:
    chips = [_reason(name, order) for name in REASONS if getattr(order, f"needs_{name}")]
    return chips + ([_told(order)] if order.stage in ASKS_CUSTOMER else [])


def _reason(name: str, order: Any) -> Chip:
    need, text = NEEDS[name], str(NEEDS[name].label)
    if name == "late":
        span = format_age(timezone.now() - order.promised_at, active_language())
        text = pgettext("order", "Late %(time)s") % {"time": span}
    elif name == "parts":
        text = pgettext("waiting for", "Part")
    return Chip(text, need.tone, need.icon)


def _told(order: Any) -> Chip:
    """Whether the customer was written to about the status that the order has."""
    if order.told == Telling.Channel.WHATSAPP:
        return Chip(_("Told by WhatsApp"), "grey", "check-check")
    if order.told == Telling.Channel.MAIL:
        return Chip(_("Told by e-mail"), "grey", "check-check")
    return Chip(pgettext("customer", "Not told"), "grey", "bell-off")


def _brief(span: timedelta) -> str:
    """`4 d`, `3 h`, `20 min`."""
    return _("%(num)s d") % {"num": span.days} if span.days > 0 else format_duration(span)


def _figure(amount: int, currency: str) -> str:
    """Without cents where there are none."""
    is_whole = amount % 10 ** exponent(currency) == 0
    return (format_whole if is_whole else format_money)(amount, currency, active_language())


_LANE = Ask("stage", ServiceOrder._meta.get_field("stage"))
_PROMISED = ServiceOrder._meta.get_field("promised_at")
_telling = (
    Telling.objects.filter(order=OuterRef("pk"), entry__status=OuterRef("status"), entry__withdrawn_at=None)
    .exclude(message__state=Message.State.FAILED)
    .order_by("-id")
)
_cards: Named[ServiceOrder] = Named(
    lambda ask: (
        with_money(ServiceOrder.objects.filter(AmongKeys()))
        .annotate(
            status_since=status_since(),
            photo_pk=Subquery(first_photo),
            told=Subquery(_telling.values("channel")[:1]),
            **{
                f"needs_{name}": Case(
                    When(NEEDS[name].when(ask("now", _PROMISED)), then=True), default=False, output_field=BooleanField()
                )
                for name in REASONS
            },
        )
        .select_related("customer", "device", "technician__photo", "charge", "status", "signature")
    )
)
# The first one of each stage is what a card dropped there is given.
_statuses: Named[Status] = Named(
    lambda _ask: (
        Status.objects.offered().filter(waits_for_parts=False, stage__in=OPEN_STAGES).order_by("position", "id")
    )
)
