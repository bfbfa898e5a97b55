"""W29: where customers are. Written down, corrected, removed; each told with old and new, found by the search."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from faena.customers import search
from faena.customers.actions import AddressFacts, add_address, edit_address, remove_address
from faena.customers.actions.common import MOST_OF_A_KIND
from faena.customers.models import Address
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories

HOME = AddressFacts("Calle 8, Nº 12", "Home", "Los Rosales", "Caracas", "Distrito Capital", "1040", "Blue gate")
SENT = {"line": "Calle 8, Nº 12", "label": "Home", "city": "Caracas", "landmark": "Blue gate"}


def event_line(verb: str) -> Any:
    return render_event(Event.objects.get(verb=verb))


def test_it_is_kept_and_told(customer: Any, clerk: Any) -> None:
    """W29."""
    address = add_address(customer, HOME, by=clerk)

    address.refresh_from_db()
    assert str(address) == "Calle 8, Nº 12, Los Rosales, Caracas"
    assert event_line("address.added").text == "Clara Clerk added the address Calle 8, Nº 12, Los Rosales, Caracas"


def test_one_without_a_street_is_refused(customer: Any, clerk: Any) -> None:
    with pytest.raises(RuleBroken) as refusal:
        add_address(customer, AddressFacts(" \u200b", city="Caracas"), by=clerk)

    assert refusal.value.at == "line"


def test_there_are_never_more_than_a_page_shows(customer: Any, clerk: Any) -> None:
    Address.objects.bulk_create(Address(customer=customer, line="x") for _place in range(MOST_OF_A_KIND))

    with pytest.raises(RuleBroken):
        add_address(customer, HOME, by=clerk)


def test_a_correction_tells_old_and_new(customer: Any, clerk: Any) -> None:
    """W29."""
    address = add_address(customer, HOME, by=clerk)

    edit_address(address, AddressFacts("Calle 9", "Home", "Los Rosales", "Caracas"), version=1, by=clerk)

    assert [(one.label, one.old, one.new) for one in event_line("address.edited").changes] == [
        ("Street and number", "Calle 8, Nº 12", "Calle 9"),
        ("State", "Distrito Capital", "—"),
        ("Postcode", "1040", "—"),
        ("Landmark", "Blue gate", "—"),
    ]
    with pytest.raises(Stale):
        edit_address(address, HOME, version=1, by=clerk)


def test_what_was_removed_stays_in_the_history(customer: Any, clerk: Any) -> None:
    """W29."""
    address = add_address(customer, HOME, by=clerk)

    remove_address(address, version=1, by=clerk)

    assert not Address.objects.exists()
    assert ("Landmark", "Blue gate", "—") in [
        (one.label, one.old, one.new) for one in event_line("address.removed").changes
    ]


def test_the_customer_is_found_by_the_place_after_all_others(customer: Any, clerk: Any) -> None:
    """C1: many live in Caracas, so who is called so comes first."""
    add_address(customer, HOME, by=clerk)
    zoe = factories.a_customer(name="Zoe Caracas")

    first, second = search.find("caracas", user=clerk)

    assert (first.customer, first.field) == (zoe, "name")
    assert (second.customer, second.field) == (customer, "address")
    assert second.value == "Calle 8, Nº 12, Los Rosales, Caracas, Blue gate"
    assert [hit.field for hit in search.find("blue gate", user=clerk, field="address")] == ["address"]


def test_the_map_is_a_plain_link(customer: Any) -> None:
    address = factories.an_address(customer, line="Calle 8 & 9, <b>", city="Mérida", district="")

    link = urlsplit(address.map_url)

    assert (link.scheme, parse_qs(link.query)["query"]) == ("https", ["Calle 8 & 9, <b>, Mérida"])


def test_adding_correcting_and_removing_by_page(clerk: Any, client_of: Any, customer: Any) -> None:
    """W29: the record shows the place one tap from the map."""
    browser, record = client_of(clerk), reverse("home:record", args=[customer.pk])

    assert browser.post(reverse("customers:add_address", args=[customer.pk]), SENT)["Location"] == record
    html = browser.get(record).content.decode()
    assert "https://www.google.com/maps/search/" in html
    assert "Blue gate" in html

    address = Address.objects.get()
    edit = reverse("customers:edit_address", args=[customer.pk, address.pk])
    assert browser.post(edit, SENT | {"line": "", "version": "1"}).status_code == 422
    assert browser.post(edit, SENT | {"line": "Calle 9", "version": "1"})["Location"] == record
    removal = reverse("customers:remove_address", args=[customer.pk, address.pk])
    assert "The address was removed." in browser.post(removal, {"version": "2"}, follow=True).content.decode()
    assert not Address.objects.exists()


def test_an_address_of_another_customer_is_not_there(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    address = factories.an_address(stranger)

    for route in ("edit_address", "remove_address"):
        page = reverse(f"customers:{route}", args=[customer.pk, address.pk])
        assert client_of(clerk).post(page, SENT | {"version": "1"}).status_code == 404
    assert Address.objects.filter(pk=address.pk, version=1).exists()
