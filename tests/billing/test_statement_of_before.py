"""The statement begins with what the customer owed before the program."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.billing.models import Invoice
from faena.billing.paper import statement_paper
from faena.billing.statement import StatementTotals, counted_of, statement_of, with_last_payment, with_payments
from faena.cash.models import OpeningBalance
from faena.company.models import Company
from tests import factories
from tests.cash.collecting import plain


@pytest.fixture
def invoice(customer):
    return factories.an_invoice(factories.a_subscription(customer), due=5)


def test_it_comes_before_all_invoices(desk, customer, admin, invoice):
    """Totals and the balance after each invoice have it."""
    old = factories.an_opening_balance(customer)
    factories.a_payment(old.charge, amount=15_00)
    factories.an_opening_balance(customer, due_on=None, amount=1_00, old_number="")
    factories.an_opening_balance()

    counted = statement_of(counted_of(customer, admin), timezone.localdate())
    page = plain(desk.get(f"/customers/{customer.pk}/statement/"))

    assert counted.totals == [StatementTotals("USD", 56_00, 25_00)]
    assert counted.running[invoice.charge_id] == 56_00
    assert "Left to pay US$ 56.00 Overdue US$ 25.00" in page
    assert "Owed before Faena" in page
    assert page.index("SI-000001") < page.index("F-000001")


def test_days_choose_it_too_on_page_file_and_paper(desk, customer, admin, invoice):
    factories.an_opening_balance(customer)
    page = f"/customers/{customer.pk}/statement/"
    late = (timezone.localdate() - timedelta(days=60)).isoformat()

    file = b"".join(desk.file(page + "?format=csv").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))

    assert [line[0] for line in lines] == ["Invoice", "SI-000001", "F-000001"]
    assert lines[1][-3:] == ["40.00", "USD", "Overdue"]
    assert lines[2][-3:] == ["70.00", "USD", "Open"]
    assert "SI-000001" not in plain(desk.get(f"{page}?to={late}"))
    balances = list(with_last_payment(OpeningBalance.objects.with_received()))
    counted = statement_of(counted_of(customer, admin), timezone.localdate())
    rows = [*balances, *with_payments(list(Invoice.objects.all()))]
    made = statement_paper(customer, rows, counted, Company.the(), days=(None, None))
    assert [row[1] for row in made.data["rows"]] == ["SI-000001", "F-000001"]
    assert "40" in made.data["rows"][0][-1]


def test_a_customer_without_invoices_has_a_statement_all_the_same(desk, customer):
    factories.an_opening_balance(customer)

    page = plain(desk.get(f"/customers/{customer.pk}/statement/"))

    assert "SI-000001" in page
    assert "No invoice yet" not in page
