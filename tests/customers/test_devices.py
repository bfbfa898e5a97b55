"""W29: what customers own. Corrected, removed while nothing hangs on it, found by make and model."""

from typing import Any

import pytest
from django.urls import reverse

from faena.customers import search
from faena.customers.actions import DeviceFacts, add_device, create_customer, edit_device, remove_device
from faena.customers.actions.customers import CustomerFacts
from faena.customers.models import Device
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories
from tests.world import race, won

GALAXY = DeviceFacts("Phone", "Samsung", "Galaxy A54", "35-209900-176148-1")


def event_line(verb: str) -> Any:
    return render_event(Event.objects.get(verb=verb))


def test_a_correction_tells_old_and_new(customer: Any, clerk: Any) -> None:
    """W29."""
    device = add_device(customer, GALAXY, by=clerk)

    now = edit_device(device, DeviceFacts("Phone", "Samsung", "Galaxy A55", "ABC 123"), version=1, by=clerk)

    assert (now.version, now.serial_key) == (2, "abc123")
    assert event_line("device.edited").text == "Clara Clerk edited the device Phone Samsung Galaxy A54"
    assert [(one.label, one.old, one.new) for one in event_line("device.edited").changes] == [
        ("Model", "Galaxy A54", "Galaxy A55"),
        ("Serial or IMEI", "35-209900-176148-1", "ABC 123"),
    ]
    assert [hit.device for hit in search.find("abc-123", user=clerk)] == [device]
    assert not search.find("352099001761481", user=clerk)


def test_a_correction_cannot_take_the_serial_of_another_device(customer: Any, clerk: Any) -> None:
    add_device(customer, GALAXY, by=clerk)
    other = add_device(customer, DeviceFacts("Phone"), by=clerk)

    with pytest.raises(RuleBroken) as refusal:
        edit_device(other, DeviceFacts("Phone", serial="35 209900 176148 1"), version=1, by=clerk)

    assert refusal.value.at == "serial"


@pytest.mark.parametrize("act", [lambda one, by: edit_device(one, GALAXY, version=1, by=by), None])
def test_a_stale_page_is_refused(customer: Any, clerk: Any, act: Any) -> None:
    device = factories.a_device(customer, version=2)

    with pytest.raises(Stale):
        (act or (lambda one, by: remove_device(one, version=1, by=by)))(device, clerk)


def test_one_without_orders_is_removed(customer: Any, clerk: Any) -> None:
    """W29."""
    device = add_device(customer, GALAXY, by=clerk)

    remove_device(device, version=1, by=clerk)

    assert not Device.objects.exists()
    assert not search.find("352099001761481", user=clerk)
    assert ("Serial or IMEI", "35-209900-176148-1", "—") in [
        (one.label, one.old, one.new) for one in event_line("device.removed").changes
    ]


def test_one_with_orders_stays(customer: Any, clerk: Any) -> None:
    """W29."""
    device = add_device(customer, GALAXY, by=clerk)
    factories.an_order(customer, device=device)

    with pytest.raises(RuleBroken) as refusal:
        remove_device(device, version=1, by=clerk)

    assert refusal.value.sentence.startswith("Phone Samsung Galaxy A54 has orders and stays with them.")
    assert search.find("352099001761481", user=clerk)
    assert not Event.objects.filter(verb="device.removed").exists()


@pytest.mark.django_db(transaction=True)
def test_one_of_two_corrections_at_once_is_stale(clerk: Any) -> None:
    device = add_device(factories.a_customer(), GALAXY, by=clerk)

    outcomes = race(
        lambda place: edit_device(device, DeviceFacts("Phone", model=f"M{place}"), version=1, by=clerk), threads=3
    )

    (now,) = won(outcomes)
    assert all(isinstance(one, Stale) for one in outcomes if one is not now), outcomes
    device.refresh_from_db()
    assert (device.version, device.model) == (2, now.model)


# --- the search ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["galaxy a54", "samsung", "a54 sams", "phone samsung galaxy"])
def test_a_device_is_found_by_what_it_is(customer: Any, clerk: Any, text: str) -> None:
    """W11: the hit is the device, not only its owner."""
    device = add_device(customer, GALAXY, by=clerk)
    add_device(customer, DeviceFacts("Laptop"), by=clerk)

    (hit,) = search.find(text, user=clerk)

    assert (hit.field, hit.field_label, hit.device, hit.is_device) == ("device", "Device", device, True)
    assert hit.value == "Phone Samsung Galaxy A54"


def test_who_is_called_so_comes_before_who_has_one(customer: Any, clerk: Any) -> None:
    """Module the shop has a Samsung; whoever types "sam" wants Samuel."""
    add_device(customer, GALAXY, by=clerk)
    samuel = create_customer(CustomerFacts(name="Pedro Samuel"), by=clerk)

    assert [hit.customer for hit in search.find("sam", user=clerk)] == [samuel, customer]


def test_many_devices_do_not_hide_a_name(clerk: Any) -> None:
    for place in range(search.MOST_TERMS + 5):
        factories.a_term(factories.a_customer(name=f"Ana {place}"), "device", "phone samsung a54")
    samuel = factories.a_customer(name="Zacarías Samuel")

    assert search.find("sam", user=clerk)[0].customer == samuel


# --- the pages ----------------------------------------------------------------------------------------------


def test_correcting_and_removing_by_page(clerk: Any, client_of: Any, customer: Any) -> None:
    """W29."""
    device = add_device(customer, GALAXY, by=clerk)
    browser, page = client_of(clerk), reverse("home:device", args=[device.pk])
    edit = reverse("customers:edit_device", args=[customer.pk, device.pk])

    assert 'value="Galaxy A54"' in browser.get(edit).content.decode()
    assert browser.post(edit, {"kind": "Phone", "model": "A55", "version": "1"})["Location"] == page
    assert browser.post(edit, {"kind": "Phone", "model": "A56", "version": "1"}).status_code == 422

    removal = reverse("customers:remove_device", args=[customer.pk, device.pk])
    order = factories.an_order(customer, device=device)
    assert "has orders and stays" in browser.post(removal, {"version": "2"}, follow=True).content.decode()
    assert order.device == Device.objects.get()


def test_all_devices_of_a_company_are_a_list(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    """Pages, words, and the same as a file."""
    for place in range(30):
        add_device(customer, DeviceFacts("Laptop", "Dell", f"L{place:02}", f"DELL-{place:03}"), by=clerk)
    add_device(stranger, DeviceFacts("Laptop", "Dell", "L07"), by=clerk)
    browser, page = client_of(clerk), reverse("customers:devices", args=[customer.pk])

    assert browser.get(page).content.decode().count("at-title") == 25
    for text in ("dell l07", "DELL 007"):
        found = browser.get(page, {"q": text}).content.decode()
        assert found.count('class="at-title"') == 1, text
        assert "Laptop Dell L07" in found
    rows = b"".join(browser.file(page, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert (len(rows), rows[-1]) == (31, "Laptop,Dell,L00,DELL-000")
