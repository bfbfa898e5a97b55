"""The one search of every page (Ctrl K): what the words find of everything that the reader may see, in groups; before
anything is typed, what he worked on last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.company.settings_pages import pages_for
from faena.customers.guessing import guess
from faena.customers.marking import cut
from faena.customers.models import Device
from faena.customers.search import OF_DEVICES, SHORTEST_QUERY, Hit, look_for
from faena.gate.context import Can
from faena.journal.models import Event
from faena.lib.phones import format_phone
from faena.lib.text import fold
from faena.ui import search
from faena.ui.called import things_coded
from faena.ui.jinja import url, url_if
from faena.ui.navigation import Menu, Navigation

OF_THEM = 3  # customers whose orders and tickets are shown too
LATEST = 60  # acts of the reader, in which the last things that he worked on are looked for
MOST_PAGES = 4

Parts = tuple[tuple[str, bool], ...]  # (text, is matched)


@dataclass(frozen=True)
class Row:
    """One hit: what it is, a line about it, its state in a word with a tone."""

    icon: str
    url: str
    title: Parts
    about: Parts = ()
    state: str = ""
    tone: str = "grey"


@dataclass(frozen=True)
class Group:
    """Hits of one kind; more: the list that has all of them, "" where all are here."""

    name: str
    label: str
    rows: Sequence[Row]
    more: str = ""


def find(request: StaffRequest, text: str) -> list[Group]:
    """What the text finds, the likeliest group first; then what can be done with the words. Six queries at most, one
    more for a telephone that is typed otherwise than it is kept."""
    if len(text) < SHORTEST_QUERY:
        return []
    user, company = request.user, request.company
    kinds = search.kinds_for(Can(user, company.modules), company.modules)
    found = look_for(text, user=user, retired=None, country=company.country)
    devices = [one for one in found.matches if one.field in OF_DEVICES][: search.FEW]
    people = [one for one in found.matches if one.field not in OF_DEVICES][: search.FEW]
    hits = found.shown([*people, *devices])
    wanted = search.Wanted(
        text=text,
        words=found.words,
        user=user,
        customers=[one.customer_id for one in people[:OF_THEM]],
        devices=[one.source_id for one in devices],
        keys={"protocol": [one.source_id for one in found.matches if one.field == "protocol"][: search.FEW]},
    )
    lines = search.find(kinds, wanted)
    groups = [_coded(request, text)]
    groups += [_of_kind(kind, lines.get(kind.name, []), wanted) for kind in kinds]
    groups.insert(2, _devices([hit for hit in hits if hit.is_device], wanted))
    customers = _customers([hit for hit in hits if not hit.is_device], text, company.country)
    is_name = any(hit.field in ("name", "trade_name") for hit in hits[:1])
    groups.insert(1 if is_name else 3, customers)
    return [group for group in [*groups, _pages(request, wanted.words), _actions(request, text)] if group.rows]


def latest(request: StaffRequest) -> list[Group]:
    """The last things on which the reader did something, the last one first, and what can be begun. Two queries."""
    user = request.user
    acts = Event.objects.filter(author=user).order_by("-id").values_list("about_kind", "about_id")[:LATEST]
    things = list(dict.fromkeys(acts))
    kinds = {kind.name: kind for kind in search.kinds_for(Can(user), request.company.modules)}
    keys: dict[str, list[int]] = {name: [key for kind, key in things if kind == name] for name in kinds}
    read = search.of_keys(list(kinds.values()), {name: some[: search.FEW] for name, some in keys.items()}, user)
    lines = {(line.kind, line.key): line for some in read.values() for line in some}
    rows = [_row(kinds[kind], lines[kind, key], []) for kind, key in things if (kind, key) in lines]
    groups = [Group("latest", _("Where you worked last"), rows[: 2 * search.FEW]), _actions(request, "")]
    return [group for group in groups if group.rows]


def _coded(request: StaffRequest, text: str) -> Group:
    things = things_coded(text, request.user, request.company.modules)
    return Group(
        "code", _("By this code"), [Row("qr-code", one.url, _plain(one.label), _plain(one.about)) for one in things]
    )


def _of_kind(kind: search.Kind, lines: Sequence[search.Line], wanted: search.Wanted) -> Group:
    """Open ones before those that are over, the newest first."""
    ordered = sorted(lines, key=lambda line: kind.shown(line).is_over)
    return Group(kind.name, str(kind.label), [_row(kind, line, wanted.words) for line in ordered[: search.FEW]])


def _row(kind: search.Kind, line: search.Line, words: Sequence[str]) -> Row:
    shown = kind.shown(line)
    title, about = cut(shown.title, list(words)), cut(shown.about, list(words))
    return Row(kind.icon, kind.url(line), title, about, shown.state, shown.tone)


def _devices(hits: Iterable[Hit], wanted: search.Wanted) -> Group:
    """Devices lead to their page, with every order in which they were here."""
    rows = []
    for hit in hits:
        assert isinstance(hit.device, Device)
        about = " · ".join(part for part in (hit.device.serial, hit.customer.name) if part)
        words = list(wanted.words)
        rows.append(
            Row("smartphone", url("home:device", hit.device.pk), cut(str(hit.device), words), cut(about, words))
        )
    return Group("device", _("Devices"), rows)


def _customers(hits: Sequence[Hit], text: str, country: str) -> Group:
    """By name, or by what else they were found by, which is said."""
    rows = []
    for hit in hits:
        customer, is_name = hit.customer, hit.field == "name"
        phone = format_phone(customer.phone, country) if customer.phone and hit.field != "phone" else ""
        about = _plain(" · ".join(part for part in (phone, str(customer.code)) if part))
        if not is_name:
            about = (*_plain(f"{hit.field_label}: "), *hit.parts, *(_plain(f" · {phone}") if phone else ()))
        title = hit.parts if is_name else _plain(customer.name)
        rows.append(Row("user-round", customer.as_ref.url, title, about, _("Retired") if customer.retired_at else ""))
    more = f"{url('customers:list')}?{urlencode({'q': text})}" if len(hits) >= search.FEW else ""
    return Group("customer", _("Customers"), rows, more)


def _pages(request: StaffRequest, words: Sequence[str]) -> Group:
    """Pages whose name has every word."""
    pages = [(link.icon, link.url, link.label) for link in _menu(request).links]
    pages += [(one.icon, url_if(one.url_name), str(one.label)) for one in pages_for(request.user, request.company)]
    named = [page for page in pages if page[1] and words and all(word in fold(page[2]) for word in words)]
    rows = [Row(icon, address, cut(label, list(words))) for icon, address, label in dict.fromkeys(named)]
    return Group("page", _("Pages"), rows[:MOST_PAGES])


def _actions(request: StaffRequest, text: str) -> Group:
    """What can be begun, with the words where they are of use."""
    begins = _menu(request).begins
    if not text:
        return Group("action", _("Begin"), [Row(one.icon, one.url, _plain(one.label)) for one in begins])
    fresh = {name: said for name, said in guess(text, request.company.country).items() if name != "serial"}
    begun_with = {url("customers:new"): fresh}
    rows = [
        Row(
            one.icon,
            f"{one.url}?{urlencode(begun_with.get(one.url, {'q': text}))}",
            _plain(_("%(act)s: “%(words)s”") % {"act": one.label, "words": text}),
        )
        for one in begins
    ]
    return Group("action", _("With these words"), rows)


def _menu(request: StaffRequest) -> Menu:
    modules = request.company.modules
    return Navigation(request).menu(Can(request.user, modules), modules)


def _plain(text: Any) -> Parts:
    return ((str(text), False),)
