"""The tiles of home: six figures, each of which filters the one list. A tile at nought stays, so that none moves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from faena.accounts.models import User
from faena.agenda.lanes import key_of
from faena.cash.totals import collected_on
from faena.company.models import Company
from faena.gate.grants import Perm, Scope, may, scope
from faena.gate.roles import Role
from faena.home import attention
from faena.home.money import Sums
from faena.home.worklist import MOST, Match, age
from faena.lib.locales import active_language
from faena.lib.money import format_money, format_whole
from faena.lib.pages import Count
from faena.orders.needs import NEEDS
from faena.tickets.models import Priority

TILES = 6
COLLECTED = "collected"
LATE = ("late", "own-late", "tickets-late", "tickets-own-late")
# In the order in which tiles are given to a reader; the first ones of the modules that are switched on.
HOUSE = (
    *("late", "terms", "parts", "unpaid", "tickets-late", "technician"),
    *("tickets-unclaimed", "tickets-mine", "tickets-today", "tickets-urgent"),
)
FIELD = (
    *("own-late", "own-diagnosis", "own-parts", "visits", "tickets-mine", "tickets-unclaimed"),
    *("own-repairing", "own-ready", "own", "tickets-own-late", "visits-tomorrow"),
)
# What a worklist is called where no need of an order names it.
LABELS: dict[str, Any] = {
    "own": pgettext_lazy("orders", "Mine"),
    "own-late": NEEDS["late"].label,
    "own-diagnosis": gettext_lazy("To diagnose"),
    "own-parts": NEEDS["parts"].label,
    "own-repairing": pgettext_lazy("stage", "In repair"),
    "own-ready": pgettext_lazy("stage", "Ready"),
    "tickets-mine": gettext_lazy("My tickets"),
    "tickets-unclaimed": pgettext_lazy("tickets", "Unassigned"),
    "tickets-late": gettext_lazy("Overdue tickets"),
    "tickets-own-late": gettext_lazy("Overdue tickets"),
    "tickets-urgent": gettext_lazy("Urgent tickets"),
    "tickets-today": gettext_lazy("Tickets due today"),
    "tickets-idle": gettext_lazy("Tickets without an active assignee"),
    "visits": gettext_lazy("Visits today"),
    "visits-tomorrow": gettext_lazy("My visits tomorrow"),
    "visits-idle": gettext_lazy("Visits without an active technician"),
    COLLECTED: gettext_lazy("Collected today"),
}
# What the queue of tickets is asked for to show the whole worklist.
QUEUE = {
    "tickets-mine": {"whose": "mine"},
    "tickets-own-late": {"whose": "mine", "due": "late"},
    "tickets-unclaimed": {"whose": "positions"},
    "tickets-late": {"due": "late", "whose": "all"},
    "tickets-urgent": {"priority": str(Priority.URGENT), "whose": "all"},
    "tickets-today": {"due": "today", "whose": "all"},
    "tickets-idle": {"destination": "idle", "whose": "all"},
}


@dataclass(frozen=True)
class Tile:
    """`count`: of what it filters; `figure`: how many these are, or how much; `full`: the same to the last cent, ""
    where the figure says it all."""

    name: str
    label: Any
    count: Count
    figure: str
    note: str
    url: str
    full: str = ""
    is_red: bool = False
    is_zero: bool = False
    is_pressed: bool = False


def is_in_field(user: User) -> bool:
    """Whose home begins with what is theirs."""
    return user.role == Role.TECHNICIAN


def label_of(name: str) -> Any:
    return LABELS[name] if name in LABELS else NEEDS[name].label


def worklists_of(user: User, company: Company) -> tuple[str, ...]:
    """All that this reader can be shown, by the modules that are switched on and his rights."""
    field, names = is_in_field(user), []
    if company.has_workshop and may(user, Perm.ORDER_SEE):
        names += [*NEEDS, *(attention.OWN if field else ())]
    if company.has_care and may(user, Perm.TICKET_SEE):
        names += ["tickets-mine", "tickets-unclaimed"] if may(user, Perm.TICKET_HANDLE) else []
        names += ["tickets-own-late"] if field else ["tickets-late", "tickets-urgent", "tickets-today"]
        names += ["tickets-idle"] if scope(user, Perm.TICKET_HANDLE) is Scope.ALL else []
    if company.has_care and may(user, Perm.AGENDA_SEE):
        names += ["visits", "visits-tomorrow"] if field else []
        names += ["visits-idle"] if scope(user, Perm.AGENDA_ACT) is Scope.ALL else []
    return tuple(names)


def tiles_of(user: User, known: tuple[str, ...]) -> tuple[str, ...]:
    """Which tiles a reader has. Whoever may see what was collected has that as the last one."""
    if is_in_field(user):
        return tuple(name for name in FIELD if name in known)[:TILES]
    last = (COLLECTED,) if may(user, Perm.PAYMENT_SEE) else ()
    return (*[name for name in HOUSE if name in known][: TILES - len(last)], *last)


def tile(name: str, found: dict[str, list[Match]], sums: Sums, chosen: str) -> Tile:
    """How many cases a worklist has; of what is ready and unpaid, how much."""
    matches = found[name]
    count = Count(min(len(matches), MOST), len(matches) > MOST)
    is_red = bool(matches) and name in LATE
    one = Tile(
        name, label_of(name), count, str(count), "", _address(name), is_pressed=name == chosen, is_zero=not matches
    )
    if name != "unpaid" or not matches:
        note = _tomorrow_too(found) if name == "visits" else _note(name, matches) if matches else ""
        return replace(one, note=note, is_red=is_red)
    owed: dict[str, int] = {}
    for match in matches:
        owed[match.currency] = owed.get(match.currency, 0) + (match.left or 0)
    figure, full = _figure(owed, sums)
    orders = ngettext("%(num)s order", "%(num)s orders", count.number) % {"num": count}
    return replace(one, figure=figure + "+" * count.is_capped, note=orders, full=full)


def collected(user: User, sums: Sums, chosen: str) -> Tile:
    """What came in today and stayed."""
    receipts, net = collected_on(timezone.localdate(), user)
    figure, full = _figure(net, sums)
    return Tile(
        COLLECTED,
        label_of(COLLECTED),
        Count(receipts, is_capped=False),
        figure,
        ngettext("%(num)s receipt", "%(num)s receipts", receipts) % {"num": receipts},
        _address(COLLECTED),
        full,
        is_zero=not any(net.values()),
        is_pressed=chosen == COLLECTED,
    )


def _address(name: str) -> str:
    return f"?{urlencode({'need': name})}"


def _figure(by_currency: dict[str, int], sums: Sums) -> tuple[str, str]:
    """In the company's own currency, whole units; what no rate converts stands beside it."""
    language = active_language()
    total, rest = sums.in_one(by_currency)
    own = {sums.company.currency: total} if total or not rest else {}
    amounts = {**own, **rest}.items()
    whole = " + ".join(format_whole(amount, currency, language) for currency, amount in amounts)
    return whole, " + ".join(format_money(amount, currency, language) for currency, amount in amounts)


