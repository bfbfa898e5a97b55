"""What came since a day leaves as sheets, receipts and invoices as PDF, one customer with all that is known of him."""

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from faena.cash.models import ReceiptPrint
from faena.customers.models import Customer
from faena.journal.models import Access, Event
from faena.moving.archive.reading import contents_of, look_through, read_archive
from faena.moving.refusals import CannotMove
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SHEETS = {f"sheets/{name}.csv" for name in ("customers", "orders", "parts", "payments", "invoices", "tickets")}


def export(*options, folder):
    out = folder / "out.zip"
    call_command("export_data", str(out), *options, stdout=io.StringIO())
    return out


def words_in(archive, sheet):
    text = archive.read(f"sheets/{sheet}.csv").decode("utf-8-sig")
    return {word for mark in ",;" for row in csv.reader(io.StringIO(text), delimiter=mark) for word in row}


def test_what_came_since_a_day_is_sheets_alone(tmp_path, owner):
    old, new = factories.a_customer(name="Old One"), factories.a_customer(name="New One")
    Customer.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    payment = factories.a_payment(factories.an_order(new).charge)
    day = timezone.localdate() - timedelta(days=7)

    out = export("--since", day.isoformat(), folder=tmp_path)

    with ZipFile(out) as archive:
        assert set(archive.namelist()) == {*SHEETS, "manifest.json"}
        assert "New One" in words_in(archive, "customers")
        assert "Old One" not in words_in(archive, "customers")
        assert str(payment) in words_in(archive, "payments")
        assert json.loads(archive.read("manifest.json"))["since"] == day.isoformat()
    with pytest.raises(CannotMove, match="only sheets"):
        read_archive(out)
    assert Access.objects.get(kind="export").facts["since"] == day.isoformat()
    event = Event.objects.get(verb="company.sheets_made")
    assert event.facts["since"] == {"day": day.isoformat()}
    assert not Event.objects.filter(verb="company.archive_made").exists()


def test_receipts_and_invoices_are_papers_that_nobody_printed(tmp_path, owner):
    payment = factories.a_payment(factories.an_order().charge)
    invoice = factories.an_invoice()

    out = export("--papers", folder=tmp_path)

    with ZipFile(out) as archive:
        contents = contents_of(archive)
        look_through(archive, contents)
        papers = {name: archive.read(name) for name in archive.namelist() if name.startswith("papers/")}
    wanted = {f"papers/receipts/{payment}-{payment.pk}.pdf", f"papers/invoices/{invoice}-{invoice.pk}.pdf"}
    assert set(papers) == wanted
    assert all(pdf.startswith(b"%PDF") for pdf in papers.values())
    assert not ReceiptPrint.objects.exists()
    assert contents.tables


def test_without_being_asked_for_there_are_none(tmp_path, owner):
    factories.a_payment(factories.an_order().charge)

    with ZipFile(export(folder=tmp_path)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("papers/")]
        assert json.loads(archive.read("manifest.json"))["since"] == ""


def test_one_customer_leaves_with_all_that_is_known_of_him(tmp_path, customer):
    out = export("--customer", str(customer.code), folder=tmp_path)

    with ZipFile(out) as archive:
        told = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")]
    assert any(customer.name in text for text in told)
    with pytest.raises(CommandError, match="all of him"):
        call_command("export_data", str(tmp_path / "x.zip"), "--customer", "1", "--papers")
    with pytest.raises(CommandError, match="There is no customer 999"):
        call_command("export_data", str(tmp_path / "x.zip"), "--customer", "999")
