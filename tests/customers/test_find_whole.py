"""What is found is shown whole: as it is stored, page after page, by the postcode too."""

import html
import re
from importlib import import_module

import pytest
from django.apps import apps

from faena.customers import search
from faena.customers.actions import AddressFacts, add_address
from faena.customers.models import SearchTerm
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_login_is_shown_as_it_is_stored(client_of, clerk, customer):
    """M20: not folded, and the part is marked."""
    subscription = factories.a_subscription(customer, login="Login1@sj.net")
    factories.a_term(customer, "login", subscription.login, subscription)

    (hit,) = search.find("login1@sj", user=clerk)

    assert (hit.field, hit.value) == ("login", "Login1@sj.net")
    assert [text for text, is_match in hit.parts if is_match] == ["Login1", "sj"]


@pytest.mark.parametrize("typed", ["01310-100", "01310100", "01310 100", "01310"])
def test_an_address_is_found_by_its_postcode(client_of, clerk, customer, stranger, typed):
    """M20: a CEP with its mark and without; it is shown and marked."""
    factories.the_company(country="BR")
    add_address(customer, AddressFacts("Av. Paulista, 900", city="São Paulo", postcode="01310-100"), by=clerk)

    (hit,) = search.find(typed, user=clerk, country="BR")

    assert (hit.customer, hit.field) == (customer, "address")
    assert "".join(text for text, is_match in hit.parts if is_match).startswith("01310")
    assert customer.name in client_of(clerk).get("/customers/", {"q": typed}).content.decode()


def test_postcodes_that_were_written_down_before_are_found(clerk, customer):
    """M20."""
    address = factories.an_address(customer, postcode="01310-100")

    for _twice in range(2):
        import_module("faena.customers.migrations.0005_postcodes").find_by_postcode(apps, None)

    assert [hit.customer for hit in search.find("01310100", user=clerk)] == [customer]
    written = SearchTerm.objects.filter(source_kind="address", source_id=address.pk)
    assert {term.value for term in written} == {"01310 100", "01310100"}


def test_hits_go_on_page_after_page(client_of, clerk):
    """M20: more than 25, the best first, none twice and none left out."""
    people = [factories.a_customer(name=f"Ana Marín {place:03d}") for place in range(57)]
    browser, seen, address = client_of(clerk), [], "/customers/?q=marin"

    while address:
        page = browser.get(address).content.decode()
        seen += on_page(page)
        address = html.unescape(found[1]) if (found := re.search(r'rel="next" href="([^"]+)', page)) else ""

    assert seen == [one.pk for one in people]
    assert 'rel="prev"' in page
    for odd in ("9" * 40, "-1", "x", "٣"):
        assert on_page(browser.get("/customers/", {"q": "marin", "page": odd}).content.decode())


def on_page(page):
    return [int(pk) for pk in re.findall(r'at-title[^>]*>(?:<span class="first">)?<a href="/customers/(\d+)/', page)]
