"""Lists in pages by keyset: every row once, in order, forth and back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, DateTimeField, QuerySet, Value, When

from faena.lib.pages import _packed, _unpacked, capped_count, keyset_page
from faena.lib.sealing import seal

pytestmark = pytest.mark.django_db

ORDERS = [("id",), ("-pk",), ("app_label", "id"), ("-app_label", "id"), ("app_label", "-model", "-id")]


@pytest.fixture
def rows() -> QuerySet[ContentType]:
    """Twenty-three rows of a table that is always there; app_label repeats, so only the id tells them apart."""
    ContentType.objects.bulk_create(
        ContentType(app_label=f"pages-{number % 4}", model=f"Ñ {number:02}") for number in range(23)
    )
    return ContentType.objects.filter(app_label__startswith="pages-")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 22, 23, 24])
def test_walking_forth_shows_every_row_once(rows: QuerySet[ContentType], order: Sequence[str], size: int) -> None:
    seen, cursor = [], None

    while True:
        page = keyset_page(rows, order, cursor, size)
        seen += page.rows
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == list(rows.order_by(*order))


@pytest.mark.parametrize("order", ORDERS)
def test_walking_back_shows_the_same_pages(rows: QuerySet[ContentType], order: Sequence[str]) -> None:
    forth = [keyset_page(rows, order, None, 5)]
    while forth[-1].next_cursor:
        forth.append(keyset_page(rows, order, forth[-1].next_cursor, 5))

    back = [forth[-1]]
    while back[-1].previous_cursor:
        back.append(keyset_page(rows, order, back[-1].previous_cursor, 5))

    assert [page.rows for page in back[::-1]] == [page.rows for page in forth]
    assert len(forth) == 5


def test_a_row_that_arrives_meanwhile_repeats_none(rows: QuerySet[ContentType]) -> None:
    first = keyset_page(rows, ("app_label", "id"), None, 10)
    ContentType.objects.create(app_label="pages-", model="a newcomer before all")

    second = keyset_page(rows, ("app_label", "id"), first.next_cursor, 10)

    assert not set(first.rows) & set(second.rows)


def test_a_list_goes_on_although_its_last_row_has_left_it(rows: QuerySet[ContentType]) -> None:
    first = keyset_page(rows, ("id",), None, 10)
    following = list(rows.order_by("id")[10:20])
    first.rows[-1].delete()

    assert keyset_page(rows, ("id",), first.next_cursor, 10).rows == following


def test_a_page_that_has_emptied_becomes_the_first(rows: QuerySet[ContentType]) -> None:
    first = keyset_page(rows, ("id",), None, 20)
    rows.filter(id__gt=first.rows[-1].pk).delete()

    assert keyset_page(rows, ("id",), first.next_cursor, 20).rows == first.rows


def test_going_back_to_a_broken_first_page_shows_it_whole(rows: QuerySet[ContentType]) -> None:
    second = keyset_page(rows, ("id",), keyset_page(rows, ("id",), None, 5).next_cursor, 5)
    rows.order_by("id")[0].delete()

    page = keyset_page(rows, ("id",), second.previous_cursor, 5)

    assert page.rows == list(rows.order_by("id")[:5])
    assert page.previous_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "á\x00", "a" * 10**5])
def test_a_broken_cursor_opens_the_first_page(rows: QuerySet[ContentType], cursor: str) -> None:
    assert keyset_page(rows, ("id",), cursor, 5).rows == list(rows.order_by("id")[:5])


def test_a_seal_of_another_purpose_is_no_cursor(rows: QuerySet[ContentType]) -> None:
    foreign = seal("[false,3]", purpose="link")

    assert keyset_page(rows, ("id",), foreign, 5).rows == list(rows.order_by("id")[:5])


def test_a_cursor_of_another_sort_opens_the_first_page(rows: QuerySet[ContentType]) -> None:
    cursor = keyset_page(rows, ("id",), None, 5).next_cursor

    assert keyset_page(rows, ("-id",), cursor, 5).rows == list(rows.order_by("-id")[:5])


def test_a_cursor_shows_no_name(rows: QuerySet[ContentType]) -> None:
    cursor = keyset_page(rows, ("app_label", "id"), None, 5).next_cursor

    assert cursor is not None
    assert "pages" not in cursor
    assert len(cursor) < 300


def test_moments_are_ordered_to_the_microsecond(rows: QuerySet[ContentType]) -> None:
    start = datetime(2026, 11, 12, 20, 0, 0, 123456, tzinfo=UTC)
    ids = list(rows.order_by("-id").values_list("id", flat=True))
    at = [When(id=key, then=Value(start + timedelta(microseconds=n))) for n, key in enumerate(ids)]
    dated = rows.annotate(at=Case(*at, output_field=DateTimeField()))

    first = keyset_page(dated, ("at", "id"), None, 12)
    second = keyset_page(dated, ("at", "id"), first.next_cursor, 12)

    assert [row.pk for row in first.rows + second.rows] == ids


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        True,
        "",
        "Ñ",
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        Decimal("1.50"),
        UUID(int=7),
    ],
)
def test_a_sort_value_survives_its_cursor(value: object) -> None:
    assert _unpacked(_packed(value)) == value


def test_a_list_without_its_key_is_refused(rows: QuerySet[ContentType]) -> None:
    for order in [(), ("app_label",), ("id", "model")]:
        with pytest.raises(ValueError, match="primary key"):
            keyset_page(rows, order)


def test_a_list_ordered_by_nothing_known_is_refused(rows: QuerySet[ContentType]) -> None:
    unknown = rows.annotate(nothing=Value(None, output_field=DateTimeField()))

    with pytest.raises(ValueError, match="NULL"):
        keyset_page(unknown, ("nothing", "id"), None, 5)


def test_rows_are_counted_to_a_cap(rows: QuerySet[ContentType]) -> None:
    assert capped_count(rows, cap=22) == (22, True)
    assert capped_count(rows, cap=23) == (23, False)
    assert capped_count(rows) == (23, False)
    assert capped_count(rows.none()) == (0, False)
