"""Data of this person: a Master hands them over, and erases them with his password."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from faena.billing.paper import invoice_paper
from faena.customers.actions import forget_customer
from faena.customers.models import Customer
from faena.journal.models import Access
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def retire(customer):
    Customer.objects.filter(pk=customer.pk).update(retired_at=timezone.now())
    customer.refresh_from_db()
    return customer


def taken_by(client, customer):
    """The archive, after the password."""
    where = f"/customers/{customer.pk}/data/file/"
    assert client.get(where).headers["Content-Type"].startswith("text/html")
    answer = client.post(where, {"current": PASSWORD}, follow=True)
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_page_names_what_is_open_and_has_no_form(customer, owner, client_of):
    factories.the_company(has_care=True)
    order = factories.an_order(customer)
    retire(customer)

    page = client_of(owner).get(f"/customers/{customer.pk}/data/").content.decode()

    assert f'href="/orders/{order.pk}/"' in page
    assert str(order) in page
    assert 'name="reason"' not in page


def test_who_is_not_retired_is_led_to_that(customer, owner, client_of):
    page = client_of(owner).get(f"/customers/{customer.pk}/data/").content.decode()

    assert f'href="/customers/{customer.pk}/retirement/"' in page
    assert 'name="reason"' not in page


def test_a_master_erases_with_a_reason(customer, owner, client_of):
    factories.a_closed_order(customer)
    factories.a_contact(customer)
    retire(customer)
    client = client_of(owner)
    page = client.get(f"/customers/{customer.pk}/data/").content.decode()
    assert "This cannot be undone" in page
    assert "5 years" in page

    sent = {"version": customer.version, "reason": "", "current": PASSWORD}
    refused = client.post(f"/customers/{customer.pk}/data/", sent)
    assert refused.status_code == 422
    answer = client.post(f"/customers/{customer.pk}/data/", sent | {"reason": "Asked by letter."}, follow=True)

    assert Customer.objects.get(pk=customer.pk).is_forgotten
    assert "was erased" in answer.content.decode()
    assert "was erased" in client.get(f"/customers/{customer.pk}/").content.decode()


def test_nobody_else_reaches_it(customer, admin, client_of):
    for end in ("data/", "data/file/"):
        assert client_of(admin).get(f"/customers/{customer.pk}/{end}").status_code == 403


def test_the_archive_is_in_his_language_and_without_notes_of_the_shop(customer, owner, client_of):
    Customer.objects.filter(pk=customer.pk).update(language="pt-br", notes="Pays late")
    order = factories.a_closed_order(customer, reason="Não liga")
    factories.an_address(customer, line="Rua das Flores 8")
    photo = factories.a_file(stored=True)
    other = factories.an_order(factories.a_customer(), reason="Of somebody else")
    open_order = factories.an_order(customer)
    factories.an_entry(open_order, note="Veio").photos.create(file=photo)
    factories.an_internal_entry(open_order, note="Loud neighbour of Esteban")

    zipped = taken_by(client_of(owner), customer)

    names = zipped.namelist()
    assert f"files/{photo.pk}.webp" in names
    told = json.loads(zipped.read(f"{customer.code}.json"))
    text = json.dumps(told, ensure_ascii=False)
    assert "Não liga" in text
    assert "Rua das Flores 8" in text
    assert str(order.number) in text
    assert "Loud neighbour" not in text
    assert other.reason not in text
    assert {"Ordens", "Endereços"} <= set(told["data"])
    assert zipped.read(f"{customer.code}.pdf").startswith(b"%PDF")
    assert Access.objects.filter(kind="export", about_kind="customer", about_id=customer.pk).exists()


def test_commands_do_the_same(customer, owner, tmp_path, capsys):
    out = tmp_path / "person.zip"
    call_command("person", str(customer.code), str(out))
    assert zipfile.ZipFile(out).testzip() is None
    assert out.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="is there already"):
        call_command("person", str(customer.code), str(out))
    with pytest.raises(CommandError, match="no customer 999"):
        call_command("person", "999", str(tmp_path / "x.zip"))

    with pytest.raises(CommandError, match="Retire the customer first"):
        call_command("forget_customer", str(customer.code), reason="Asked.")
    retire(customer)
    call_command("forget_customer", str(customer.code), reason="Asked.")
    assert Customer.objects.get(pk=customer.pk).is_forgotten


def test_a_forgotten_customer_has_nothing_to_hand_over_but_numbers(customer, owner, client_of):
    factories.a_closed_order(customer, reason="Very personal")
    retire(customer)
    forget_customer(customer, reason="Asked.", version=customer.version, by=owner)

    zipped = taken_by(client_of(owner), customer)

    assert b"Very personal" not in zipped.read(f"{customer.code}.json")


def test_the_years_of_invoices_are_set(admin, client_of):
    factories.the_company(has_care=True)
    client = client_of(admin)
    assert 'value="5"' in client.get("/invoices/keeping/").content.decode()

    assert client.post("/invoices/keeping/", {"years": 31, "version": 0}).status_code == 422
    client.post("/invoices/keeping/", {"years": 7, "version": 0})

    assert 'value="7"' in client.get("/invoices/keeping/").content.decode()
    assert client.post("/invoices/keeping/", {"years": 8, "version": 0}).status_code == 422


def test_a_master_alone_reads_whom_an_invoice_billed(customer, owner, clerk, client_of):
    factories.the_company(has_care=True)
    plan = factories.a_subscription(customer, state="cancelled", cancelled_on=timezone.localdate(), address="Calle 8")
    invoice = factories.an_invoice(plan)
    factories.a_payment(invoice.charge, amount=30_00)
    retire(customer)
    forget_customer(customer, reason="Asked.", version=customer.version, by=owner)
    invoice.refresh_from_db()
    company = factories.the_company()

    assert "Carmen" in str(invoice_paper(invoice, company, shows_billed=True).data["facts"])
    assert "Carmen" not in str(invoice_paper(invoice, company).data["facts"])
    for reader, shown in ((owner, True), (clerk, False)):
        paper = client_of(reader).get(f"/invoices/{invoice.pk}/invoice.pdf")
        assert ("Carmen" in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()) == shown
