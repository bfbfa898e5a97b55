"""W33: what one currency is worth in the other, day by day. Never edited: the last one set for a day is that day's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from faena.cash.actions import TenderFacts, receive_payment, set_rate
from faena.cash.models import ExchangeRate
from faena.company.models import Company
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.lib.rates import Quote
from tests import factories
from tests.world import race, won


@pytest.fixture(autouse=True)
def shop(db):
    """Accounts in US$; bolivars are taken too."""
    return factories.the_company(currency="USD", second_currency="VES")


def dollar(rate):
    """So many hundredths of a bolivar for one US$."""
    return Quote("USD", "VES", rate * 10**6)


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def in_force(days=0):
    rate = ExchangeRate.objects.in_force("VES", "USD", day(days))
    return rate and rate.quote


def test_it_holds_from_its_day_on_until_the_next_one(admin):
    """W33: a rate for tomorrow waits, one of last week holds until another follows."""
    factories.a_rate(240_00 * 10**6, on=day(-7))

    set_rate(dollar(245_50), on=day(), by=admin)
    set_rate(dollar(250_00), on=day(1), by=admin)

    assert [in_force(days) for days in (-8, -7, -1, 0, 1, 30)] == [
        None, dollar(240_00), dollar(240_00), dollar(245_50), dollar(250_00), dollar(250_00)
    ]  # fmt: skip


def test_the_last_one_that_was_set_for_a_day_is_that_days(admin, owner):
    """W33: a slip of the finger is followed by another row; both stay and tell who set them."""
    slip = set_rate(dollar(24_55), on=day(), is_sure=True, by=admin)

    right = set_rate(dollar(245_50), on=day(), is_sure=True, by=owner)

    assert in_force() == dollar(245_50)
    assert [(rate, rate.by) for rate in ExchangeRate.objects.order_by("id")] == [(slip, admin), (right, owner)]


def test_either_currency_may_be_the_unit(admin):
    """W33: as people say it, so that no digits are lost."""
    set_rate(Quote("VES", "USD", 407_332), on=day(), is_sure=True, by=admin)

    assert in_force() == Quote("VES", "USD", 407_332)


def test_the_history_tells_the_day_the_new_one_and_the_old_one(admin):
    """W33."""
    set_rate(dollar(245_50), on=day(), is_sure=True, by=admin)
    set_rate(dollar(250_00), on=day(1), by=admin)

    first, second = Event.objects.filter(verb="rate.set").order_by("id")
    assert (first.about_kind, first.author, first.facts["old"]) == ("company", admin, None)
    text = render_event(second).text.replace("\xa0", " ")
    assert text.startswith("Ada Admin set the rate of ")
    assert "US$ 1 = Bs. 250.00 (was US$ 1 = Bs. 245.50)" in text


@pytest.mark.parametrize(
    ("rate", "days", "field"), [(250_00, -1, "on"), (250_00, 8, "on"), (245_50, 0, "rate")], ids=str
)
def test_what_is_a_slip_is_refused(admin, rate, days, field):
    """W33: for a day that has passed, for one far ahead, the one that is that day's already."""
    set_rate(dollar(245_50), on=day(), is_sure=True, by=admin)

    with pytest.raises(RuleBroken) as refused:
        set_rate(dollar(rate), on=day(days), by=admin)

    assert refused.value.at == field
    assert ExchangeRate.objects.count() == Event.objects.filter(verb="rate.set").count() == 1


def test_a_rate_may_be_told_again_for_another_day_and_turned_back_on_the_same(admin):
    """W33: only what would say the same of the same day is refused."""
    for rate, days in ((245_50, 0), (245_50, 7), (250_00, 0), (245_50, 0)):
        set_rate(dollar(rate), on=day(days), is_sure=True, by=admin)

    assert in_force() == dollar(245_50)


