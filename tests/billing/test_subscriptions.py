"""C3, C4: a customer takes a plan, changes it, leaves it for a while or for good; each told, found by the login."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from faena.billing.actions import (
    SubscriptionFacts,
    cancel_subscription,
    change_subscription,
    resume_subscription,
    subscribe,
    suspend_subscription,
)
from faena.billing.models import Subscription
from faena.company.catalogue.actions import edit_row, retire_row
from faena.customers import search
from faena.customers.actions import retire_customer
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories
from tests.world import race, won

ACTIVE, INACTIVE, CANCELLED = Subscription.State.values


def facts(plan, **more):
    written = {"price": 25_00, "due_day": 10, "started_on": date(2026, 3, 1), "login": "Carmen.Casa"}
    return SubscriptionFacts(plan, **(written | more))


@pytest.fixture
def carmens(customer, plan, admin):
    return subscribe(customer, facts(plan), by=admin)


def event_line(verb):
    return render_event(Event.objects.get(verb=verb))


def changes(verb):
    return [(one.label, one.old, one.new) for one in event_line(verb).changes]


# --- taken --------------------------------------------------------------------------------------------------


def test_a_plan_is_taken_with_a_contract_number(customer, plan, admin):
    """C4: the price is the subscriber's own, the line is kept in one spelling."""
    line = {"ip": " 2001:DB8:0:0::7 ", "mac": "ac84.c612.3456", "address": " Calle 8 ", "access_point": "Torre Norte"}

    one = subscribe(customer, facts(plan, **line), by=admin)
    other = subscribe(customer, facts(plan, login=""), by=admin)

    one.refresh_from_db()
    assert (str(one), str(other)) == ("C-000001", "C-000002")
    assert (one.state, one.price, one.currency, one.due_day) == (ACTIVE, 25_00, "USD", 10)
    assert (one.ip, one.mac, one.address) == ("2001:db8::7", "AC:84:C6:12:34:56", "Calle 8")
    event = Event.objects.filter(verb="subscription.opened").earliest("id")
    assert render_event(event).text == "Ada Admin signed up C-000001: Fibre 100 for US$\N{NO-BREAK SPACE}25.00 a month"
    assert event.customer_id == customer.pk


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"price": -1}, "price", "zero or more"),
        ({"price": 10**12 + 1}, "price", "at most"),
        ({"due_day": 0}, "due_day", "1 to 31"),
        ({"due_day": 32}, "due_day", "1 to 31"),
        ({"ip": "10.0.0.256"}, "ip", "no IP address"),
        ({"mac": "AC:84"}, "mac", "no MAC address"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(customer, plan, admin, wrong, field, sentence):
    """C4: nothing half-written stays, and no number is lost."""
    with pytest.raises(RuleBroken) as refused:
        subscribe(customer, facts(plan, **wrong), by=admin)

    assert refused.value.at == field
    assert sentence in refused.value.sentence
    assert not Subscription.objects.exists()
    assert str(subscribe(customer, facts(plan), by=admin)) == "C-000001"


def test_a_plan_that_is_retired_is_not_taken_but_kept(customer, plan, carmens, admin):
    plan = retire_row(plan, by=admin)

    with pytest.raises(RuleBroken) as refused:
        subscribe(customer, facts(plan, login="other"), by=admin)
    assert refused.value.at == "plan"
    assert change_subscription(carmens, facts(plan, due_day=15), version=1, by=admin).due_day == 15


def test_a_retired_customer_takes_none(customer, plan, admin, owner):
    retire_customer(customer, version=customer.version, by=owner)

    with pytest.raises(RuleBroken) as refused:
        subscribe(customer, facts(plan), by=admin)

    assert "restore the customer first" in refused.value.sentence


def test_a_login_is_one_plans_while_it_is_not_cancelled(carmens, stranger, plan, admin):
    """C4: in any capitals."""
    with pytest.raises(RuleBroken) as refused:
        subscribe(stranger, facts(plan, login="CARMEN.casa"), by=admin)
    assert (refused.value.at, refused.value.sentence) == ("login", "Another plan has this login.")

    cancel_subscription(carmens, reason="Moved away", version=1, by=admin)

    assert subscribe(stranger, facts(plan, login="CARMEN.casa"), by=admin).login == "CARMEN.casa"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_login(customer, stranger, plan, admin):
    """C4: the database refuses the second, and numbers have no gap."""
    people = [customer, stranger]

    outcomes = race(lambda place: subscribe(people[place % 2], facts(plan), by=admin), threads=4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(one, RuleBroken) for one in outcomes if one not in won(outcomes))
    assert Subscription.objects.get().number == 1


@pytest.mark.parametrize(
    "wrong", [{"due_day": 32}, {"price": -1}, {"state": "cancelled"}, {"cancelled_on": date(2026, 3, 1)}]
)
def test_the_database_refuses_what_no_action_writes(carmens, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=carmens.pk).update(**wrong)


# --- changed ------------------------------------------------------------------------------------------------


def test_a_change_is_told_old_and_new(carmens, admin):
    """C4."""
    faster = factories.a_plan(name="Fibre 300")

    now = change_subscription(
        carmens, facts(faster, price=40_00, login="casa", mac="AC84C6123456"), version=1, by=admin
    )

    assert (now.version, now.plan) == (2, faster)
    assert set(changes("subscription.changed")) == {
        ("Plan", "Fibre 100", "Fibre 300"),
        ("Price a month", "US$\N{NO-BREAK SPACE}25.00", "US$\N{NO-BREAK SPACE}40.00"),
        ("Login", "Carmen.Casa", "casa"),
        ("MAC address", "—", "AC:84:C6:12:34:56"),
    }


@pytest.mark.parametrize(("agreed", "paid"), [(None, 40_00), (25_00, 25_00), (40_00, 40_00)])
def test_the_price_follows_the_plan_unless_another_was_agreed(customer, plan, admin, agreed, paid):
    """M1: whoever only changes the plan pays the new one; what is written down as agreed holds."""
    faster = factories.a_plan(name="Fibre 300", price=40_00)
    taken = subscribe(customer, facts(plan, price=None), by=admin)
    assert (taken.price, taken.has_own_price) == (30_00, False)

    now = change_subscription(taken, facts(faster, price=agreed), version=1, by=admin)

    now.refresh_from_db()
    assert (now.price, now.has_own_price) == (paid, paid != 40_00)


def test_the_same_plan_keeps_what_was_paid_so_far(customer, plan, admin):
    """M1, C19: when its list price rose and nothing was agreed; giving up what was agreed brings the plan's."""
    taken = subscribe(customer, facts(plan, price=None), by=admin)
    agreed = subscribe(customer, facts(plan, login="other"), by=admin)
    plan.price = 35_00
    plan.save()

    kept = change_subscription(taken, facts(plan, price=None, due_day=5), version=1, by=admin)
    ended = change_subscription(agreed, facts(plan, price=None, login="other"), version=1, by=admin)

    assert (kept.price, kept.has_own_price) == (30_00, False)
    assert (ended.price, ended.has_own_price) == (35_00, False)


def test_saving_the_same_again_is_no_event(carmens, plan, admin):
    assert change_subscription(carmens, facts(plan), version=1, by=admin).version == 1
    assert not Event.objects.filter(verb="subscription.changed").exists()


def test_a_stale_page_is_refused(carmens, plan, admin):
    change_subscription(carmens, facts(plan, due_day=5), version=1, by=admin)

    with pytest.raises(Stale):
        change_subscription(carmens, facts(plan, due_day=6), version=1, by=admin)
    with pytest.raises(Stale):
        cancel_subscription(carmens, reason="Moved away", version=1, by=admin)


def test_the_plans_later_price_is_for_later_subscribers(carmens, plan, admin):
    """C19: the history of the plan tells it as money."""
    kept = {name: getattr(plan, name) for name in ("name", "currency", "down_mbps", "up_mbps", "technology")}

    edit_row(plan, facts={**kept, "price": 35_00}, version=1, by=admin)

    carmens.refresh_from_db()
    assert carmens.price == 25_00
    assert changes("catalogue.edited") == [
        ("Price a month", "US$\N{NO-BREAK SPACE}30.00", "US$\N{NO-BREAK SPACE}35.00")
    ]


# --- left ---------------------------------------------------------------------------------------------------


def test_it_is_suspended_and_taken_up_again(carmens, admin):
    """C3."""
    now = suspend_subscription(carmens, reason=" Travelling ", version=1, by=admin)
    assert (now.state, now.reason, event_line("subscription.suspended").note) == (INACTIVE, "Travelling", "Travelling")

    now = resume_subscription(now, version=2, by=admin)
    assert (now.state, now.reason) == (ACTIVE, "")


def test_it_is_cancelled_for_good(carmens, plan, admin):
    """C4: with the day and the reason; its number stays."""
    now = cancel_subscription(carmens, reason="Moved away", version=1, by=admin)

    now.refresh_from_db()
    assert (now.state, now.reason, str(now)) == (CANCELLED, "Moved away", "C-000001")
    assert now.cancelled_on is not None
    for act in (
        lambda: change_subscription(now, facts(plan), version=2, by=admin),
        lambda: suspend_subscription(now, reason="x", version=2, by=admin),
        lambda: resume_subscription(now, version=2, by=admin),
        lambda: cancel_subscription(now, reason="x", version=2, by=admin),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert "cannot be changed" in refused.value.sentence


@pytest.mark.parametrize("leave", [suspend_subscription, cancel_subscription])
def test_it_is_not_left_without_a_reason(carmens, admin, leave):
    with pytest.raises(RuleBroken) as refused:
        leave(carmens, reason=" \u200b", version=1, by=admin)

    carmens.refresh_from_db()
    assert (refused.value.at, carmens.state, carmens.cancelled_on) == ("reason", ACTIVE, None)


def test_what_is_so_already_is_refused(carmens, admin):
    with pytest.raises(RuleBroken) as refused:
        resume_subscription(carmens, version=1, by=admin)
    assert "active already" in refused.value.sentence

    now = suspend_subscription(carmens, reason="Travelling", version=1, by=admin)
    with pytest.raises(RuleBroken) as refused:
        suspend_subscription(now, reason="Again", version=2, by=admin)
    assert "not active" in refused.value.sentence


# --- found --------------------------------------------------------------------------------------------------


def test_the_customer_is_found_by_the_login(carmens, customer, plan, admin, seller, stranger):
    """C1: by any part of it, until it is another one or cancelled; a seller among his own customers only."""
    subscribe(stranger, facts(plan, login="casa.ajena"), by=admin)

    (hit,) = search.find("rmen ca", user=admin, field="login")
    assert (hit.customer, hit.field, hit.field_label) == (customer, "login", "Plan login")
    assert [one.customer for one in search.find("casa", user=seller, field="login")] == [customer]

    carmens = change_subscription(carmens, facts(plan, login="otro"), version=1, by=admin)
    assert not search.find("carmen casa", user=admin, field="login")
    cancel_subscription(carmens, reason="Moved away", version=2, by=admin)
    assert not search.find("otro", user=admin, field="login")
