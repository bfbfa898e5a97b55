"""Home put together: the tiles, the one list behind them, and what follows where nothing waits (B15)."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.accounts.models import User
from faena.agenda.models import Visit
from faena.company.models import Company
from faena.gate.grants import Perm, may
from faena.home import attention, care
from faena.home.money import Sums, receipts_of_today
from faena.home.tiles import (
    COLLECTED,
    FIELD,
    Tile,
    collected,
    is_in_field,
    label_of,
    tile,
    tiles_of,
    whole_list,
    worklists_of,
)
from faena.home.worklist import MOST, SHOWN, Item, Match, counted, in_order
from faena.lib.pages import Count

ALL, MINE = "all", "mine"
VISITS = ("visits", "visits-tomorrow")
OF_MINE = ("own", "tickets-mine", "tickets-unclaimed", *VISITS)
NOUNS: dict[str, Callable[[int], str]] = {
    "order": lambda number: ngettext("%(num)s order", "%(num)s orders", number),
    "ticket": lambda number: ngettext("%(num)s ticket", "%(num)s tickets", number),
    "visit": lambda number: ngettext("%(num)s visit", "%(num)s visits", number),
}


@dataclass(frozen=True)
class FirstPage:
    """`need`: what the list shows: ALL, MINE or one worklist. `others`: how many cases it has beside `items`, under
    `more_url`; `whole_url`: the list of orders, tickets or payments that shows all of one worklist. `total`: of what
    the reader sees first; `mine`: of what is his own, None for who can have nothing. `coming`: the next visits, where
    nothing waits."""

    tiles: list[Tile]
    need: str
    is_filtered: bool
    title: str
    items: list[Item]
    others: int
    more_url: str
    whole_url: str
    total: Count
    mine: Count | None
    coming: list[Item]


@dataclass(frozen=True)
class _View:
    """What one reader asks for. `asked`: the worklists that are read; `default`: what he sees first."""

    need: str
    default: str
    tiles: tuple[str, ...]
    asked: tuple[str, ...]

    def lists(self, need: str) -> tuple[str, ...]:
        if need == ALL:
            return self.asked
        if need == MINE:
            return tuple(name for name in self.asked if name in OF_MINE)
        return VISITS if need == "visits" else (need,)


def first_page(user: User, company: Company, need: str, *, more: bool) -> FirstPage:
    """`need` as it stands in the address: what is no worklist of this reader shows what he sees first. `more`: all that
    are counted, not the first few. A fixed number of queries, however much there is."""
    view, sums, most = _view(user, company, need), Sums(company), MOST if more else SHOWN
    matches, visits = _matches(user, view.asked)
    found: dict[str, list[Match]] = {name: [] for name in view.asked}
    for match in matches:
        found[match.worklist].append(match)
    tiles = [
        collected(user, sums, view.need) if name == COLLECTED else tile(name, found, sums, view.need)
        for name in view.tiles
    ]
    if view.need == COLLECTED:
        items, count = receipts_of_today(user, most), tiles[-1].count
        title = f"{label_of(COLLECTED)}: {tiles[-1].note}"
    else:
        wanted = [match for name in view.lists(view.need) for match in found[name]]
        items, count = _items(user, wanted, matches, visits, most, view.need), counted(wanted)
        title = _title(view.need, count)
    total = counted([match for name in view.lists(view.default) for match in found[name]])
    mine = view.lists(MINE)
    clear = not items and view.need == view.default and may(user, Perm.AGENDA_SEE) and company.has_care
    return FirstPage(
        tiles,
        view.need,
        view.need not in (ALL, MINE),
        title,
        items,
        others=max(0, count.number - len(items)),
        more_url=f"?{urlencode({'need': view.need, 'more': 1})}",
        whole_url=whole_list(view.need, user),
        total=total,
        mine=counted([match for name in mine for match in found[name]]) if mine else None,
        coming=care.coming(user) if clear else [],
    )


def _view(user: User, company: Company, need: str) -> _View:
    """A technician's home begins with his own, and counts no more than that unless everything is asked for."""
    known = worklists_of(user, company)
    tiles, default = tiles_of(user, known), MINE if is_in_field(user) else ALL
    need = need if need in (*known, *tiles, ALL, MINE) else default
    own = default == MINE and need != ALL
    return _View(need, default, tiles, tuple(name for name in known if not own or name in (*FIELD, need)))


def _matches(user: User, names: tuple[str, ...]) -> tuple[list[Match], list[Visit]]:
    """What every worklist has; and the visits, which are read at once."""
    tickets = tuple(name for name in names if name.startswith("tickets-"))
    orders = tuple(name for name in names if not name.startswith(("tickets-", "visits")))
    found, visits = care.visits(user, names)
    return [*attention.matches(user, orders), *care.matches(user, tickets), *found], visits


def _items(
    user: User, wanted: list[Match], matches: list[Match], visits: list[Visit], most: int, need: str
) -> list[Item]:
    """The first of the wanted ones as rows. What a case is on besides says how urgent it is. A kind of which there is
    none costs no query; whichever of them are among the first, the others cost the same."""
    cases = {match.case for match in wanted}
    by_due = need == MINE or need in FIELD
    order = in_order((match for match in matches if match.case in cases), by_due=by_due)[:most]
    keys = {kind: {pk for one, pk in order if one == kind} for kind in {match.kind for match in wanted}}
    positions = {match.pk for match in matches if match.worklist == "tickets-unclaimed"}
    rows = {
        "order": attention.items(user, keys["order"]) if "order" in keys else {},
        "ticket": care.items(user, keys["ticket"], positions) if "ticket" in keys else {},
        "visit": care.visit_items(user, visits, keys.get("visit", ())),
    }
    return [rows[kind][pk] for kind, pk in order if pk in rows[kind]]


def _title(need: str, count: Count) -> str:
    if need in (ALL, MINE):
        return ngettext("%(num)s case needs you", "%(num)s cases need you", count.number) % {"num": count}
    kind = "ticket" if need.startswith("tickets-") else "visit" if need.startswith("visits") else "order"
    return _("%(worklist)s: %(cases)s") % {
        "worklist": _("My visits") if need == "visits" else label_of(need),
        "cases": NOUNS[kind](count.number) % {"num": count},
    }
