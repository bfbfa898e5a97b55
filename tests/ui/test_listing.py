"""Every list: filters, three sorts, pages, capped counts, and the same rows as a file."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.template.loader import get_template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from faena.accounts.models import User
from faena.company.models import Company
from faena.customers.models import Customer
from faena.lib.locales import numbers_of
from faena.lib.pages import CHUNK_SIZE, COUNT_CAP, PAGE_SIZE, Count, chunks
from faena.orders.models import ServiceOrder
from faena.ui.columns import Amount, Column
from faena.ui.jinja import day
from faena.ui.listing import Choice, DayFilter, Filters, Listing, Sort, file_form
from faena.ui.spreadsheets import ListFile
from tests import factories

PEOPLE = Listing(
    Customer,
    [
        Column("code", "Code", lambda row: row.code),
        Column("name", "Name", lambda row: row.name, at="title", link="home:record"),
        Column("kind", "Kind", lambda row: row.kind, at="status", tone=lambda row: "green"),
        Column("seller", "Seller", lambda row: row.seller and row.seller.name, at="meta", is_named=True),
        Column("since", "Since", lambda row: row.since, at="meta", on_page=lambda row: "long ago", look="is-long"),
        Column("limit", "Limit", lambda row: Amount(1050, "USD"), at="meta", align="right", is_named=True),
        Column("ways", at="ways"),
    ],
    page=("name", "kind", "seller", "limit", "since", "ways"),
    newest=Sort("Newest first", ("-id",)),
    oldest=Sort("Oldest first", ("id",)),
    name=Sort("By name", ("sort_name", "id"), Q(trade_name=""), "only those without trade name"),
)
KINDS = Choice("kind", "Kind", [("all", "All"), ("person", "People"), ("company", "Companies")], default="all")
FIELDS = (KINDS, DayFilter("from", "From"), DayFilter("to", "To"))


def as_file(form, name, columns, rows):
    return ListFile(form, name, columns, rows, lambda most: most).answer(ENDED)


def ENDED(rows, is_whole):  # noqa: N802  # of a file of which a test asks no more
    pass


def request_with(**query):
    request = RequestFactory().get("/people/", query)
    request.user, request.company = AnonymousUser(), Company()
    return request


def filtered(**query):
    return Filters(request_with(**query), *FIELDS)


def show(**query):
    request = request_with(**query)
    return PEOPLE.show(request, Customer.objects.all(), Filters(request, *FIELDS))


def question(url):
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def people(db):
    return [factories.a_customer(name=f"Person {place:03}") for place in range(PAGE_SIZE * 2 + 3)]


# --- filters ------------------------------------------------------------------------------------------------


def test_what_nobody_offered_counts_as_not_chosen():
    filters = filtered(kind="spaceship", **{"from": "2026-02-30", "to": "9999-12-31", "q": " ana\x00 "})

    assert (filters["kind"], filters["from"], filters["to"], filters.q) == ("all", "", "", "ana")
    assert filters.chosen == {}


def test_a_default_may_be_given_up():
    mine = Choice("who", "Who", [("all", "All"), ("mine", "Mine")], default="mine")

    assert Filters(request_with(), mine).question == {}
    assert Filters(request_with(who="all"), mine).question == {"who": "all"}


def test_a_place_is_no_filter():
    """One always stands on one of some piles: it is in every address, narrows nothing, and stays when filters go."""
    pile = Choice("whose", "Whose", [("mine", "Mine"), ("all", "All")], in_tabs=True, is_location=True)

    here = Filters(request_with(), pile, KINDS, whose="mine")
    assert (here.question, here.narrows, here.folded) == ({"whose": "mine"}, False, 0)
    narrowed = Filters(request_with(kind="person", whose="all"), pile, KINDS)
    assert (narrowed.location, narrowed.narrows) == ({"whose": "all"}, True)


def test_days_are_whole_days_on_the_shops_wall():
    with timezone.override(ZoneInfo("America/Caracas")):
        within = filtered(**{"from": "2026-11-01", "to": "2026-11-02"}).within("opened_at")

    first, last = datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 3, 4, tzinfo=UTC)
    assert within == Q(opened_at__gte=first) & Q(opened_at__lt=last)
    assert filtered().within("opened_at") == Q()


# --- pages --------------------------------------------------------------------------------------------------


def test_the_pages_keep_what_was_chosen(people):
    first = show(kind="person", q="a", sort="oldest", junk="x")
    assert [row.pk for row in first.rows] == [one.pk for one in people[:PAGE_SIZE]]
    assert first.newer_url == ""

    second = show(**question(first.older_url))
    assert [row.pk for row in second.rows] == [one.pk for one in people[PAGE_SIZE : PAGE_SIZE * 2]]
    kept = {"kind": "person", "q": "a", "sort": "oldest"}
    for url in (first.older_url, second.newer_url, second.older_url, second.csv_url):
        assert kept.items() <= question(url).items()
        assert "junk" not in url
    assert "page" not in question(second.csv_url)
    assert file_form(request_with(**question(second.csv_url)))


def test_the_usual_sort_and_filters_do_not_stand_in_the_address(people):
    assert set(question(show(kind="all", sort="newest", q="").older_url)) == {"page"}
    assert show(sort="by luck").sort == "newest"


def test_a_sort_shows_the_rows_that_have_its_column_and_says_so(people):
    people[0].trade_name = "Shop"
    people[0].save(update_fields=["trade_name"])

    shown = show(sort="name")
    assert shown.count == (len(people) - 1, False)
    assert shown.note == "only those without trade name"
    assert shown.is_filtered
    assert not show().is_filtered


def test_a_count_stops_and_is_said_in_one_way():
    assert str(Count(37, False)) == "37"
    assert str(Count(COUNT_CAP, True)) == "1,000+"
    with translation.override("es"):
        assert str(Count(COUNT_CAP, True)) == "1.000+"


@pytest.mark.parametrize("order", [("name",), ("name", "id"), ("-promised_at", "id"), ("customer__sort_name", "id")])
def test_no_sort_without_an_index_that_ends_in_the_id(order):
    with pytest.raises(ValueError, match="No index"):
        Listing(ServiceOrder, [], sort=Sort("", order))


def test_an_index_is_walked_both_ways():
    for order in (("promised_at", "id"), ("-promised_at", "-id"), ("id",), ("-id",)):
        Listing(ServiceOrder, [], sort=Sort("", order))


@pytest.mark.parametrize("number", [0, 7])
def test_a_list_has_one_to_six_sorts(number):
    with pytest.raises(ValueError, match="sorts"):
        Listing(User, [], **{f"sort{place}": Sort("", ("id",)) for place in range(number)})


# --- the file -----------------------------------------------------------------------------------------------


def lines(answer, delimiter=","):
    raw = answer.getvalue() if not answer.streaming else b"".join(answer)
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read UTF-8"
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_each_kind_of_cell_is_written_for_machines():
    values = [
        *("=1+1", 'Ñandú, "José"\nCía', None, -5, Decimal("-1234.50"), True),
        *(date(2026, 11, 2), datetime(2026, 11, 3, 2, 30, tzinfo=UTC)),
    ]
    columns = [
        Column(str(place), "=HEAD" if place == 0 else "x", lambda row, place=place: row[place])
        for place in range(len(values))
    ]
    with timezone.override(ZoneInfo("America/Caracas")):
        answer, today = as_file("csv", "Órdenes de servicio", columns, [[values]]), timezone.localdate()

    head, row = lines(answer)
    assert head[0] == "'=HEAD"
    assert row == [
        *("'=1+1", 'Ñandú, "José"\nCía', "", "-5", "-1234.5", "yes"),
        *("2026-11-02", "2026-11-02 22:30:00"),
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="ordenes-de-servicio-{today}.csv"'


def test_a_file_speaks_the_readers_language_though_it_is_sent_after_the_request():
    with translation.override("es"), timezone.override(ZoneInfo("America/Caracas")):
        columns = [Column("yes", "Y", lambda row: True), Column("when", "Z", lambda row: row)]
        answer = as_file("csv", "x", columns, [[datetime(2026, 1, 1, tzinfo=UTC)]])

    assert lines(answer, ";")[1] == ["sí", "2025-12-31 20:00:00"]
    assert translation.get_language() == "en"


def test_an_amount_is_a_number_in_its_currency():
    amounts = [Amount(123450, "VES"), Amount(5000, "PYG"), Amount(None, "USD")]
    answer = as_file("csv", "x", [Column("amount", "Amount", lambda row: row)], [amounts])

    assert lines(answer) == [["Amount"], ["1234.50"], ["5000"], [""]]


KEPT = [
    Column("serial", "Serial", lambda row: row[0]),
    Column("phone", "Phone", lambda row: row[1], kind="phone"),
    Column("quantity", "Quantity", lambda row: row[2]),
    Column("total", "Total", lambda row: row[3]),
    Column("day", "Day", lambda row: row[4]),
    Column("at", "At", lambda row: row[5]),
    Column("note", "Note", lambda row: row[6]),
]
ROW = (
    *("000123", "+584125550101", Decimal("1.000"), Amount(123450, "VES"), date(2026, 11, 2)),
    *(datetime(2026, 11, 3, 2, 30, tzinfo=UTC), "=1+1"),
)


@pytest.mark.parametrize(
    ("language", "country", "delimiter", "total"),
    [
        ("es", "VE", ";", "1234,50"),
        ("pt-br", "BR", ";", "1234,50"),
        ("es", "MX", ",", "1234.50"),
        ("en", "VE", ",", "1234.50"),
    ],
)
def test_a_csv_is_as_the_countrys_excel_reads_it(language, country, delimiter, total):
    """M37: though it is read after the request. One is 1, zeros before a number stay, a phone has no apostrophe, and
    what only looks like one is no formula either."""
    slip = (*ROW[:1], "+58=cmd", None, None, None, None, "+58 412-5550101")
    with translation.override(language), numbers_of(country), timezone.override(ZoneInfo("America/Caracas")):
        answer = as_file("csv", "x", KEPT, [[ROW, slip]])

    _head, row, odd = lines(answer, delimiter)
    assert row == ["000123", "+58 412-5550101", "1", total, "2026-11-02", "2026-11-02 22:30:00", "'=1+1"]
    assert (odd[1], odd[6]) == ("'+58=cmd", "'+58 412-5550101")


def test_a_workbook_knows_numbers_days_and_text_apart():
    """M37: whatever the text looks like; the head stands still above."""
    with translation.override("es"), numbers_of("VE"), timezone.override(ZoneInfo("America/Caracas")):
        answer, today = as_file("xlsx", "Órdenes", KEPT, [[ROW]]), timezone.localdate()

    file = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    sheet = file.read("xl/worksheets/sheet1.xml").decode()
    cells = re.findall(
        r'<c r="([A-Z]+2)"(?: s="\d+")?( t="inlineStr")?>(?:<v>(.*?)</v>|<is><t>(.*?)</t></is>)</c>', sheet
    )
    assert [(place, bool(is_text), number or text) for place, is_text, number, text in cells] == [
        ("A2", True, "000123"),
        ("B2", True, "+58 412-5550101"),
        ("C2", False, "1"),
        ("D2", False, "1234.5"),
        ("E2", False, "46328"),
        ("F2", False, "46328.9375"),
        ("G2", True, "=1+1"),
    ]
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert answer["Content-Disposition"] == f'attachment; filename="ordenes-{today}.xlsx"'


def test_the_file_has_all_rows_in_the_order_of_the_page(people):
    answer = PEOPLE.file(request_with(sort="oldest"), Customer.objects.all(), "People").answer(ENDED)

    head, *rows = lines(answer)
    assert head == ["Code", "Name", "Kind", "Seller", "Since", "Limit"]
    assert [row[1] for row in rows] == [one.name for one in people]
    assert rows[0][-1] == "10.50"


def test_a_file_says_what_only_its_page_knows(people):
    of_today = PEOPLE.telling(limit=lambda row: 7, ways=lambda row: "by bus")
    answer = of_today.file(request_with(), Customer.objects.all(), "People").answer(ENDED)

    assert [row[-2:] for row in lines(answer)[:2]] == [["Limit", ""], ["7", "by bus"]]
    assert "7" not in lines(PEOPLE.file(request_with(), Customer.objects.all(), "People").answer(ENDED))[1]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('Ana "A"\r\n; B', 'filename="ana-a-b-'),
        ("日本", "filename*=utf-8''%E6%97%A5%E6%9C%AC-"),
    ],
)
def test_a_file_is_named_after_anybody(name, told):
    """In any script, and nothing in a name gets out of the header."""
    header = as_file("csv", name, [], [])["Content-Disposition"]

    assert header.startswith("attachment; ")
    assert told in header


def test_the_end_of_a_file_is_known_with_its_lines(db):
    """Whole, or broken off after some of them: whoever asked went away."""
    ends = []
    columns, pieces = [Column("x", "X", str)], [[1, 2], [3, 4], [5]]

    for form in ("csv", "xlsx"):
        answer = ListFile(form, "x", columns, pieces, len).answer(lambda *end: ends.append(end))
        b"".join(answer)
        answer.close()
    left = ListFile("csv", "x", columns, pieces, len).answer(lambda *end: ends.append(end))
    next(iter(left)), next(iter(left))
    left.close()

    assert ends == [(5, True), (5, True), (2, False)]


def test_filters_are_kept_in_words(db):
    request = request_with(q="carmen", kind="person", **{"from": "2026-11-02"})

    with translation.override("en"):
        assert Filters(request, *FIELDS).in_words == "Search: carmen · Kind: People · From: 2 Nov 2026"
        assert Filters(request_with(), *FIELDS).in_words == ""


def test_a_long_file_is_read_in_pieces(people):
    pieces = chunks(Customer.objects.all(), ("sort_name", "id"), 10)
    with CaptureQueriesContext(connection) as captured:
        first = next(pieces)
    assert len(captured) == 1
    assert "LIMIT 10" in captured[0]["sql"]

    assert [row.pk for row in first] + [row.pk for piece in pieces for row in piece] == [one.pk for one in people]
    assert [len(piece) for piece in chunks(Customer.objects.all(), ("id",), len(people))] == [len(people)]
    assert list(chunks(Customer.objects.none(), ("id",))) == []
    assert CHUNK_SIZE <= 1000


# --- the page -----------------------------------------------------------------------------------------------


PAGE = """
{% import "ui/kit.html" as kit %}
{{ kit.filter_bar(listing, "Search people", "Name…") }}
{% if listing.rows %}
{% set count = ngettext("%(num)s person", "%(num)s people", listing.count.number, num=listing.count) %}
{{ kit.list_foot(listing, count, exports=True) }}
{% else %}
{{ kit.no_match(listing) }}
{% endif %}
"""


def rendered(shown):
    return get_template("ui/kit.html").backend.env.from_string(PAGE).render(listing=shown)


def test_the_frame_shows_what_is_chosen(people):
    page = rendered(show(kind="person", sort="oldest", **{"from": "2020-01-01"}))

    assert '<option value="person" selected>' in page
    assert '<option value="oldest" selected>' in page
    assert 'name="from" value="2020-01-01"' in page
    assert '<span id="filters-on"><span class="count">2</span></span>' in page
    assert f"{len(people)} people" in page
    assert "format=csv" in page


def test_nothing_found_offers_the_way_back(db):
    page = rendered(show(q="nobody"))

    assert "Nothing matches" in page
    assert 'href="/people/"' in page


def test_what_the_page_shows_as_tabs_is_kept_without_a_selector(db):
    request = request_with(state="gone")
    filters = Filters(request, Choice("state", "State", [("", "All"), ("gone", "Gone")], in_tabs=True))
    page = rendered(PEOPLE.show(request, Customer.objects.all(), filters))

    assert '<input type="hidden" name="state" value="gone">' in page
    assert '<span id="filters-on"></span>' in page
    assert '<select class="form-select" name="state"' not in page


def test_a_list_without_choices_has_only_its_box(db):
    request, plain = request_with(), Listing(Customer, [], newest=Sort("Newest first", ("-id",)))

    assert "<details" not in rendered(plain.show(request, Customer.objects.all(), Filters(request)))


# --- its rows -----------------------------------------------------------------------------------------------

ROWS = """
{% import "ui/kit.html" as kit with context %}
{% macro ways(row) %}

