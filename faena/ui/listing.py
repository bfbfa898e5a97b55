"""The one way in which every list works: its columns, what it may be filtered and sorted by, its pages, and the same
rows as CSV. A room declares its lists in lists.py:

    ORDERS = Listing(ServiceOrder, [Column("number", …), …], newest=Sort(_("Newest first"), ("-id",)), …)

and a view shows one:

    filters = Filters(request, *order_fields(request.user))
    rows = orders_found(request.user, filters)
    if file_form(request):
        return exported(request, ORDERS.file(request, rows, _("Orders")), filters)
    return render(request, "orders/list.html", {"listing": ORDERS.show(request, rows, filters)})

Everything that was chosen stands in the address, without what is the default; what nobody offered counts as not chosen.
The template puts it together from kit.filter_bar, kit.list_table, kit.list_foot and kit.no_match.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from faena.lib.dates import YEARS, day_span, format_day
from faena.lib.locales import active_language
from faena.lib.pages import Count, Page, Ways, capped_count, chunks, counted_page, keyset_page
from faena.ui.answers import search_text
from faena.ui.called import Called, called_on
from faena.ui.chosen_columns import FIELD, ColumnBox, chosen_columns
from faena.ui.columns import Column, Direction
from faena.ui.several import MOST, keys_of
from faena.ui.spreadsheets import ListFile

MOST_SORTS = 6
FORMS = ("csv", "xlsx")  # of a list's file


# --- what may be chosen -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sort:
    """`order` ends in the id and an index walks it. A nullable column needs `having` (the rows that have it), and
    `note` tells the reader that the others are not shown."""

    label: Any
    order: tuple[str, ...]
    having: Q | None = None
    note: Any = ""


@dataclass(frozen=True)
class Choice:
    """One of some (value, label); the default is one of them, "" unless told. `in_tabs`: the page shows it as tabs.
    `in_chips`: it stands above the search box, every choice in sight. `is_location`: one of them is always chosen, so
    it narrows nothing and is kept when the filters are cleared."""

    kind: ClassVar[str] = "choice"
    name: str
    label: Any
    options: Sequence[tuple[Any, Any]]
    default: str = ""
    in_tabs: bool = False
    in_chips: bool = False
    is_location: bool = False

    @property
    def folds(self) -> bool:
        """Whether a phone folds it away."""
        return not (self.in_tabs or self.in_chips)

    def read(self, text: str) -> str:
        return text if text in {str(value) for value, _label in self.options} else self.default

    def said(self, chosen: str) -> str:
        """What the page calls it."""
        return next((str(label) for value, label in self.options if str(value) == chosen), chosen)


@dataclass(frozen=True)
class DayFilter:
    """A day, as 2026-11-22; "" for none. With a default, who wants every day clears the field."""

    kind: ClassVar[str] = "day"
    name: str
    label: Any
    default: str = ""
    in_tabs: ClassVar[bool] = False
    in_chips: ClassVar[bool] = False
    folds: ClassVar[bool] = True
    is_location: ClassVar[bool] = False

    def read(self, text: str) -> str:
        return day.isoformat() if (day := _day(text)) else ""

    def said(self, chosen: str) -> str:
        """What the page calls it."""
        day = _day(chosen)
        return format_day(day, active_language()) if day else gettext("any day")


DAYS = (
    DayFilter("from", pgettext_lazy("days", "From")),
    DayFilter("to", pgettext_lazy("days", "to")),
)  # for Filters.within


class Filters:
    """What the reader asked for: `filters.q` is the search box, `filters["stage"]` one of the fields."""

    def __init__(self, request: HttpRequest, *fields: Choice | DayFilter, **known: str) -> None:
        """`known`: values that the page has found out itself, whatever the address says."""
        self._request, self.fields = request, fields
        self.q = search_text(request)
        self._values = {
            field.name: field.read(request.GET[field.name]) if field.name in request.GET else field.default
            for field in fields
        } | known

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def get(self, name: str) -> str:
        """Of a field that this list may not have: "" then."""
        return self._values.get(name, "")

    @cached_property
    def called(self) -> list[Called]:
        """What the words name exactly, by its number or code, whatever is chosen."""
        return called_on(self._request)

    @property
    def chosen(self) -> dict[str, str]:
        """The fields that are not at their default, for the address."""
        return {one.name: self[one.name] for one in self.fields if self[one.name] != one.default}

    @property
    def folded(self) -> int:
        """How many of the chosen ones a phone folds away."""
        return sum(1 for one in self.fields if one.name in self.chosen and one.folds)

    @property
    def question(self) -> dict[str, str]:
        """What of the address belongs to the filters: the words looked for, and the fields."""
        return ({"q": self.q} if self.q else {}) | self.chosen

    @property
    def location(self) -> dict[str, str]:
        """What of the address stays when the filters are cleared."""
        return {one.name: self[one.name] for one in self.fields if one.is_location and one.name in self.chosen}

    @property
    def in_words(self) -> str:
        """What was looked for and chosen, as the page says it: "Search: carmen · State: Closed"."""
        said = [gettext("Search: %(words)s") % {"words": self.q}] if self.q else []
        said += [f"{field.label}: {field.said(self[field.name])}" for field in self.fields if field.name in self.chosen]
        if picked := len(picked_in(self._request)):
            said.append(gettext("Chosen rows: %(num)s") % {"num": picked})
        return " · ".join(said)

    @property
    def narrows(self) -> bool:
        """Whether something was looked for or chosen."""
        return self.question != self.location

    def newest(self, most: int) -> int:
        """Of what a word finds that stands everywhere: a page looks at so many of the newest, a file at all (0)."""
        return 0 if file_form(self._request) else most

    def within(self, column: str, first: str = "from", last: str = "to") -> Q:
        """Rows whose moment in `column` lies in the days from `first` to `last`, both of them whole."""
        zone, found = timezone.get_current_timezone(), Q()
        assert isinstance(zone, ZoneInfo)
        if start := _day(self[first]):
            found &= Q(**{f"{column}__gte": day_span(start, zone)[0]})
        if end := _day(self[last]):
            found &= Q(**{f"{column}__lt": day_span(end, zone)[1]})
        return found


class Chip(NamedTuple):
    """A filter that is chosen, and the address of the list without it."""

    label: Any
    words: Any
    url_without: str


class View(NamedTuple):
    """Filters and a sort under a name: a tab of the list. It is the present one where all of them are chosen, and
    none of those in `unless`. `is_saved`: somebody did, and with its `pk` the reader may change it. `count`: how many
    rows it has, where the page knows; `url`: of a tab that keeps what is chosen otherwise."""

    label: Any
    question: Mapping[str, str]
    pk: int | None = None
    unless: tuple[str, ...] = ()
    is_saved: bool = False
    count: Any = None
    url: str = ""


# --- the list -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownList:
    """One page of a list, for the template. Addresses are "" where there is nothing to go to. `sum`: what all its rows
    come to, in words. `boxes`: the columns that its reader may choose; `changes`: what was chosen of them."""

    columns: Sequence[Column]
    rows: list[Any]
    count: Count
    filters: Filters
    sort: str
    sorts: list[tuple[str, Any]]
    note: Any
    path: str
    question: dict[str, str]
    newer_url: str
    older_url: str
    csv_url: str
    xlsx_url: str
    views: Sequence[View] = ()
    sum: str = ""
    boxes: Sequence[ColumnBox] = ()
    changes: str = ""

    def url_with(self, **changes: str) -> str:
        """The address of this list with something chosen otherwise, from its first page on."""
        return f"{self.path}?{urlencode(self.question | changes)}"

    @property
    def chips(self) -> list[Chip]:
        """What is chosen of the filters that fold away."""
        chosen, question = self.filters.chosen, self.question
        return [
            Chip(one.label, one.said(chosen[one.name]), self._url({**question, one.name: None}))
            for one in self.filters.fields
            if one.folds and one.name in chosen
        ]

    @property
    def tabs(self) -> list[tuple[Any, str, bool, Any]]:
        """The views, for kit.tabs."""
        return [
            (view.label, view.url or self._url(view.question), self.view is view, view.count) for view in self.views
        ]

    @property
    def view(self) -> View | None:
        """The present one: of those that fit, the first with most filters; a saved one before the room's."""
        chosen = self.question.items()
        fits = [v for v in self.views if v.question.items() <= chosen and not self.question.keys() & set(v.unless)]
        return max(fits, key=lambda view: (len(view.question), view.is_saved), default=None)

    def _url(self, question: Mapping[str, str | None]) -> str:
        chosen = {name: value for name, value in question.items() if value is not None}
        return f"{self.path}?{urlencode(chosen)}" if chosen else self.path

    @property
    def here(self) -> str:
        """What the address asks, for a form that leads back to this list."""
        return urlencode(self.question)

    @property
    def kept(self) -> dict[str, str]:
        """What a saved view keeps: what the address asks, and the columns."""
        return self.question | ({FIELD: self.changes} if self.changes else {})

    @property
    def is_filtered(self) -> bool:
        """Whether an empty page means that nothing matches, rather than that there is nothing yet."""
        return bool(self.filters.narrows or self.note)

    @property
    def clear_url(self) -> str:
        """This list without its filters."""
        return f"{self.path}?{urlencode(self.filters.location)}" if self.filters.location else self.path