@pytest.mark.parametrize(
    ("quote", "is_odd"),
    [
        (dollar(400_00), False),
        (dollar(400_01), True),
        (dollar(100_00), False),
        (dollar(99_99), True),
        (dollar(20_00_00), True),
        (Quote("VES", "USD", 500_000), False),
        (Quote("VES", "USD", 1_000_001), True),
        (Quote("VES", "USD", 20_000_000_000), True),
    ],
)
def test_one_far_from_the_day_befores_is_asked_about(admin, quote, is_odd):
    """W33: more than twice or less than half, whichever way it is said: a point in the wrong place, or the rate of the
    other direction. Whoever is sure sets it."""
    factories.a_rate(200_00 * 10**6, on=day(-3))

    if is_odd:
        with pytest.raises(RuleBroken) as refused:
            set_rate(quote, on=day(), by=admin)
        assert refused.value.at == "rate"
        assert "US$\xa01 = Bs.\xa0200" in refused.value.sentence
        assert in_force() == dollar(200_00)
    set_rate(quote, on=day(), is_sure=is_odd, by=admin)

    assert in_force() == quote


def test_a_slip_of_the_same_day_is_put_right_without_a_question(admin):
    """W33: what counts is the day before, not the slip."""
    factories.a_rate(200_00 * 10**6, on=day(-1))
    set_rate(dollar(20_00), on=day(), is_sure=True, by=admin)

    set_rate(dollar(201_00), on=day(), by=admin)

    assert in_force() == dollar(201_00)


def test_the_first_one_is_asked_about_too(admin):
    """M8: nothing bears it out, and 3.745 is a thousand times 3,745. Whoever is sure sets it; on its own day it is put
    right without a question as long as it stays near."""
    with pytest.raises(RuleBroken) as refused:
        set_rate(dollar(245_50), on=day(), by=admin)

    assert refused.value.at == "rate"
    assert "US$\xa01 = Bs.\xa0245.50" in refused.value.sentence
    assert not ExchangeRate.objects.exists()
    set_rate(dollar(245_50), on=day(), is_sure=True, by=admin)
    set_rate(dollar(246_50), on=day(), by=admin)
    assert in_force() == dollar(246_50)


@pytest.mark.parametrize("second", ["", "BRL"])
def test_only_the_shops_two_currencies_have_one(admin, second):
    """W33: a page that was opened before the settings changed."""
    factories.the_company(second_currency=second)

    with pytest.raises(RuleBroken):
        set_rate(dollar(245_50), on=day(), by=admin)

    assert not ExchangeRate.objects.exists()


def test_what_was_counted_before_stays(admin, clerk):
    """W33: a payment keeps its rate and what it came to."""
    order, method = factories.an_order(value=50_00), factories.a_method()
    old = set_rate(dollar(245_50), on=day(), is_sure=True, by=admin)
    payment = receive_payment(order.charge, tenders=[TenderFacts(method, 2455_00, "VES")], by=clerk)

    set_rate(dollar(300_00), on=day(), by=admin)

    tender = payment.tenders.get()
    assert (tender.quote, tender.amount_in_charge_currency) == (old.quote, 10_00)
    assert order.charge.balance == 40_00


def set_at_once(rate, admin):
    """How many set it, and how many were refused."""
    outcomes = race(lambda _place: set_rate(dollar(rate), on=day(), is_sure=True, by=admin), 6)
    return len(won(outcomes)), sum(isinstance(outcome, RuleBroken) for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_six_who_set_the_same_at_once_one_sets_it(admin):
    """W33: the company's row keeps them apart."""
    assert set_at_once(245_50, admin) == (1, 5)
    assert ExchangeRate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_sets_it_twice_or_fails(admin, monkeypatch):
    """The race above is real. PostgreSQL is robbed of the row lock, SQLite of IMMEDIATE. Threads that happen to queue
    get another try with another rate."""
    monkeypatch.setattr(Company, "locked", lambda pk: Company.objects.get(pk=pk))
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")

    assert any(set_at_once(rate, admin) != (1, 5) for rate in range(245_50, 245_90))
