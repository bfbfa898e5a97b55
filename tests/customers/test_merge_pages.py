"""M27: the pages of merging: found, looked at side by side, merged, and undone; who was merged leads to who stays."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.billing.paper import invoice_paper
from faena.company.models import Company
from faena.customers.models import Customer, Merge
from faena.journal.actions import record
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(seller):
    factories.the_company(has_care=True)
    return factories.a_customer(name="Carmen R.", seller=seller, document="ve_cedula 12345678", email="c@example.com")


@pytest.fixture
def master(owner, client_of):
    return client_of(owner)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def merge(master, kept, gone, **chosen):
    sent = {"version": kept.version, "gone_version": gone.version, **chosen}
    return master.post(f"/customers/{kept.pk}/merging/?to={gone.pk}", sent)


def test_the_menu_leads_through_choosing_to_both_side_by_side(customer, other, master):
    """M27: the other one is found, he himself is not; both are shown with what belongs to them."""
    factories.an_order(other)
    assert f'href="/customers/{customer.pk}/merging/"' in text_of(master.get(f"/customers/{customer.pk}/"))

    found = text_of(master.get(f"/customers/{customer.pk}/merging/?q=carmen"))
    assert f'href="/customers/{customer.pk}/merging/?to={other.pk}"' in found
    assert f"?to={customer.pk}" not in found
    assert "register" not in found.lower()

    page = text_of(master.get(f"/customers/{customer.pk}/merging/?to={other.pk}"))
    assert "Carmen R." in page
    assert re.search(r"Orders</span><span>0</span><span>1<", page)
    assert f'href="/customers/{other.pk}/merging/?to={customer.pk}"' in page
    assert re.search(r'name="email" value="gone"[^>]*checked', page), "He has no mail: that of the other is offered."
    assert re.search(r'name="name" value="kept"[^>]*checked', page)


def test_it_is_merged_and_undone(customer, other, master):
    """M27: who was merged leads to the one that stays, which says so and tells the history of both."""
    record("customer.created", other.as_ref, said={"name": other.name}, customer_id=other.pk, by=factories.somebody())
    answer = merge(master, customer, other, name="gone", email="gone", document="gone")
    assert (answer.status_code, answer["Location"]) == (303, f"/customers/{customer.pk}/")

    answer = master.get(f"/customers/{other.pk}/", follow=True)
    record_page = text_of(answer)
    assert answer.redirect_chain == [(f"/customers/{customer.pk}/?merged={other.pk}", 302)]
    assert f"Carmen R. ({other.code}) is this customer" in record_page
    assert f"From Carmen R. · {other.code}" in record_page
    assert "c@example.com" in record_page

    address = f"/customers/{customer.pk}/merges/{Merge.objects.get().pk}/"
    assert record_page.count(f'href="{address}"') == 2, "In the menu and in the notice."
    assert "Undo the merge</button>" in text_of(master.get(address))
    answer = master.post(address)
    assert answer["Location"] == f"/customers/{other.pk}/"
    assert master.get(f"/customers/{other.pk}/").status_code == 200
    assert "undone already" in text_of(master.get(address))


def test_what_cannot_be_undone_says_why(customer, other, master):
    """M27: a clear no, on the page and to whoever presses all the same."""
    merge(master, customer, other)
    made = factories.a_merge(customer, factories.a_customer(name="Third"))
    first = Merge.objects.exclude(pk=made.pk).get()
    address = f"/customers/{customer.pk}/merges/{first.pk}/"
    page = text_of(master.get(address))
    assert "Third was merged into" in page
    assert "<button" not in page.partition("<main")[2].partition("</main")[0]
    assert master.post(address)["Location"] == address
    assert Customer.objects.get(pk=other.pk).merged_into == customer


def test_the_menu_offers_no_undoing_that_is_too_late(customer, master, owner):
    """M27: the notice still leads to what was merged, and there it says why not."""
    made = factories.a_merge(customer, by=owner, at=timezone.now() - timedelta(days=31))
    address = f"/customers/{customer.pk}/merges/{made.pk}/"
    assert text_of(master.get(f"/customers/{customer.pk}/")).count(f'href="{address}"') == 1
    assert "more than 30 days" in text_of(master.get(address))


def test_what_was_changed_meanwhile_is_looked_at_again(customer, other, master):
    """M27: the second press takes it."""
    Customer.objects.filter(pk=other.pk).update(version=5, name="Carmen Ruiz")
    answer = merge(master, customer, other, name="gone")
    assert answer.status_code == 422
    assert "Carmen Ruiz" in text_of(answer)
    assert 'name="gone_version" value="5"' in text_of(answer)
    assert not Merge.objects.exists()


def test_only_masters_merge(customer, other, admin, client_of):
    """M27: as retiring, by the permission table."""
    master = client_of(admin)
    assert "merging" not in text_of(master.get(f"/customers/{customer.pk}/"))
    assert merge(master, customer, other).status_code == 403
    assert not Merge.objects.exists()


def test_the_page_of_a_device_that_became_another_leads_there(customer, other, master):
    """M27."""
    mine, theirs = (factories.a_device(one, serial="SN-7") for one in (customer, other))
    merge(master, customer, other)
    assert master.get(f"/devices/{theirs.pk}/")["Location"] == f"/devices/{mine.pk}/"


def test_an_invoice_stays_the_same_on_paper(customer, other, master):
    """M27: name and document as they were issued with."""
    invoice = factories.an_invoice(factories.a_subscription(other))
    before = invoice_paper(invoice, Company.the()).data["facts"]
    merge(master, customer, other)
    invoice.refresh_from_db()
    assert invoice.customer == customer
    assert invoice_paper(invoice, Company.the()).data["facts"] == before