<a href="/away/">{{ row.name }}</a>
{% endmacro %}
{% macro row_class(row) %}{{ "is-past" if row.name != "Now" }}{% endmacro %}
{{ kit.list_table(listing.columns, listing.rows, "All <people>", {"ways": ways}, row_class) }}
"""


def cells(shown):
    """The head of the table, and each of its cells as it is drawn."""
    page = get_template("ui/kit.html").backend.env.from_string(ROWS).render(listing=shown)
    assert '<caption class="visually-hidden">All &lt;people&gt;</caption>' in page
    assert page.count('<tr role="row" class="is-past">') == len(shown.rows)
    assert re.findall(r'<(\w+)[^<>]* role="(\w+)"', page)[:4] == [
        ("table", "table"),
        ("thead", "rowgroup"),
        ("tr", "row"),
        ("th", "columnheader"),
    ]
    return re.findall(r'<th role="columnheader" (.*?)</th>', page), re.findall(
        r'<td role="cell" (.*?)</td>', page, re.S
    )


def test_the_page_draws_its_columns_in_its_order(db):
    """Each part of the table says its role, also where the style sheet draws cards."""
    row = factories.a_customer(name="Ana <b>", seller=None)

    head, drawn = cells(show())
    dot = '<span class="dot" aria-hidden="true"></span>'
    assert [one.partition(">")[2] for one in head] == ["Name", "Kind", "Seller", "Limit", "Since", ""]
    assert [place for place, one in enumerate(head) if 'class="is-right"' in one] == [3]
    assert drawn == [
        f'class="at-title"><a href="/customers/{row.pk}/">Ana &lt;b&gt;</a>',
        f'class="at-status"><span class="chip is-green">{dot}<span>person</span></span>',
        'class="at-meta">',
        'class="at-meta is-right" data-label="Limit">US$\N{NO-BREAK SPACE}10.50',
        'class="at-meta is-long">long ago',
        'class="at-ways"><a href="/away/">Ana &lt;b&gt;</a>',
    ]


def test_a_cell_has_its_second_line_below_the_link_and_the_drawing(db):
    """What a macro draws has a link of its own, or none."""
    row = factories.a_customer(name="Ana", seller=None)
    lines = Listing(
        Customer,
        [
            Column("name", "Name", lambda row: row.name, at="title", link="home:record", second=lambda row: row.code),
            Column(
                "kind", "Kind", lambda row: "person", at="state", tone=lambda _row: "blue", icon=lambda _row: "user"
            ),
            Column("ways", at="sub", link="home:record", second=lambda row: None),
        ],
        newest=Sort("Newest first", ("-id",)),
    )

    _head, (name, kind, ways) = cells(lines.show(request_with(), Customer.objects.all(), Filters(request_with())))

    link = f'<a class="first" href="/customers/{row.pk}/">Ana</a>'
    assert name == f'class="at-title is-two">{link} <span class="second">{row.code}</span>'
    assert re.search(r'class="chip is-blue"><svg[^>]*><use href="[^"]*#user">', kind)
    assert ways == 'class="at-sub is-two"><a href="/away/">Ana</a>'


def test_a_value_reads_on_the_page_as_people_write_it():
    def said(value):
        return str(Column("x", "X", lambda row: value).text(None))

    assert [said(value) for value in (None, True, 0, "a", Amount(None, "USD"))] == ["", "yes", "0", "a", "—"]
    assert said(date(2026, 11, 2)) == '<time datetime="2026-11-02">2 Nov 2026</time>'
    late = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)  # the evening before, on the shop's wall
    assert said(late).startswith('<time datetime="2026-11-02T22:30:00-04:00"')
    assert day(late) == said(date(2026, 11, 2))


@pytest.mark.parametrize("columns", [["a", "b", "a"], ["a", "in no place"]])
def test_a_list_whose_columns_cannot_be_told_apart_is_none(columns):
    declared = [Column(name, at="" if " " in name else "meta") for name in columns]

    with pytest.raises(ValueError, match="column"):
        Listing(Customer, declared, page=columns, newest=Sort("", ("-id",)))