class Listing:
    """A list of one kind of rows: its columns in the order of the file; `page`, the names of those that the page shows,
    where its order is another; `more`, of those that a reader may add, which must cost no query; its sorts by the name
    that they have in the address, the first being the usual."""

    def __init__(
        self,
        model: type[Model],
        columns: Sequence[Column],
        *,
        page: Sequence[str] = (),
        more: Sequence[str] = (),
        **sorts: Sort,
    ) -> None:
        if not 1 <= len(sorts) <= MOST_SORTS:
            raise ValueError(f"A list has one to {MOST_SORTS} sorts, not {len(sorts)}.")
        for name, sort in sorts.items():
            if not _is_indexed(model, sort.order):
                raise ValueError(f"No index of {model.__name__} walks the sort “{name}”: {sort.order}.")
        self.model, self.sorts = model, sorts
        self.columns = {column.name: column for column in columns}
        self.page = tuple(page) or tuple(column.name for column in columns if column.at)
        self.more = [self.columns[name] for name in more]
        if len(self.columns) < len(columns) or any(not self.columns[name].at for name in self.page):
            raise ValueError("Each column of a list has a name of its own, and those of the page have their place.")

    def on_page(self, *names: str) -> list[Column]:
        """The columns of a page that shows others than usual, in its order."""
        return [self.columns[name] for name in names or self.page]

    def telling(self, **values: Callable[[Any], Any]) -> "Listing":
        """The same list where what some columns say is not known from the row alone."""
        told = copy(self)
        told.columns = self.columns | {name: replace(self.columns[name], value=one) for name, one in values.items()}
        return told

    def show(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        filters: Filters,
        ways: Ways[Any] | None = None,
        *,
        read: Callable[[Sequence[int]], list[Any]] | None = None,
        views: Sequence[View] = (),
    ) -> ShownList:
        """The page that the address asks for. `read`: the rows that have these keys, with more than the queryset knows;
        they need not be in order."""
        sort = self._sorted(request)[1]
        rows = rows.filter(sort.having) if sort.having else rows
        cursor, at_once = request.GET.get("page"), bool(filters.q)
        if ways:
            page = keyset_page(rows, sort.order, cursor, ways=ways)
            count = ways.count() if ways.count else capped_count(rows)
        else:
            page, count = counted_page(rows, sort.order, cursor, at_once=at_once, read=read)
        return self.around(request, page, count, filters, views)

    def around(
        self, request: HttpRequest, page: Page[Any], count: Count, filters: Filters, views: Sequence[View] = ()
    ) -> ShownList:
        """The list around a page that was found in another way than by the list's own order."""
        name, sort = self._sorted(request)
        usual = next(iter(self.sorts))
        question = filters.question | ({"sort": name} if name != usual else {})
        chosen = chosen_columns(request, self.on_page(), self.more)
        if request.GET.get(FIELD) and chosen.changes:
            question[FIELD] = chosen.changes

        def url(**more: str) -> str:
            chosen = question | more
            if chosen.get("sort") == usual:
                del chosen["sort"]
            return f"{request.path}?{urlencode(chosen)}" if chosen else request.path

        return ShownList(
            columns=[self._head(column, name, url) if column.sorts else column for column in chosen.shown],
            rows=page.rows,
            count=count,
            filters=filters,
            sort=name,
            sorts=[(key, one.label) for key, one in self.sorts.items()],
            note=sort.note,
            path=request.path,
            question=question,
            newer_url=url(page=page.previous_cursor) if page.previous_cursor else "",
            older_url=url(page=page.next_cursor) if page.next_cursor else "",
            csv_url=url(format="csv"),
            xlsx_url=url(format="xlsx"),
            views=views,
            boxes=chosen.boxes,
            changes=chosen.changes,
        )

    def with_columns(self, request: HttpRequest, shown: ShownList, columns: Sequence[Column]) -> ShownList:
        """The same page where its usual columns are others, of which the room knows more than the list."""
        chosen = chosen_columns(request, columns, self.more)
        return replace(shown, columns=chosen.shown, boxes=chosen.boxes, changes=chosen.changes)

    def _head(self, column: Column, name: str, url: Callable[..., str]) -> Column:
        """With what its head chooses: the first of its sorts, or the one after that which is chosen."""
        if name not in column.sorts:
            return replace(column, sort_url=url(sort=column.sorts[0]))
        following = column.sorts[(column.sorts.index(name) + 1) % len(column.sorts)]
        direction: Direction = "descending" if self.sorts[name].order[0].startswith("-") else "ascending"
        return replace(column, sort_url=url(sort=following) if following != name else "", sorted=direction)

    def file(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        name: str,
        *,
        lines: Callable[[Any], Iterable[Any]] | None = None,
    ) -> ListFile:
        """All rows of the list as a file, or those that were chosen of it (`pick`), in the order of the page;
        company.exports lets it leave. `lines`: where one
        row is several lines of the file, those; the columns are theirs then."""
        sort = self._sorted(request)[1]
        rows = rows.filter(sort.having) if sort.having else rows
        rows = rows.filter(pk__in=keys) if (keys := picked_in(request)) else rows
        pieces: Iterable[Sequence[Any]] = chunks(rows, sort.order)
        if lines is not None:
            pieces = ([line for row in piece for line in lines(row)] for piece in pieces)
        return ListFile(
            file_form(request), str(name), list(self.columns.values()), pieces, lambda most: rows[:most].count()
        )

    def sorted_by(self, request: HttpRequest) -> str:
        """The name of the sort that the address asks for, or of the usual one."""
        return self._sorted(request)[0]

    def _sorted(self, request: HttpRequest) -> tuple[str, Sort]:
        asked_for = request.GET.get("sort", "")
        name = asked_for if asked_for in self.sorts else next(iter(self.sorts))
        return name, self.sorts[name]


