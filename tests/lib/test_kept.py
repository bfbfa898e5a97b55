"""The first rows, their keys and their number, by a text that is kept under what was chosen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.models import User
from faena.customers.models import Customer
from faena.lib import kept
from faena.lib.kept import OneOf
from faena.orders.models import OPEN_STAGES, Part, ServiceOrder
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(customer, stranger, technician):
    soon = timezone.now() + timedelta(days=1)
    return [
        factories.an_order(customer, technician=technician, promised_at=soon),
        factories.an_order(stranger, promised_at=soon + timedelta(days=1)),
        factories.an_order(customer, stage="void"),
    ]


def chosen(order):
    """Filters of every kind that lists have, each with other values in the same place."""
    one, now = order, timezone.now()
    rows = ServiceOrder.objects
    yield rows.filter(stage=one.stage), rows.filter(stage="void")
    yield rows.filter(stage__in=["received", one.stage]), rows.filter(stage__in=["void", "ready"])
    yield rows.filter(customer__seller=one.customer.seller_id), rows.filter(customer__seller=0)
    yield (
        rows.filter(Q(technician=one.technician_id) | Q(number=one.number)),
        rows.filter(Q(technician=0) | Q(number=0)),
    )
    yield rows.filter(promised_at__lt=now + timedelta(days=9)), rows.filter(promised_at__lt=now)
    yield rows.filter(~Q(stage="void"), id__gt=0), rows.filter(~Q(stage="received"), id__gt=one.pk)
    yield rows.open().filter(id__lte=one.pk), rows.open().filter(id__lte=0)
    open_ones = rows.filter(OneOf("stage", OPEN_STAGES))
    yield open_ones.filter(id__lte=one.pk), open_ones.filter(id__lte=0)
    yield rows.filter(technician__isnull=False), rows.filter(technician__isnull=True)
    yield rows.filter(charge__amount__gte=1), rows.filter(charge__amount__gte=10**6)


@pytest.mark.parametrize("order", [("-id",), ("promised_at", "id"), ("customer__sort_name", "id")])
def test_what_is_found_is_what_the_queryset_finds(orders, order):
    """Twice, for the second time is by the kept text; and with other values in it."""
    for pair in chosen(orders[0]):
        for rows in (*pair, *pair):
            whole = rows.order_by(*order).select_related("customer")
            assert kept.keys(whole, 2) == list(whole.values_list("pk", flat=True)[:2])
            assert kept.first(whole, 2) == list(whole[:2])
            assert [kept.count(whole, most) for most in (2, 9)] == [min(rows.count(), most) for most in (2, 9)]


def test_a_text_is_written_once_for_all_values(orders, monkeypatch):
    opened = ServiceOrder.objects.open()
    first, second = (opened.filter(number__in=[one.number]).order_by("-id") for one in orders[:2])
    for read in (kept.keys, kept.first, kept.count):
        read(first, 26)

    def writes(*_how):
        raise AssertionError("The text of a statement is written anew.")

    monkeypatch.setattr(SQLCompiler, "as_sql", writes)

    assert kept.keys(second, 26) == [orders[1].pk]
    assert kept.first(second, 26) == [orders[1]]
    assert kept.count(second, 26) == 1


def test_a_boolean_belongs_to_the_text(orders, technician):
    """Engines say it in words of their own: "NOT is_active"."""
    people = User.objects.order_by("id")
    for is_active in (True, False, True):
        assert kept.first(people.filter(is_active=is_active), 9) == list(people.filter(is_active=is_active))


def test_what_is_more_than_comparisons_is_asked_as_ever(orders, customer):
    theirs = ServiceOrder.objects.filter(customer=OuterRef("pk"))
    rows = ServiceOrder.objects.order_by("-id")
    ways = [
        Customer.objects.filter(Exists(theirs)).order_by("id"),
        Customer.objects.annotate(more=Value(1)).order_by("id"),
        rows.filter(customer__in=Customer.objects.filter(name=customer.name)),
        rows.filter(promised_at__gt=F("opened_at")),
        rows.filter(pk__in=[]),
        rows.filter(number__lt=10**30),
        rows.filter(number=10**30),
        rows.none(),
        rows.distinct(),
    ]
    for rows in (*ways, *ways):
        assert kept.keys(rows, 2) == list(rows.values_list("pk", flat=True)[:2])
        assert kept.first(rows, 2) == list(rows[:2])
        assert kept.count(rows, 2) == min(rows.count(), 2)


def test_rows_come_with_what_was_asked_with_them(orders, customer):
    """What is selected, prefetched, and known of the manager."""
    rows = customer.orders.select_related("device").prefetch_related("parts").order_by("id")
    kept.first(rows, 9)

    found = kept.first(rows, 9)

    with CaptureQueriesContext(connection) as captured:
        assert [(one.customer is customer, one.device.pk, list(one.parts.all())) for one in found] == [
            (True, one.device_id, []) for one in (orders[0], orders[2])
        ]
    assert len(captured) == 0


def test_only_words_of_the_program_stand_in_a_text():
    with pytest.raises(ValueError, match="Only words of the program"):
        OneOf("stage", ["it's"])
    assert not Part.objects.filter(OneOf("warranty_unit", ["days"])).exists()


def test_no_more_texts_are_kept_than_a_shop_needs(orders, monkeypatch):
    monkeypatch.setattr(kept, "MOST_TEXTS", 2)
    rows = ServiceOrder.objects.order_by("id")

    assert [kept.keys(rows, most) for most in (1, 2, 3, 1)] == [[one.pk for one in orders[:m]] for m in (1, 2, 3, 1)]
    assert len(kept._texts) <= 2
