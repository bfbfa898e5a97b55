"""What becomes a notice, and how it is told. Rooms announce in apps.py which of their events reach whom, and what is
said of a thing to whoever may see it; actions know nothing of it, since each event is heard as it is recorded."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.journal.models import Event
from faena.journal.sentences import UNDOES
from faena.lib.refs import Ref
from faena.notifications.giving import give_notice, take_back
from faena.notifications.models import BELL_COUNTS, Notice

Readers = Callable[[Event], Collection[int]]
Told = Callable[[Any, Collection[int]], Mapping[int, str]]

# What a notice says; %(by)s: who caused it, %(thing)s: what it is about.
SENTENCES: dict[str, Any] = {
    Notice.Kind.ASSIGNED: gettext_lazy("%(by)s assigned %(thing)s to you"),
    Notice.Kind.FORWARDED: gettext_lazy("%(by)s forwarded %(thing)s to you"),
    Notice.Kind.QUEUED: gettext_lazy("%(by)s left %(thing)s to one of your positions"),
    Notice.Kind.MOVED: gettext_lazy("%(by)s moved %(thing)s"),
    Notice.Kind.CANCELLED: gettext_lazy("%(by)s cancelled %(thing)s"),
    Notice.Kind.MAIL_FAILED: gettext_lazy("The mail about %(thing)s did not leave"),
}
ICONS: dict[str, tuple[str, str]] = {
    Notice.Kind.ASSIGNED: ("user-check", "blue"),
    Notice.Kind.FORWARDED: ("send", "blue"),
    Notice.Kind.QUEUED: ("inbox", "grey"),
    Notice.Kind.MOVED: ("calendar-clock", "amber"),
    Notice.Kind.CANCELLED: ("ban", "grey"),
    Notice.Kind.MAIL_FAILED: ("triangle-alert", "red"),
}


@dataclass(frozen=True)
class Thing:
    """A kind of things that notices are about. told: of those with these keys a line about each that the user may see.
    name: what one is called where its label is a person's name, which is not kept here ("a customer")."""

    told: Told
    name: Any = ""


@dataclass(frozen=True)
class Shown:
    """A notice as its reader reads it. text: its sentence in three pieces, of which the middle is a number that never
    breaks; about: a line about the thing, "" where it is out of reach; then it has no `url` either."""

    notice: Notice
    text: tuple[str, str, str]
    about: str
    url: str
    icon: str
    tone: str


_gives: dict[str, list[tuple[str, Readers]]] = {}
_takes_back: dict[str, set[str]] = {}
_things: dict[str, Thing] = {}


def gives(verb: str, kind: str, to: Readers) -> None:
    """Events of this verb give a notice of this kind to the users whose keys `to(event)` names. Doing it twice changes
    nothing."""
    known = [one for one in _gives.get(verb, []) if one[0] != kind]
    _gives[verb] = [*known, (kind, to)]


def takes_back(verb: str, *kinds: str) -> None:
    """Where an event of this verb undoes another, what that one told under these kinds is not so any more."""
    _takes_back[verb] = set(kinds)


def register_thing(kind: str, thing: Thing) -> None:
    _things[kind] = thing


def hear(event: Event, about: Ref) -> None:
    """An event is being recorded: whoever it concerns is told. One that undoes another takes back what that one told,
    and tells nobody."""
    if event.facts.get(UNDOES):
        if kinds := _takes_back.get(event.verb):
            take_back(kinds, about, by=event.author_id)
        return
    thing = _things.get(about.kind)
    ref = Ref(about.kind, about.id) if thing and thing.name else about
    for kind, to in _gives.get(event.verb, ()):
        give_notice(kind, ref, to=to(event), by=event.author_id, at=event.at)


def bell_text(user: Any) -> str:
    """How many notices the bell shows: `3`, `9+`, or "" for none and in the user's quiet hours. It was read with the
    user (accounts.models), so nothing is asked here."""
    begins, ends = getattr(user, "quiet_from", None), getattr(user, "quiet_to", None)
    if begins is not None and ends is not None and is_between(timezone.localtime().time(), begins, ends):
        return ""
    unread = getattr(user, "unread_notices", 0)
    return f"{BELL_COUNTS}+" if unread > BELL_COUNTS else str(unread or "")


def is_between(now: time, begins: time, ends: time) -> bool:
    """Whether the clock stands in these hours, which may go over midnight."""
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def shown(rows: Iterable[Notice], user: Any, opens: Callable[[Ref | None], str]) -> list[Shown]:
    """The notices of a page, one query for each kind of things among them. `opens`: the page of a thing, where its door
    lets the reader in."""
    rows = list(rows)
    keys: dict[str, set[int]] = {}
    for row in rows:
        keys.setdefault(row.ref_kind, set()).add(row.ref_id or 0)
    told = {kind: _things[kind].told(user, some) for kind, some in keys.items() if kind in _things}
    return [_shown(row, told.get(row.ref_kind, {}).get(row.ref_id or 0), opens) for row in rows]


def by_day(lines: Iterable[Shown]) -> list[tuple[date, list[Shown]]]:
    """Under the day of the company's wall on which each came."""
    return [(day, list(some)) for day, some in groupby(lines, lambda one: timezone.localdate(one.notice.at))]


def _shown(row: Notice, about: str | None, opens: Callable[[Ref | None], str]) -> Shown:
    thing = _things.get(row.ref_kind)
    words = {
        "by": row.actor.name if row.actor else "Faena",
        "thing": row.ref_label or (thing and str(thing.name)) or _("something"),
    }
    icon, tone = ICONS[row.kind]
    url = opens(row.ref) if about is not None else ""
    text = str(SENTENCES[row.kind]) % words
    pieces = (text, "", "") if " " in words["thing"] else text.partition(words["thing"])
    return Shown(row, pieces, about or "", url, icon, tone)
