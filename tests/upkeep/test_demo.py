"""W36: a demo to try, with one sign-in per role, on this machine only."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum
from django.test import override_settings
from django.utils import timezone

from faena.accounts.models import User
from faena.cash.models import Change, Charge, ExchangeRate, Payment, Reversal, Tender
from faena.cash.totals import totals
from faena.company.models import Company
from faena.gate.roles import Role
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.notifications.models import Message
from faena.orders.models import ServiceOrder, Stage
from faena.tickets.actions.notifying import MAIL
from faena.tickets.models import Ticket
from faena.upkeep.demo.people import PASSWORD, STAFF
from tests import engines
from tests.world import for_a_whole_file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def filled(engine, django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo shop: a copy of the one that `dev.py test` filled and checked, else filled here."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        engines.of_the_demo(engine, folder) as is_filled,
        for_a_whole_file(django_db_blocker),
    ):
        if not is_filled:
            with override_settings(DEMO=True):
                call_command("demo", verbosity=0)
        yield


@pytest.fixture
def demo(filled, db, settings):
    settings.DEMO = True


def test_everybody_of_it_can_sign_in(demo, client):
    """W36: one sign-in per role, all with the printed password."""
    assert {person.role for person in STAFF} == set(Role)
    for person in STAFF:
        assert User.objects.get(email=person.email).check_password(PASSWORD)


def test_it_has_work_in_every_stage_and_its_chains_hold(demo):
    """W36: made by the same actions as a real shop."""
    assert ServiceOrder.objects.values("stage").distinct().count() >= 5
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


def test_filling_twice_changes_nothing(demo):
    """W36: a second start finds its shop as it was."""
    before = ServiceOrder.objects.count(), Event.objects.count()

    call_command("demo", verbosity=0)

    assert (ServiceOrder.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("way", ["FAENA_DEMO", "FAENA_DEBUG"])
def test_the_demo_and_the_pages_for_developers_serve_only_this_machine(way):
    """W36: with a public host name the program does not start in either way."""
    facts = {
        **os.environ,
        "FAENA_SECRET_KEY": "k" * 60,
        way: "1",
        "FAENA_HOSTS": "shop.example",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=facts, capture_output=True, text=True, timeout=60
    )

    assert done.returncode != 0
    assert "only this machine" in done.stderr + done.stdout


def test_a_real_installation_is_not_served_as_the_demo():
    """W36: a host name is whatever a stranger writes into his request, so the address listened on counts as well."""
    facts = {**os.environ, "FAENA_DEMO": "1"}

    done = subprocess.run(
        [sys.executable, "dev.py", "serve", "--host", "192.0.2.1"],
        cwd=ROOT, env=facts, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert done.returncode != 0
    assert "known passwords" in done.stderr + done.stdout


def test_it_is_a_month_that_ends_today(demo):
    """W36: numbers, receipts and closings run with the days, and every worklist of the home page has something."""
    now = timezone.now()
    orders = ServiceOrder.objects.order_by("number")
    opened = [order.opened_at for order in orders]
    assert opened == sorted(opened)
    assert now - opened[0] > timedelta(days=25)
    assert now - opened[-1] < timedelta(days=2)
    received = list(Payment.objects.order_by("receipt").values_list("at", flat=True))
    assert received == sorted(received)
    assert all(order.closed_at < now for order in orders.filter(stage=Stage.CLOSED))
    assert orders.terms_pending().exists()
    assert orders.filter(status__waits_for_parts=True).exists()
    assert orders.open().filter(technician=None).exists()
    assert orders.filter(stage=Stage.VOID).exists()


def test_its_month_of_money_adds_up(demo):
    """W36, B7: what the cash says by method and currency is what accounts and tenders say, in both currencies."""
    payments, start = Payment.objects.all(), timezone.now() - timedelta(days=100)
    undone = payments.filter(reversal__at__gte=start)

    month = totals(payments.filter(at__gte=start), undone)

    tenders, changes = (model.objects.filter(payment__reversal=None) for model in (Tender, Change))
    for line in month.by_currency:
        came, back = (rows.filter(currency=line.currency).aggregate(sum=Sum("amount")) for rows in (tenders, changes))
        assert line.net == came["sum"] - back["sum"], "Change went back in both currencies."
    assert {line.currency for line in month.lines} == {"USD", "VES"}
    assert sum(charge.paid for charge in Charge.objects.all()) == sum(
        tenders.values_list("amount_in_charge_currency", flat=True)
    ) - sum(changes.values_list("worth", flat=True))
    assert all(order.account.balance == 0 for order in ServiceOrder.objects.filter(stage=Stage.CLOSED))


def test_a_customer_is_written_to_about_a_ticket(demo):
    """W36, C12, C14: a status and a comment that were made visible left by mail, in her language."""
    written = Message.objects.filter(template=MAIL)

    assert {(one.address, one.language) for one in written} == {("carmen.montilla@correo.example", "es")}
    assert {one.data["what"] for one in written} == {"status", "test"}
    assert {one.ref.kind for one in written} == {"ticket"}


def test_its_customers_pay_in_every_way(demo):
    """W34, W35, W36: in two currencies at once, by rates set each morning; one payment bounced, and its order was
    closed again; no receipt was printed twice, and some not at all."""
    two = Tender.objects.values("payment").annotate(ways=Count("currency", distinct=True)).filter(ways=2)
    assert two.count() > 2
    assert ExchangeRate.objects.count() > 20
    (reversal,) = Reversal.objects.all()
    order = ServiceOrder.objects.get(charge=reversal.payment.charge)
    assert (order.stage, order.closings.count()) == (Stage.CLOSED, 2)
    assert set(Payment.objects.annotate(times=Count("prints")).values_list("times", flat=True)) == {0, 1}


def test_it_works_in_hours_and_a_clock_stands(demo):
    """M29, M39: its working hours are written, it rests on holidays, and one waits for a customer's answer."""
    company = Company.the()
    assert company.working_hours["5"] == [["08:00", "13:00"]]
    assert company.rests_on_holidays
    assert Ticket.objects.open().exclude(stopped_at=None).exists()
    assert Ticket.objects.filter(stopped_at=None, stopped_seconds__gt=0).exists()
