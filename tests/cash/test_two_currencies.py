"""W10, W33: money received in the shop's two currencies, by the rate of the day, in one or more tenders."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import ExchangeRate, Payment
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.lib.rates import Quote
from faena.orders.actions import set_value
from tests import factories

BOLIVARS = Quote("USD", "VES", 245_50000000)


@pytest.fixture(autouse=True)
def shop(db):
    """Accounts in US$; bolivars are taken too, 245.50 for one."""
    factories.the_company(currency="USD", second_currency="VES")


@pytest.fixture
def rate(shop):
    return factories.a_rate(BOLIVARS.rate)


@pytest.fixture
def method(db):
    return factories.a_method("Cash")


def owed(amount, **more):
    return factories.a_charge(amount=amount, **more)


def pay(charge, by, *tenders):
    return receive_payment(charge, tenders=tenders, by=by)


def refusal(charge, by, *tenders):
    """The field and the sentence with which it is refused; nothing is written."""
    with pytest.raises(RuleBroken) as refused:
        pay(charge, by, *tenders)
    assert not Payment.objects.exists()
    return refused.value.at, refused.value.sentence.replace("\xa0", " ")


def left(charge):
    charge = type(charge).objects.get(pk=charge.pk)
    return charge.balance


# --- one payment, several tenders -----------------------------------------------------------------------------


def test_dollars_and_bolivars_make_one_payment_with_one_receipt(clerk, rate, method):
    """W33: each tender keeps what was given and what it came to; the sum counts."""
    charge, mobile = owed(45_00), factories.a_method("Mobile payment", currency="VES", needs_reference=True)

    payment = pay(
        charge,
        clerk,
        TenderFacts(method, 20_00, "USD"),
        TenderFacts(mobile, 6137_50, "VES", rate=rate, reference="0042"),
    )

    assert (str(payment), payment.amount, payment.left, left(charge)) == ("R-000001", 45_00, 0, 0)
    dollars, bolivars = payment.tenders.order_by("id")
    assert (dollars.amount, dollars.amount_in_charge_currency, dollars.quote) == (20_00, 20_00, None)
    assert (bolivars.amount, bolivars.amount_in_charge_currency, bolivars.quote) == (6137_50, 25_00, BOLIVARS)
    event = Event.objects.get(verb="payment.received")
    assert event.facts["method"] == "Cash, Mobile payment"
    assert [(one["amount"], one["currency"], one["unit"]) for one in event.facts["tenders"]] == [
        (20_00, "USD", ""),
        (6137_50, "VES", "USD"),
    ]


def test_each_tender_is_rounded_by_itself_half_up(clerk, rate, method):
    """W33: 1.23 of 245.50 is half a cent and a little: a cent, twice."""
    payment = pay(owed(45_00), clerk, TenderFacts(method, 1_23, "VES"), TenderFacts(method, 1_23, "VES"))

    assert [tender.amount_in_charge_currency for tender in payment.tenders.all()] == [1, 1]
    assert payment.amount == 2


def test_what_does_not_fit_is_said_beside_its_own_tender(clerk, rate, method):
    """W10, W33: the second tender is the second one of the form."""
    card = factories.a_method("Card", needs_reference=True)
    point = factories.a_method("Point of sale", currency="VES")

    said = [refusal(owed(45_00), clerk, TenderFacts(method, 1_00, "USD"), second)[0] for second in (
        TenderFacts(method, 0, "VES"), TenderFacts(card, 1_00, "USD"), TenderFacts(point, 1_00, "USD")
    )]  # fmt: skip

    assert said == ["tenders.1.amount", "tenders.1.reference", "tenders.1.method"]


# --- which rate -----------------------------------------------------------------------------------------------


def test_the_rate_of_the_day_wins_over_older_ones_and_is_kept_with_its_day_and_unit(clerk, method):
    """W33: by which rate, of which day; one for tomorrow is not used today."""
    today = timezone.localdate()
    for rate, days in ((200, -9), (240, -2), (300, 1)):
        factories.a_rate(rate * 10**8, on=today + timedelta(days=days))

    tender = pay(owed(45_00), clerk, TenderFacts(method, 2400_00, "VES")).tenders.get()

    assert (tender.rate, tender.rate_unit, tender.rate_on) == (240 * 10**8, "USD", today - timedelta(days=2))
    assert tender.amount_in_charge_currency == 10_00


def test_a_rate_the_other_way_round_counts_as_well(clerk, method):
    """W33: one bolivar in dollars."""
    factories.a_rate(400_000, unit="VES", other="USD")

    tender = pay(owed(45_00), clerk, TenderFacts(method, 2500_00, "VES")).tenders.get()

    assert (tender.amount_in_charge_currency, tender.rate_unit) == (10_00, "VES")
    assert tender.quote == Quote("VES", "USD", 400_000)


def test_only_the_rate_that_the_customer_was_told_counts(clerk, method, rate):
    """W33: once another is in force, nobody pays what he did not agree to; the sentence says which."""
    charge, with_rate = owed(45_00), TenderFacts(method, 11_047_50, "VES", rate=rate)
    new = factories.a_rate(250 * 10**8)

    field, sentence = refusal(charge, clerk, with_rate)

    assert field == "tenders.0.amount"
    assert "US$ 1 = Bs. 250." in sentence
    assert pay(charge, clerk, TenderFacts(method, 11_250_00, "VES", rate=new)).left == 0


def test_a_rate_for_tomorrow_changes_nothing_of_what_was_told_today(clerk, method, rate):
    factories.a_rate(300 * 10**8, on=timezone.localdate() + timedelta(days=1))

    assert pay(owed(45_00), clerk, TenderFacts(method, 11_047_50, "VES", rate=rate)).left == 0


def test_without_a_rate_only_the_accounts_own_currency_is_taken(clerk, method):
    """W33: a sentence says who sets it."""
    charge = owed(45_00)

    field, sentence = refusal(charge, clerk, TenderFacts(method, 11_047_50, "VES"))

    assert (field, "An administrator sets it" in sentence) == ("tenders.0.method", True)
    assert pay(charge, clerk, TenderFacts(method, 45_00, "USD")).left == 0


def test_a_currency_that_the_shop_does_not_take_is_refused(clerk, method, rate):
    """W33: even where a rate for it stands from earlier."""
    factories.a_rate(90_000_000, unit="USD", other="EUR")

    assert refusal(owed(45_00), clerk, TenderFacts(method, 45_00, "EUR")) == (
        "tenders.0.method",
        "The shop takes no EUR.",
    )
    factories.the_company(second_currency="")
    assert refusal(owed(45_00), clerk, TenderFacts(method, 45_00, "VES")) == (
        "tenders.0.method",
        "The shop takes no VES.",
    )


# --- how much -------------------------------------------------------------------------------------------------


def test_what_comes_to_nothing_is_refused(clerk, method, rate):
    """W33: 1.22 of 245.50 is less than half a cent."""
    field, sentence = refusal(owed(45_00), clerk, TenderFacts(method, 1_22, "VES"))

    assert field == "tenders.0.amount"
    assert sentence == "Bs. 1.22 are less than the smallest coin of the account: type a larger amount."


def test_more_than_the_balance_is_refused_with_the_figure_in_both_currencies(clerk, method, rate):
    """W33: the figure that may be typed."""
    field, sentence = refusal(owed(45_00), clerk, TenderFacts(method, 11_050_00, "VES"))

    assert field == "tenders"
    assert "US$ 45.00 = Bs. 11,047.50" in sentence


def test_tenders_that_fit_alone_do_not_fit_together(clerk, method, rate):
    """W33: the sum counts."""
    charge, half = owed(45_00), TenderFacts(method, 5_524_00, "VES")

    field, sentence = refusal(charge, clerk, half, TenderFacts(method, 22_51, "USD"))

    assert field == "tenders"
    assert sentence == "US$ 0.01 too much: all the ways together may come to US$ 45.00."
    assert pay(charge, clerk, half, TenderFacts(method, 22_50, "USD")).left == 0


@pytest.mark.parametrize("balance", [1, 45_00, 99_99, 1_234_56, 98_765_43])
@pytest.mark.parametrize("rate", [7_30000000, 36_12345678, 245_50000000, 1_00000001])
def test_what_is_suggested_settles_the_account_where_its_coin_is_the_finer_one(clerk, method, rate, balance):
    """W33: a bolivar is less than a dollar, so nothing is left to pay."""
    quote, charge = factories.a_rate(rate).quote, owed(balance)

    pay(charge, clerk, TenderFacts(method, quote.most_within(balance, "VES", "USD"), "VES"))

    assert left(charge) == 0


@pytest.mark.parametrize(("balance", "dollars", "remainder"), [(10_000_00, 40_73, 78), (2_46, 1, 0), (2_45, 0, 2_45)])
def test_it_leaves_a_remainder_where_its_coin_is_the_coarser_one(clerk, method, balance, dollars, remainder):
    """W33: no cent of a dollar is worth so few bolivars; what is left stands on the account, nothing is given away."""
    factories.the_company(currency="VES", second_currency="USD")
    quote, charge = factories.a_rate(BOLIVARS.rate).quote, owed(balance, currency="VES")

    most = quote.most_within(balance, "USD", "VES")
    if most:
        pay(charge, clerk, TenderFacts(method, most, "USD"))

    assert (most, left(charge)) == (dollars, remainder)
    with pytest.raises(RuleBroken):
        pay(charge, clerk, TenderFacts(method, most + 1, "USD"))


@pytest.mark.parametrize(
    ("amount", "worth", "rounding"), [(11_047_50, 45_00, 0), (11_047_00, 45_00, 20), (11_048_00, 45_00, -20)]
)
def test_a_tender_tells_what_rounding_added_or_took_away(clerk, method, rate, amount, worth, rounding):
    """W33: in 10⁻² of a cent of the account; in its own currency there is none."""
    own, other = pay(
        owed(46_00), clerk, TenderFacts(method, 1_00, "USD"), TenderFacts(method, amount, "VES")
    ).tenders.order_by("id")

    assert (own.rounding, other.amount_in_charge_currency, other.rounding) == (0, worth, rounding)


# --- while nobody knows what is owed ----------------------------------------------------------------------------


def test_bolivars_are_taken_in_advance_and_counted_once_the_value_is_known(clerk, method, rate):
    """W33, Advances: what was received is dollars from then on; its receipt keeps that nobody knew what was left."""
    order = factories.an_order(value=None)

    payment = pay(order.charge, clerk, TenderFacts(method, 2_455_00, "VES"))
    assert (payment.amount, payment.left, left(order.charge)) == (10_00, None, None)
    factories.a_rate(500 * 10**8)
    set_value(order, value=45_00, version=order.version, by=clerk)

    payment.refresh_from_db()
    assert (payment.left, left(order.charge)) == (None, 35_00)
    assert ExchangeRate.objects.count() == 2
