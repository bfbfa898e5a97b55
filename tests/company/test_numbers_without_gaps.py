"""The numbers of a series have no gap, whatever happens at the same time.

`dev.py sabotage --races` has sixteen threads take fifty numbers each (FAENA_RACES=50)."""

import os
import random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from faena.billing.actions import ItemFacts, issue_invoice
from faena.billing.models import Invoice
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Charge, Payment
from faena.company.actions import next_number
from faena.company.models import Branch, NumberSeries
from faena.customers.actions import DeviceFacts
from faena.customers.models import Customer
from faena.journal.actions import record
from faena.lib.refs import Ref
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from faena.tickets.actions import OpeningFacts, open_ticket
from faena.tickets.models import Ticket
from tests import factories
from tests.world import race, won

LONG = int(os.environ.get("FAENA_RACES", "0"))
THREADS, TIMES = (16, LONG) if LONG else (8, 10)
pytestmark = [pytest.mark.slow("the long races, by hand")] if LONG else []


class GivenBack(Exception):
    """The transaction that took a number fails."""


def issue(place, *, times, take):
    """Take numbers of one series, a third of them in a transaction that fails afterwards; those that stand."""
    chance, branch, stand = random.Random(place), Branch.default(), []
    for _ in range(times):
        try:
            with transaction.atomic():
                number = take("slip", branch)
                record("order.opened", Ref("slip", number, str(number)), by=factories.somebody())
                if chance.random() < 0.3:
                    raise GivenBack
                stand.append(number)
        except GivenBack:
            pass
    return stand


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_with_rollbacks_number_one_to_n():
    factories.somebody()

    outcomes = race(lambda place: issue(place, times=6, take=next_number), 16)

    given = sorted(number for stand in won(outcomes) for number in stand)
    assert len(won(outcomes)) == 16
    assert given == list(range(1, len(given) + 1))
    assert NumberSeries.objects.get(kind="slip").last == len(given)


def without_lock(kind, branch):
    """The same as next_number, but for the lock."""
    series = NumberSeries.objects.get(kind=kind, branch=branch)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_gives_a_number_twice_or_fails(monkeypatch):
    """PostgreSQL: the row lock; SQLite: IMMEDIATE. Each engine is robbed of its own."""
    factories.somebody()
    NumberSeries.objects.create(kind="slip", branch=Branch.default())
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")

    outcomes = race(lambda place: issue(place, times=6, take=without_lock), 16)

    given = sorted(number for stand in won(outcomes) for number in stand)
    assert len(won(outcomes)) < 16 or given != list(range(1, len(given) + 1))


# --- the numbers that people read -----------------------------------------------------------------------------


def what_takes_a_number(charge, by):
    """series → the action by which a customer's paper gets its number."""
    customer, method = charge.customer, factories.a_method()
    kind, queue = factories.a_ticket_type(), factories.a_queue()
    tender, item, today = TenderFacts(method, 1, "USD"), ItemFacts("Installation", 30_00), timezone.localdate()
    return {
        "order": lambda: open_order(customer, device=DeviceFacts("Phone"), facts=IntakeFacts("Wet."), by=by),
        "receipt": lambda: receive_payment(Charge.objects.get(pk=charge.pk), tenders=[tender], by=by),
        "invoice": lambda: issue_invoice(customer, items=[item], due_on=today, by=by),
        "protocol": lambda: open_ticket(customer, OpeningFacts(kind, "Dead.", destination=queue), by=by),
    }


@pytest.mark.slow("eight threads open, collect, invoice and ask for help at once")
@pytest.mark.django_db(transaction=True)
def test_orders_receipts_invoices_and_protocols_number_one_to_n(owner):
    """Of four series at once, a third of the transactions given back: exactly 1..n of each."""
    factories.the_company(has_care=True)
    charge = factories.a_charge(amount=1_000_000_00)
    acts, customers = what_takes_a_number(charge, owner), Customer.objects.count()

    def act(place):
        chance = random.Random(place)
        for _ in range(TIMES):
            try:
                with transaction.atomic():
                    acts[chance.choice(list(acts))]()
                    if chance.random() < 0.3:
                        raise GivenBack
            except GivenBack:
                pass

    outcomes = race(act, THREADS)

    assert outcomes == [None] * THREADS
    for model, column in ((ServiceOrder, "number"), (Payment, "receipt"), (Invoice, "number"), (Ticket, "number")):
        numbers = sorted(model.objects.values_list(column, flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), model
        assert len(numbers) > THREADS / 2, model
    assert Customer.objects.count() == customers
