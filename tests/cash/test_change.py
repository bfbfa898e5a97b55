"""B7: more is handed over in cash than is collected, and the rest goes back, in either currency."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from faena.cash.actions import ChangeFacts, TenderFacts, collect_several, receive_payment
from faena.cash.models import Change, Payment
from faena.cash.paper import receipt
from faena.cash.totals import collected_on, totals
from faena.company.models import Company
from faena.home.money import Sums
from faena.journal.models import Event
from faena.lib.banknotes import paid_with
from faena.lib.errors import RuleBroken
from faena.upkeep.fsck import history, money
from tests import factories
from tests.cash.collecting import a_tender, beside, day, option_key, page_of, plain, read, text

pytestmark = pytest.mark.usefixtures("the_shops_clock")


@pytest.fixture
def dear(rate):
    """US$ 1 = Bs. 246.88."""
    return factories.a_rate(246_88000000)


def faults():
    checks = (money.payments, money.tenders, money.changes, money.rates, money.received, money.overpaid)
    told = [one for one in history.unrecorded() if one.kind in ("payment", "change")]
    return [*(found for check in checks for found in check()), *told, *history.tenders()]


def given(payment):
    return list(payment.changes.order_by("id").values_list("currency", "amount", "worth", "rate_unit"))


def handed(payment):
    return list(payment.tenders.order_by("id").values_list("currency", "amount", "amount_in_charge_currency"))


# --- the action -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "tender", "over", "into", "expected"),
    [
        # account, (currency, amount), change: what was handed over and counts for, and what goes back for how much
        (("USD", 83_00), ("USD", 83_00), 17_00, "USD", (100_00, 100_00, 17_00, 17_00)),
        (("USD", 83_00), ("USD", 83_00), 17_00, "VES", (100_00, 100_00, 4196_96, 17_00)),
        (("USD", 83_00), ("VES", 20491_04), 8_96, "VES", (20500_00, 83_04, 8_96, 4)),
        (("USD", 83_00), ("VES", 20491_04), 96, "VES", (20492_00, 83_00, 96, 0)),
        (("USD", 83_00), ("VES", 20491_04), 508_96, "USD", (21000_00, 85_06, 2_06, 2_06)),
        (("VES", 100_00), ("USD", 40), 60, "VES", (1_00, 246_88, 148_13, 148_13)),
        (("VES", 4200_00), ("VES", 4200_00), 800_00, "USD", (5000_00, 5000_00, 3_24, 800_00)),
    ],
)
def test_what_is_handed_over_and_what_goes_back_are_kept(
    customer, clerk, method, dear, account, tender, over, into, expected
):
    """The payment is its tenders less the change, to the cent, whichever currency each is in."""
    charge = factories.a_charge(customer, currency=account[0], amount=account[1])
    facts = TenderFacts(method, tender[1], tender[0], change=ChangeFacts(method, into, over))

    payment = receive_payment(charge, tenders=[facts], by=clerk)

    (came,), (back,) = handed(payment), given(payment)
    assert (*came[1:], *back[1:3]) == expected
    assert payment.amount == came[2] - back[2] <= account[1]
    assert charge.payments.get().left == account[1] - payment.amount
    assert Event.objects.filter(verb="change.given").get().facts["amount"] == {"amount": back[1], "currency": into}
    assert faults() == []


def facts_of(method, amount=83_00, over=17_00, into="USD", drawer=None, **more):
    return TenderFacts(method, amount, "USD", change=ChangeFacts(drawer or method, into, over), **more)


@pytest.mark.parametrize(
    ("broken", "at"),
    [
        ({"method": {"kind": "card"}}, "received"),
        ({"over": 0}, "received"),
        ({"over": -1}, "received"),
        ({"over": 10**12}, "received"),
        ({"amount": 0, "over": 100_00}, "amount"),
        ({"drawer": {"kind": "mobile"}}, "change_in"),
        ({"drawer": {"kind": "cash", "currency": "VES"}}, "change_in"),
        ({"into": "EUR"}, "change_in"),
    ],
)
def test_change_is_refused_beside_its_field(customer, clerk, method, dear, broken, at):
    """On cash only, out of cash only, never all of it, and in a currency of the shop."""
    broken = {name: factories.a_method(**fact) if isinstance(fact, dict) else fact for name, fact in broken.items()}
    facts = facts_of(**{"method": method} | broken)

    with pytest.raises(RuleBroken) as refused:
        receive_payment(factories.a_charge(customer, amount=83_00), tenders=[facts], by=clerk)

    assert refused.value.at == f"tenders.0.{at}"
    assert not Payment.objects.exists()


def test_change_by_a_rate_that_is_another_by_now_is_refused(customer, clerk, method, rate):
    """What the customer was told holds, or is looked at again."""
    facts = TenderFacts(method, 83_00, "USD", change=ChangeFacts(method, "VES", 17_00, rate))
    factories.a_rate(300_00000000)

    with pytest.raises(RuleBroken, match="The rate is another by now"):
        receive_payment(factories.a_charge(customer, amount=83_00), tenders=[facts], by=clerk)


def test_several_accounts_are_paid_with_one_note(customer, clerk, method, dear):
    """M10: the change goes back on the last account that the note reaches; the others get what they are owed."""
    accounts = [factories.a_charge(customer, amount=amount) for amount in (50_00, 33_00)]

    made = collect_several(
        customer, accounts=accounts, tenders=[facts_of(method, into="VES")], adjustments={}, by=clerk
    )

    first, last = made.payments.order_by("receipt")
    assert (handed(first), given(first)) == ([("USD", 50_00, 50_00)], [])
    assert (handed(last), given(last)) == ([("USD", 50_00, 50_00)], [("VES", 4196_96, 17_00, "USD")])
    assert [first.amount, last.amount] == [50_00, 33_00]
    assert [*faults(), *money.collections()] == []


def paid_with_a_hundred(customer, method, clerk):
    """83 dollars, of which 17 go back in bolivars."""
    charge = factories.a_charge(customer, amount=83_00)
    return receive_payment(charge, tenders=[facts_of(method, into="VES")], by=clerk)


# --- sums of money ----------------------------------------------------------------------------------------------


def test_the_drawers_hold_what_came_less_what_went_back(customer, clerk, owner, method, dear, desk):
    """Dollars came in, bolivars went out; a reversal takes both back. List, file and home say the same."""
    payment = receive_payment(
        factories.a_charge(customer, amount=83_00), tenders=[facts_of(method, into="VES")], by=clerk
    )
    rows = Payment.objects.all()

    lines = totals(rows, rows.none()).lines
    assert [(one.currency, one.received, one.change, one.net) for one in lines] == [
        ("USD", 100_00, 0, 100_00),
        ("VES", 0, 4196_96, -4196_96),
    ]
    receipts, net = collected_on(timezone.localdate(payment.at), clerk)
    assert (receipts, net) == (1, {"USD": 100_00, "VES": -4196_96})
    assert Sums(Company.the()).in_one(net) == (83_00, {})
    page = " ".join(plain(desk.get("/cash/")).split())
    assert "Total US$ 83.00" in page
    assert "US$ 83.00 US$ 100.00 − Bs. 4,196.96" in page
    file = b"".join(desk.file("/cash/", {"format": "csv"})).decode()
    assert "100.00,USD" in file
    assert "-4196.96,VES" in file
    assert "R-" in read(desk, currency="VES"), "It is found by the currency that went back."

    factories.a_reversal(payment, by=owner)

    assert [one.net for one in totals(rows, Payment.objects.filter(reversal__isnull=False)).lines] == [0, 0]
    assert set(collected_on(timezone.localdate(payment.at), clerk)[1].values()) == {0}


def test_the_receipt_says_what_was_received_and_what_went_back(customer, clerk, method, dear):
    payment = receive_payment(
        factories.a_charge(customer, amount=83_00), tenders=[facts_of(method, into="VES")], by=clerk
    )

    paper = receipt(payment, Company.the())

    said = [[one.replace("\xa0", " ") for one in row] for row in paper.data["sums"]]
    assert said == [
        ["Recibido", "US$ 100,00"],
        ["Vuelto", "−Bs. 4.196,96"],
        ["US$ 1 = Bs. 246,88", "−US$ 17,00"],
        ["Cobrado", "US$ 83,00"],
    ]


# --- the page -------------------------------------------------------------------------------------------------


def sent(method, **more):
    return a_tender(method=option_key(method), amount="50.00", received="100", **more)


def test_the_page_registers_it(desk, order, method, dear):
    """Also without script: what was handed over stands in a field, the currency of the change is a choice."""
    answer = desk.post(page_of(order), sent(method, change_in="VES") | {"rate": dear.pk})

    assert answer.status_code == 303
    payment = Payment.objects.get()
    assert (payment.amount, given(payment)) == (50_00, [("VES", 12344_00, 50_00, "USD")])
    assert "Change Drawer" in plain(desk.get(answer["Location"]))
    sheet = plain(desk.get(f"/orders/{order.pk}/"))
    assert "Drawer US$ 100.00 − Bs. 12,344.00 of change" in sheet


def test_while_it_is_written_it_says_what_goes_back(desk, order, method, dear):
    answer = desk.post(f"{page_of(order)}sums/", sent(method, change_in="VES") | {"rate": dear.pk})

    assert plain(answer) == (
        "Drawer US$ 100.00 Change − Bs. 12,344.00 = US$ 50.00 Collected now US$ 50.00 Left to pay US$ 0.00"
    )
    assert text(answer).count("12,344.00") == 3, "In the sums, in its field and on the bar of phones."
    assert not Payment.objects.exists()


def test_less_than_is_collected_is_refused_beside_it(desk, order, method):
    """Whoever collects a part of it types that as the amount."""
    answer = desk.post(page_of(order), a_tender(method=option_key(method), amount="50.00", received="20"))

    assert answer.status_code == 422
    assert beside(answer, "tenders-0-received").startswith("Less was handed over than is collected.")


def test_of_a_way_that_is_no_cash_nothing_goes_back(desk, order):
    """What was typed before another way was chosen lies hidden, and counts for nothing."""
    card = factories.a_method("Terminal", kind="card")

    assert desk.post(page_of(order), sent(card)).status_code == 303
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (83_00, "USD", [83_00, 85_00, 90_00, 100_00]),
        (75_50, "USD", [75_50, 76_00, 80_00, 100_00]),
        (100_00, "USD", [100_00]),
        (20491_04, "VES", [20491_04, 20495_00, 20500_00, 20600_00]),
        (7, "PYG", [7, 2_000, 5_000, 10_000]),
        (0, "USD", []),
    ],
)
def test_notes_to_pay_with(amount, currency, expected):
    assert paid_with(amount, currency) == expected


# --- the database ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "worth", "more"), [("card", 1, 10_00), ("cash", 10_00, 10_00), ("cash", 2, 1)])
def test_the_database_refuses_what_no_action_gives(kind, worth, more):
    """On a card, all of a tender, or what the payment says that it kept. `more`: was handed over in another way."""
    payment, method = factories.a_payment(method=factories.a_method(kind=kind)), factories.a_method()
    tender = payment.tenders.get()
    payment.tenders.create(method=method, currency="USD", amount=more, amount_in_charge_currency=more)

    with pytest.raises(DatabaseError, match="change_is_the_rest_of_cash"), transaction.atomic():
        Change.objects.create(
            tender=tender, payment=payment, method=tender.method, currency="USD", amount=worth, worth=worth
        )


def test_the_day_is_drawn_and_led_to(desk, customer, clerk, method, dear):
    """A bar for each of seven days, the chosen one marked; a table says the same."""
    paid_with_a_hundred(customer, method, clerk)

    page = read(desk)

    assert page.count('class="bar-room"') == 7
    assert page.count('class="bar is-shown"') == 1
    assert f"from={day(-6)}&amp;to={day(-6)}" in page
