"""The life of an order as one list, newest first: what its customer was told, what the workshop noted, money, files,
visits and every other change. What a row says is not said again by the event that wrote it down."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.journal.models import Event
from faena.journal.rendering import EventLine, render_event
from faena.orders.actions.files import ATTACHED
from faena.orders.actions.telling import CONFIRMED, REMINDED, VERBS
from faena.orders.models import InternalEntry, OrderFile, StatusEntry

FILTERS: dict[str, Any] = {
    "customer": _("Customer"),
    "workshop": pgettext_lazy("filter of the history", "Workshop"),
    "money": pgettext_lazy("order", "Money"),
}
SHOWN = 5  # entries on the sheet itself
MORE = 20  # further ones at a time

TOLD = {*VERBS.values(), REMINDED}
_FOR_CUSTOMER = {
    *TOLD,
    "order.opened",
    "order.opened_from",
    "order.status_added",
    "order.status_edited",
    "order.status_withdrawn",
    "order.status_restored",
    "order.status_undone",
    "order.photos_attached",
    "order.photo_withdrawn",
    "order.photo_restored",
    "order.link_sent",
    "order.visit_booked",
    "order.signed",
    "order.signed_on_own_phone",
    "order.signed_on_paper",
    "order.closed",
    "order.reopened",
    "order.voided",
}
_OF_MONEY = ("payment.", "change.", "receipt.", "part.", "charge.", "order.value_set")


@dataclass
class Told:
    """How the customer was written to about a status. `sent`: who said that the message in WhatsApp was sent."""

    line: EventLine
    sent: EventLine | None = None

    @property
    def is_mail(self) -> bool:
        return "message_id" in self.line.event.facts


@dataclass(frozen=True)
class HistoryItem:
    """One entry. `place`: where it stands, by moment, event and row. It shows a `row` (a status for the customer, an
    internal status, an attachment) or an `event`; `told`: how the customer was written to about a status."""

    place: tuple[int, int, int]
    filter: str
    at: datetime
    row: Any = None
    event: Event | None = None
    told: Sequence[Told] = ()

    @property
    def kind(self) -> str:
        """status, internal, file or event: which way it is drawn."""
        kinds: dict[type, str] = {StatusEntry: "status", InternalEntry: "internal", OrderFile: "file"}
        return kinds.get(type(self.row), "event")

    @property
    def line(self) -> EventLine:
        assert self.event is not None
        return render_event(self.event)

    @property
    def cursor(self) -> str:
        return ".".join(map(str, self.place))


@dataclass(frozen=True)
class HistoryPage:
    """`earlier`: the cursor of what follows, "" where nothing does; `left`: how many entries that is."""

    items: list[HistoryItem]
    earlier: str
    left: int


def items_of(
    events: Sequence[Event],
    entries: Iterable[StatusEntry],
    internal: Iterable[InternalEntry],
    files: Collection[OrderFile],
) -> list[HistoryItem]:
    """All of them, newest first. `events`: about the order and its account, oldest first."""
    statuses, notes = {row.pk: row for row in entries}, {row.pk: row for row in internal}
    rows: dict[str, dict[int, Any]] = {"order.status_added": statuses, "order.internal_added": notes}
    drawn: list[HistoryItem] = []
    places: dict[tuple[type, int], int] = {}
    told: dict[int, list[Told]] = {}
    opened: dict[int, Told] = {}  # in WhatsApp
    for event in events:
        about = event.facts.get("entry_id", 0)
        row = rows.get(event.verb, {}).get(about)
        if row is not None:
            places[type(row), row.pk] = event.pk
        elif event.verb in TOLD and about in statuses:
            written = opened[event.facts.get("telling_id", 0)] = Told(render_event(event))
            told.setdefault(about, []).insert(0, written)
        elif event.verb == CONFIRMED and event.facts["telling_id"] in opened:
            opened[event.facts["telling_id"]].sent = render_event(event)
        elif not (files and event.verb in ATTACHED):
            drawn.append(_item(event.happened_at, event.pk, 0, _filter_of(event.verb), event=event))
    for row in (*statuses.values(), *notes.values()):
        is_status = isinstance(row, StatusEntry)
        lines = told.get(row.pk, ()) if is_status else ()
        number, filtered = places.get((type(row), row.pk), 0), "customer" if is_status else "workshop"
        drawn.append(_item(row.happened_at, number, row.pk, filtered, row=row, told=lines))
    for one in files:
        drawn.append(_item(one.file.created_at, 0, one.pk, "customer" if one.is_visible else "workshop", row=one))
    return sorted(drawn, key=lambda item: item.place, reverse=True)


def page_of(items: Sequence[HistoryItem], filtered: str, before: str) -> HistoryPage:
    """Those of one filter ("" for all), from a cursor on; from the newest where the cursor is none."""
    kept = [item for item in items if not filtered or item.filter == filtered]
    place = place_of(before)
    if place is not None:
        kept = [item for item in kept if item.place < place]
    size = SHOWN if place is None else MORE
    shown, left = kept[:size], len(kept[size:])
    return HistoryPage(shown, shown[-1].cursor if left else "", left)


def _item(at: datetime, event_pk: int, row_pk: int, filtered: str, **shown: Any) -> HistoryItem:
    return HistoryItem((int(at.timestamp() * 1_000_000), event_pk, row_pk), filtered, at, **shown)


def _filter_of(verb: str) -> str:
    if verb.startswith(_OF_MONEY):
        return "money"
    return "customer" if verb in _FOR_CUSTOMER else "workshop"


def place_of(cursor: str) -> tuple[int, int, int] | None:
    """None for what is no cursor."""
    numbers = cursor.split(".")
    if len(cursor) > 60 or len(numbers) != 3 or not all(one.isdecimal() and one.isascii() for one in numbers):
        return None
    moment, event, row = map(int, numbers)
    return moment, event, row
