"""C5, C6, C19: invoices under two processes at once and under kill -9, on both engines: each subscriber has one for a
month, and what is paid is not cancelled.

The races stand in functions that also judge them, so that the sabotage runs the very same race without its locks and
has to fail."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from faena.billing.actions import issue_batch, start_run
from faena.billing.models import Cancellation, Invoice, InvoiceLine, InvoiceRun, Subscription
from faena.cash.models import Charge, Payment
from faena.company.models import Company, NumberSeries
from faena.journal.chain import broken_links
from faena.journal.models import Event
from tests import factories
from tests.faults import acts
from tests.faults.test_races import ROUNDS, TRIES, again, faults, how
from tests.processes import Outcome, call, two_processes

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
KILLS = 3


@pytest.fixture(scope="module")
def race(django_db_setup: None) -> Iterator[Callable[..., list[Outcome]]]:
    with two_processes() as started:
        yield started


@pytest.fixture(autouse=True)
def _care(db: Any) -> None:
    factories.the_company(has_care=True)


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def subscribers(many: int) -> list[Subscription]:
    customer, plan = factories.a_customer(), factories.a_plan()
    begun = {"started_on": date(2020, 1, 1)}
    return [factories.a_subscription(customer, plan=plan, **begun) for _ in range(many)]


# --- the races, each with its judgement ---------------------------------------------------------------------


def two_runs_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """The page's job and the command, in batches of three."""
    begin_anew()
    those = subscribers(20)

    outcomes = race([call(acts.invoice_all, this_month(), who)] * 4, over=[InvoiceRun, NumberSeries], **sabotage)

    assert not faults(outcomes), faults(outcomes)
    assert_one_each(those)


def pay_and_cancel_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Of each of three invoices two collect a part, and two cancel it."""
    method = factories.a_method()
    invoices = [factories.an_invoice(amount=30_00) for _ in range(3)]
    calls = []
    for invoice in invoices:
        calls += [call(acts.pay_invoice, invoice, 10_00, method, who)] * 2
        calls += [call(acts.cancel_invoice, invoice, who)] * 2

    outcomes = race(calls, over=[Invoice, Charge], **sabotage)

    assert not faults(outcomes), faults(outcomes)
    for invoice in Invoice.objects.with_paid().filter(pk__in=[one.pk for one in invoices]):
        is_cancelled = Cancellation.objects.filter(invoice=invoice).exists()
        assert (invoice.account.cancelled_at is not None) == is_cancelled
        assert invoice.received == (0 if is_cancelled else 20_00)


# --- what they show -----------------------------------------------------------------------------------------


def test_two_runs_at_once_issue_one_invoice_each(race, owner):
    """C19: from two places; the numbers have no gap."""
    two_runs_at_once(race, owner)


def test_what_is_paid_is_not_cancelled(race, owner):
    """C6: either of them comes first, and the other reads a sentence."""
    again(ROUNDS, pay_and_cancel_at_once, race, owner)


@pytest.mark.parametrize("the_same_race", [two_runs_at_once, pay_and_cancel_at_once])
def test_without_its_locks_the_same_race_goes_wrong(race, owner, the_same_race):
    """C6, C19: both above can be lost."""
    with pytest.raises(AssertionError):
        again(TRIES, the_same_race, race, owner, locked=False)


def test_a_run_and_a_cancelled_plan_at_once(race, owner):
    """C19, C4: whoever left before his batch has no invoice; nobody has half of one."""
    those = subscribers(12)
    calls = [call(acts.invoice_all, this_month(), owner)] * 2
    calls += [call(acts.leave_plan, one, owner) for one in those[::2]]

    outcomes = race(calls, over=[InvoiceRun, Subscription])

    # Whoever starts a run after the other one ended reads that nobody is left.
    assert how(outcomes) in ({"won": 8}, {"won": 7, "refused": 1}), faults(outcomes)
    invoiced = set(Invoice.objects.values_list("subscription", flat=True))
    assert invoiced >= {one.pk for one in those[1::2]}
    assert Subscription.objects.filter(state="cancelled").count() == 6
    assert_one_each(list(Subscription.objects.filter(pk__in=invoiced)))


def test_a_killed_run_goes_on_with_one_invoice_each(owner):
    """C19: kill -9 in the middle of a batch, again and again; what is left goes on where it was."""
    those = subscribers(60)
    for _ in range(KILLS):
        kill_while_it_runs(owner)

    run = start_run(this_month(), by=owner)
    assert 0 < run.issued < len(those)
    while issue_batch(run, by=owner):
        pass

    run.refresh_from_db()
    assert (run.issued, run.total, run.is_running) == (60, 60, False)
    assert_one_each(those)


# --- how -----------------------------------------------------------------------------------------------------


def kill_while_it_runs(owner: Any) -> None:
    """A process of its own issues one by one and tells each; it is killed after some of them."""
    script = (
        "import sys, json, django; from django.conf import settings;"
        "settings.DATABASES['default'].update(json.loads(sys.stdin.readline())); django.setup();"
        "from tests.faults.test_invoice_races import issue_slowly; issue_slowly(sys.argv[1])"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(owner.pk)],
        cwd=ROOT,
        env={
            **os.environ,
            "FAENA_VAR": str(settings.VAR),
            "FAENA_SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(connection.settings_dict, default=str) + "\n")
        child.stdin.flush()
        printed = [child.stdout.readline() for _ in range(7)]
        child.kill()
    assert all(line.startswith("issued") for line in printed), printed


def issue_slowly(owner: str) -> None:
    """In the child: batches of two, without an end."""
    from faena.accounts.models import User

    user = User.objects.get(pk=owner)
    with Company.the().in_its_zone():
        run = start_run(this_month(), by=user)
        while issue_batch(run, size=2, by=user):
            sys.stdout.write("issued\n")
            sys.stdout.flush()


def begin_anew() -> None:
    """The subscribers of an earlier try are not invoiced again."""
    Subscription.objects.filter(state="active").update(state="inactive", reason="Earlier")


def assert_one_each(those: list[Subscription]) -> None:
    mine = Invoice.objects.filter(subscription__in=those).select_related("charge")
    assert sorted(mine.values_list("subscription", flat=True)) == sorted(one.pk for one in those)
    for invoice in mine:
        assert (invoice.account.amount, invoice.lines.count()) == (30_00, 1)
        assert Event.objects.filter(verb="invoice.issued", about_id=invoice.pk).count() == 1
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert NumberSeries.objects.get(kind="invoice").last == len(numbers)
    assert Charge.objects.filter(ref_kind="invoice").count() == len(numbers) == InvoiceLine.objects.count()
    assert not Payment.objects.exists()
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []
