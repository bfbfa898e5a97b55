"""M4: a month is billed by the days on which the plan was active in it, whatever it is on the day of the run."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faena.billing import actions
from faena.billing.active_days import share_of, sums_of
from faena.billing.models import Invoice, Subscription, Suspension
from faena.billing.months import next_month
from faena.upkeep.demo import clock
from tests import factories

JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in range(6, 11))


@contextmanager
def on(day):
    """It is noon of that day."""
    with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def carmens(customer, plan):
    return factories.a_subscription(customer, plan=plan, started_on=date(2026, 1, 5))


def suspended(subscription, day, by):
    with on(day):
        return actions.suspend_subscription(subscription, reason="Away", version=subscription.version, by=by)


def resumed(subscription, day, by):
    with on(day):
        return actions.resume_subscription(subscription, version=subscription.version, by=by)


def invoiced(period, day, by):
    """What the run of that month issues on that day."""
    with on(day):
        run = actions.start_run(period, by=by)
        while actions.issue_batch(run, by=by):
            pass
    return Invoice.objects.filter(period=period).order_by("id").select_related("charge")


def test_months_of_a_suspension_are_not_billed_after_it_ended(carmens, admin):
    """M4: suspended July to September, taken up again in October; what is billed late is billed as it was then."""
    resumed(suspended(carmens, date(2026, 7, 1), admin), date(2026, 10, 3), admin)

    with on(date(2026, 10, 3)):
        months = [period for period in (JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER) if actions.billable(period).exists()]

    assert months == [JUNE, OCTOBER]


def test_a_plan_that_is_suspended_or_cancelled_by_now_is_billed_for_its_days(customer, carmens, plan, admin):
    """M4: the day of the run changes nothing."""
    left = factories.a_subscription(customer, plan=plan, started_on=date(2026, 1, 5))
    suspended(carmens, date(2026, 8, 20), admin)
    with on(date(2026, 8, 25)):
        actions.cancel_subscription(left, reason="Moved away", version=1, by=admin)

    with on(date(2026, 10, 3)):
        billed = {period: set(actions.billable(period)) for period in (JULY, AUGUST, SEPTEMBER)}

    assert billed == {JULY: {carmens, left}, AUGUST: {carmens, left}, SEPTEMBER: set()}


def test_the_day_of_leaving_does_not_count(carmens, admin):
    """M4: suspended on the first, nothing of the month is billed; taken up again on the last, a day of it is."""
    carmens = suspended(carmens, JULY, admin)
    assert not actions.billable(JULY).exists()

    resumed(carmens, date(2026, 7, 31), admin)

    assert actions.billable(JULY).get() == carmens


def test_a_suspension_that_is_renewed_on_the_day_it_ended_goes_on(carmens, admin):
    """M4: so no month is billed for a day on which it was taken up and suspended again."""
    carmens = resumed(suspended(carmens, date(2026, 6, 20), admin), date(2026, 7, 10), admin)

    suspended(carmens, date(2026, 7, 10), admin)

    assert Suspension.objects.get().until_on is None
    assert not actions.billable(JULY).exists()


@pytest.mark.parametrize(("prorates", "amount", "said"), [(False, 30_00, "Fibre 100 · 06/2026"), (True, 1_00, "")])
def test_who_starts_on_the_last_pays_the_month_or_the_day(customer, plan, admin, prorates, amount, said):
    """M4: by days only where the company says so; the line tells how many, and the list shows it before."""
    factories.the_company(prorates=prorates)
    factories.a_subscription(customer, plan=plan, started_on=date(2026, 6, 30))
    (sums,) = sums_of(actions.billable(JUNE), JUNE, prorates=prorates)

    invoice = invoiced(JUNE, date(2026, 6, 30), admin).get()

    assert (invoice.account.amount, sums.total, sums.many) == (amount, amount, 1)
    assert invoice.lines.get().summary == (said or "Fibre 100 · 06/2026, 1 of 30 days")


def test_an_invoice_is_never_due_sooner_than_the_company_says(carmens, admin):
    """M4: a month that is billed late leaves days to pay it."""
    factories.the_company(least_due_days=5)

    late = invoiced(JUNE, date(2026, 7, 20), admin).get()
    in_time = invoiced(JULY, date(2026, 7, 1), admin).get()

    assert late.account.due_on == date(2026, 7, 25)
    assert in_time.account.due_on == date(2026, 7, 10)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    started=st.integers(-40, 70),
    turns=st.lists(st.integers(0, 12), max_size=6),
    ends=st.none() | st.integers(0, 30),
    price=st.integers(1, 99_99),
)
def test_the_list_and_the_count_of_days_agree(started, turns, ends, price):
    """M4: day by day, whatever was suspended when; parts of a month sum to its price at most."""
    days = [JUNE + timedelta(days=started)]
    for turn in turns:
        days.append(days[-1] + timedelta(days=turn))
    with transaction.atomic():
        by = factories.a_user(role="master")
        one = factories.a_subscription(price=price, started_on=days[0])
        for place, day in enumerate(days[1:]):
            one = (resumed if place % 2 else suspended)(one, day, by)
        if ends is not None:
            with on(days[-1] + timedelta(days=ends)):
                one = actions.cancel_subscription(one, reason="Moved", version=one.version, by=by)
        active = {day for day in (JUNE + timedelta(days=n) for n in range(-60, 250)) if is_active(days, ends, day)}

        for period in (JUNE, JULY, AUGUST):
            counted = len({day for day in active if period <= day < next_month(period)})
            share = share_of(Subscription.objects.get(pk=one.pk), period, prorates=True)
            assert share.days == counted
            assert Subscription.objects.active_in(period).filter(pk=one.pk).exists() == bool(counted)
            assert (share.amount > 0) == bool(counted)
            assert share.amount <= price
        transaction.set_rollback(True)


def is_active(days, ends, day):
    """Told day by day: what the last event up to and including it made of the plan."""
    if day < days[0] or (ends is not None and day >= days[-1] + timedelta(days=ends)):
        return False
    return sum(1 for turn in days[1:] if turn <= day) % 2 == 0


def test_suspensions_of_before_come_from_the_history(carmens, admin):
    """M4: what was suspended before there were rows is not billed by the next run of an earlier month."""
    resumed(suspended(carmens, date(2026, 7, 1), admin), date(2026, 10, 3), admin)
    before = list(Suspension.objects.values_list("from_on", "until_on"))
    Suspension.objects.all().delete()

    import_module("faena.billing.migrations.0006_earlier_suspensions").from_history(apps, None)

    assert list(Suspension.objects.values_list("from_on", "until_on")) == before == [(JULY, date(2026, 10, 3))]