def _note(name: str, matches: list[Match]) -> str:
    """What is worst about them, or how many of them are new."""
    if name == "terms":
        today = sum(timezone.localdate(match.since) == timezone.localdate() for match in matches)
        return ngettext("%(num)s from today", "%(num)s from today", today) % {"num": today}
    if name in LATE:
        return pgettext("the latest of them", "longest: %(time)s") % {
            "time": age(min(match.due for match in matches if match.due))
        }
    return pgettext("the oldest of them", "up to %(time)s") % {"time": age(min(match.since for match in matches))}


def _tomorrow_too(found: dict[str, list[Match]]) -> str:
    """A technician sees what the next day brings (M30)."""
    more = len(found["visits-tomorrow"])
    return ngettext("%(num)s tomorrow", "%(num)s tomorrow", more) % {"num": more} if more else ""


def whole_list(name: str, user: User) -> str:
    """The address of the list that shows the whole worklist, "" where there is none. The list of orders shows
    technicians their own unless another is chosen."""
    addresses: dict[str, Callable[[], str]] = {
        COLLECTED: lambda: reverse("cash:list"),
        "visits": lambda: reverse("agenda:mine"),
        "visits-tomorrow": lambda: f"{_tomorrow()}?{urlencode({'goes': key_of(user)})}",
    }
    if name in addresses:
        return addresses[name]()
    if name in QUEUE:
        return f"{reverse('tickets:queue')}?{urlencode(QUEUE[name])}"
    if name not in (*NEEDS, *attention.OWN):
        return ""
    question = {"technician": "me"} if name in attention.OWN else {"technician": "all"} if is_in_field(user) else {}
    need = attention.OF_NEEDS.get(name, name if name in NEEDS else "")
    return f"{reverse('orders:list')}?{urlencode(({'needs': need} if need else {}) | question)}"


def _tomorrow() -> str:
    return reverse("agenda:day", args=[(timezone.localdate() + timedelta(days=1)).isoformat()])
