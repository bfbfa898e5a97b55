"""What is known from closed tickets: the texts that say what solved them (C13), opened type × closed type (B3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.lib import pages
from faena.lib.named import Named, by_key
from faena.lib.pages import Ways
from faena.lib.text import fold
from faena.lib.trigrams import containing
from faena.tickets.models import TicketClosing, TicketType
from faena.tickets.models.handling import ClosingQuerySet
from faena.ui.columns import Column
from faena.ui.jinja import day
from faena.ui.listing import DAYS, Choice, DayFilter, Filters, Listing, Sort

SOLUTIONS = Listing(
    TicketClosing,
    [
        Column("closed", _("Closed"), lambda closing: closing.at, at="meta", on_page=lambda closing: day(closing.at)),
        Column("protocol", _("Protocol"), lambda closing: str(closing.ticket), at="title"),
        Column(
            "customer", _("Customer"), lambda closing: closing.ticket.customer.name, at="meta", look="is-long", width=32
        ),
        Column("opened_as", _("Opened as"), lambda closing: str(closing.opened_type)),
        Column(
            "closed_as",
            _("Closed as"),
            lambda closing: str(closing.type),
            at="meta",
            on_page=lambda closing: closing.type.name,
        ),
        Column(
            "outcome",
            _("Outcome"),
            lambda closing: closing.get_outcome_display(),
            at="status",
            tone=lambda closing: closing.outcome_tone,
        ),
        Column("text", _("Closing text"), lambda closing: closing.text),
        Column("solution", _("What solved it, or why nothing did"), at="sub", look="is-solution"),
        Column("by", _("Closed by"), lambda closing: closing.by.name),
        Column("reopened", _("Reopened"), lambda closing: closing.reopened_at),
    ],
    page=("protocol", "outcome", "solution", "closed_as", "customer", "closed"),
    newest=Sort(_("Newest first"), ("-at", "-id")),
    oldest=Sort(_("Oldest first"), ("at", "id")),
)
MOST_WORDS = 8  # of a search


def solution_fields() -> list[Choice | DayFilter]:
    """By closing type and outcome; types that something was closed with, retired ones too."""
    types = [("", _("Any type")), *((one.pk, str(one)) for one in _used.rows())]
    outcomes = [("", _("Any outcome")), *TicketClosing.Outcome.choices]
    return [Choice("type", _("Closed as"), types), Choice("outcome", _("Outcome"), outcomes), *DAYS]


_used: Named[TicketType] = Named(
    lambda _ask: (
        TicketType.objects.filter(Exists(TicketClosing.objects.filter(type=OuterRef("pk"))))
        .select_related("parent__parent")
        .order_by("position", "id")
    )
)


def solutions_found(user: User, filters: Filters, *, newest: int = 0) -> ClosingQuerySet:
    """Also by parts of words in any order; each closing of a ticket that was reopened since, too. `newest`: so many at
    most of those that have the words."""
    rows = TicketClosing.objects.visible_to(user).filter(filters.within("at"))
    rows = containing(rows, "text_key", fold(filters.q).split()[:MOST_WORDS], newest=newest)
    if filters["type"]:
        rows = rows.filter(type=int(filters["type"]))
    return rows.filter(outcome=filters["outcome"]) if filters["outcome"] else rows


def by_words(rows: ClosingQuerySet, order: Sequence[str]) -> Ways[TicketClosing]:
    """The words are looked for once: the keys that they find, up to one more than are counted, are page and count."""
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[: pages.COUNT_CAP + 1])
    count = pages.Count(min(len(keys), pages.COUNT_CAP), len(keys) > pages.COUNT_CAP)
    return Ways(lambda _order, most: by_key(rows, keys[:most]), lambda: count)


# --- as what they were opened and closed (B3) ---------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """So many times a ticket was opened as one thing and closed as another, or as the same."""

    opened: TicketType
    closed: TicketType
    number: int

    @property
    def is_same(self) -> bool:
        return self.opened == self.closed


PAIRS = [
    Column("opened", _("Opened as"), lambda pair: str(pair.opened), at="title"),
    Column("closed", _("Closed as"), lambda pair: str(pair.closed), at="sub"),
    Column("changed", at="desk"),
    Column("number", _("Tickets"), lambda pair: pair.number, at="amount", align="right"),
]


def pair_fields() -> list[DayFilter]:
    """Of the last thirty days unless asked otherwise."""
    first = (timezone.localdate() - timedelta(days=30)).isoformat()
    return [replace(DAYS[0], default=first), DAYS[1]]


def pairs_found(user: User, filters: Filters) -> list[Pair]:
    """Of what was closed from–to, the most frequent first, also what was reopened since; to a technician, of what he
    closed himself."""
    closings = TicketClosing.objects.reported_to(user).filter(filters.within("at"))
    counted = closings.order_by().values("opened_type", "type").annotate(number=Count("pk"))
    rows = list(counted.order_by(F("number").desc(), "opened_type", "type"))
    keys = {row[name] for row in rows for name in ("opened_type", "type")}
    types = TicketType.objects.select_related("parent__parent").in_bulk(keys)
    return [Pair(types[row["opened_type"]], types[row["type"]], row["number"]) for row in rows]
