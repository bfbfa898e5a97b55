"""Payment methods (W10): created, edited, put in order; a used one is retired, not deleted."""

import pytest

from faena.cash.models import PaymentMethod
from tests import factories

PAGE = "/settings/payment-methods/"


@pytest.fixture
def two_currencies(db):
    factories.the_company(second_currency="VES")


def test_a_method_has_a_currency_and_may_ask_for_a_reference(admin, client_of, two_currencies):
    """W10."""
    client_of(admin).post(f"{PAGE}new/", {"name": "Giro postal", "currency": "VES", "needs_reference": "on"})

    method = PaymentMethod.objects.get(name="Giro postal")
    assert (method.currency, method.needs_reference) == ("VES", True)
    page = client_of(admin).get(PAGE).content.decode()
    assert "Asks for a reference" in page


def test_it_may_take_any_currency(admin, client_of, two_currencies):
    """W10."""
    method = factories.a_method("Visa", currency="USD", needs_reference=True)

    client_of(admin).post(f"{PAGE}{method.pk}/", {"name": "Visa", "currency": "", "version": 1})

    method.refresh_from_db()
    assert (method.currency, method.needs_reference) == ("", False)
    history = client_of(admin).get(f"{PAGE}{method.pk}/").content.decode()
    assert "USD" in history


def test_a_currency_that_nobody_offers_is_refused(admin, client_of, two_currencies):
    page = client_of(admin).post(f"{PAGE}new/", {"name": "Beads", "currency": "XXX"})

    assert page.status_code == 422
    assert "Pick one from the list." in page.content.decode()
    assert not PaymentMethod.objects.filter(name="Beads").exists()


def test_a_shop_with_one_currency_is_asked_for_none(admin, client_of):
    """W10: the second currency is optional; a method of before keeps its own."""
    browser, mine = client_of(admin), factories.a_method("Caja", currency="USD")

    for page in (f"{PAGE}new/", f"{PAGE}{mine.pk}/"):
        assert 'name="currency"' not in browser.get(page).content.decode()
    assert browser.post(f"{PAGE}new/", {"name": "Giro postal", "currency": "VES"}).status_code == 303
    assert browser.post(f"{PAGE}{mine.pk}/", {"name": "Caja 1", "currency": "VES", "version": 1}).status_code == 303

    made = PaymentMethod.objects.filter(name__in=["Giro postal", "Caja 1"])
    assert set(made.values_list("name", "currency")) == {("Giro postal", ""), ("Caja 1", "USD")}


def test_a_method_of_a_currency_that_was_given_up_is_still_asked_for_it(admin, client_of):
    """W10: so that somebody can put it right; it is offered to nobody meanwhile."""
    method = factories.a_method("Pago móvil 2", currency="VES")
    browser = client_of(admin)

    assert 'name="currency"' in browser.get(f"{PAGE}{method.pk}/").content.decode()
    browser.post(f"{PAGE}{method.pk}/", {"name": "Pago móvil 2", "currency": "", "version": 1})

    method.refresh_from_db()
    assert method.currency == ""


def test_a_used_one_cannot_be_deleted_only_retired(owner, client_of):
    """W10."""
    method = factories.a_method("Cash USD")
    payment = factories.a_payment(method=method)
    browser = client_of(owner)

    page = browser.post(f"{PAGE}{method.pk}/deletion/")
    assert page.status_code == 422
    assert "in use" in page.content.decode()
    assert "retire it instead" in page.content.decode()
    assert PaymentMethod.objects.filter(pk=method.pk).exists()

    assert browser.post(f"{PAGE}{method.pk}/retirement/").status_code == 303
    assert method not in PaymentMethod.objects.offered()
    assert payment.tenders.get().method == method


def test_the_page_of_a_used_one_offers_no_deletion(owner, client_of):
    used, unused = factories.a_method("Used"), factories.a_method("Unused")
    factories.a_payment(method=used)
    browser = client_of(owner)

    assert f"{used.pk}/deletion/" not in browser.get(f"{PAGE}{used.pk}/").content.decode()
    assert f"{unused.pk}/deletion/" in browser.get(f"{PAGE}{unused.pk}/").content.decode()