# --- the file -----------------------------------------------------------------------------------------------


def file_form(request: HttpRequest) -> str:
    """The address of a list with `format=csv` or `format=xlsx` is the same list as a file, which a POST to it gives; ""
    for the page."""
    form = request.POST.get("format") or request.GET.get("format", "")
    return form if form in FORMS else ""


def picked_in(request: HttpRequest) -> list[int]:
    """The keys of the rows that were chosen for the file."""
    return keys_of(request.POST.getlist("pick"))[:MOST]


def rows_file(request: HttpRequest, name: str, columns: Sequence[Column], rows: Sequence[Any]) -> ListFile:
    """As `Listing.file`, of what was counted and is read already."""
    return ListFile(file_form(request), str(name), columns, [rows], lambda most: min(most, len(rows)))


# --- helpers ------------------------------------------------------------------------------------------------


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _is_indexed(model: type[Model], order: Sequence[str]) -> bool:
    """Whether an index has exactly these columns, all of them in this direction or all in the other."""
    named = {field.attname: field.name for field in model._meta.concrete_fields}  # "order_id" is the column of "order"
    backward = [name.startswith("-") for name in order]
    fields = [named.get(bare, bare) for bare in (name.removeprefix("-") for name in order)]
    way, turned = (
        tuple(f"-{name}" if back is sign else name for name, back in zip(fields, backward, strict=True))
        for sign in (True, False)
    )
    known = {tuple(index.fields) for index in model._meta.indexes if not index.condition}
    return (len(order) == 1 and fields == ["id"]) or way in known or turned in known
