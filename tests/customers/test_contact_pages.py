"""C7, C8: the contacts of a customer in a list, and each with everything about it, one touch from a call."""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from faena.customers.actions import switch_sending
from faena.customers.hints import kinds_for
from faena.customers.models import Contact
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import Stale
from tests import factories

Sent = Contact.Sent


def read(browser: Any, name: str, *args: int) -> str:
    answer = browser.get(reverse(f"customers:{name}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode().split("<main")[1])


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(html)))


def test_the_list_has_everybody_with_everything(customer: Any, stranger: Any, clerk: Any, client_of: Any) -> None:
    """C7: name, kind, phones, e-mail, and what is sent, in words; each opens."""
    zoe = factories.a_contact(customer, name="Zoe", other_phone="+582125550188", receives_invoices=True)
    ana = factories.a_contact(customer, name="Ana", kind="Purchasing", phone="", email="ana@example.com")
    factories.a_contact(stranger, name="Hidden")

    html = read(client_of(clerk), "contacts", customer.pk)

    opens = re.findall(r'<a href="([^"]+/contacts/\d+/)">(\w+)</a>', html)
    assert opens == [(reverse("customers:contact", args=[customer.pk, one.pk]), one.name) for one in (ana, zoe)]
    text = plain(html)
    for text_part in ("Mother", "0412-5550177 0212-5550188", "receives invoices", "Purchasing", "ana@example.com"):
        assert text_part in text
    assert "Hidden" not in text
    assert 'href="tel:+584125550177"' in html
    assert 'href="mailto:ana@example.com"' in html


def test_an_empty_list_invites(customer: Any, clerk: Any, client_of: Any) -> None:
    """C7."""
    html = read(client_of(clerk), "contacts", customer.pk)

    assert "No contact yet" in html
    assert f'class="btn btn-primary" href="{reverse("customers:add_contact", args=[customer.pk])}"' in html


def test_each_number_is_called_and_written_to(customer: Any, clerk: Any, client_of: Any) -> None:
    """C8: tap to call, WhatsApp, mail."""
    contact = factories.a_contact(customer, other_phone="+582125550188")

    html = read(client_of(clerk), "contact", customer.pk, contact.pk)

    for number in ("584125550177", "582125550188"):
        assert re.search(rf'class="btn[^"]*" href="tel:\+{number}"', html)
        assert re.search(rf'class="btn" href="https://wa.me/{number}"', html)
    assert 'class="btn" href="mailto:maria@example.com"' in html
    for text_part in ("Mother", "0412-5550177", "0212-5550188", "Receives invoices", "Receives notices"):
        assert text_part in plain(html)


def test_a_contact_without_a_number_says_so(customer: Any, clerk: Any, client_of: Any) -> None:
    contact = factories.a_contact(customer, phone="", email="")

    html = read(client_of(clerk), "contact", customer.pk, contact.pk)

    assert "Neither a phone nor an e-mail" in html
    assert f'class="btn is-whole" href="{reverse("customers:edit_contact", args=[customer.pk, contact.pk])}"' in html
    assert "tel:" not in html.split('class="bottombar"')[0]


@pytest.mark.parametrize("what", Sent)
def test_a_switch_is_one_press_and_one_event(customer: Any, clerk: Any, client_of: Any, what: Any) -> None:
    """C8: on, and off again; nothing else of the contact changes."""
    contact, browser = factories.a_contact(customer), client_of(clerk)
    address = reverse("customers:switch_sending", args=[customer.pk, contact.pk])

    for version, on in ((1, "on"), (2, "")):
        press = re.search(
            rf'name="version" value="{version}"><input type="hidden" name="what" value="{what}">(.*?)</button>',
            read(browser, "contact", customer.pk, contact.pk),
            re.DOTALL,
        )
        assert press
        assert f'aria-checked="{"false" if on else "true"}"' in press[1]
        assert ('name="on"' in press[1]) == bool(on)
        answer = browser.post(address, {"what": what, "on": on, "version": version})
        assert (answer.status_code, answer["Location"]) == (
            303,
            reverse("customers:contact", args=[customer.pk, contact.pk]),
        )
        now = Contact.objects.get()
        assert {each: getattr(now, each) for each in Sent} == {each: bool(on) and each == what for each in Sent}

    assert (now.name, now.phone, now.kind) == (contact.name, contact.phone, contact.kind)
    lines = [render_event(event) for event in Event.objects.filter(verb="contact.edited").order_by("id")]
    assert [[(one.label, one.old, one.new) for one in each.changes] for each in lines] == [
        [(what.label, "no", "yes")],
        [(what.label, "yes", "no")],
    ]


def test_pressing_what_is_so_already_is_no_event(customer: Any, clerk: Any) -> None:
    contact = factories.a_contact(customer, receives_invoices=True)

    assert switch_sending(contact, Sent.INVOICES, on=True, version=1, by=clerk).version == 1
    assert not Event.objects.filter(verb="contact.edited").exists()


def test_a_stale_page_switches_nothing(customer: Any, clerk: Any, client_of: Any) -> None:
    contact = factories.a_contact(customer)
    switch_sending(contact, Sent.INVOICES, on=True, version=1, by=clerk)

    with pytest.raises(Stale):
        switch_sending(contact, Sent.NOTICES, on=True, version=1, by=clerk)
    address = reverse("customers:switch_sending", args=[customer.pk, contact.pk])
    answer = client_of(clerk).post(address, {"what": Sent.NOTICES, "on": "on", "version": "1"}, follow=True)

    assert "Somebody saved this" in answer.content.decode()
    assert Contact.objects.filter(receives_invoices=True, receives_notices=False, version=2).exists()


@pytest.mark.parametrize("wrong", [{"what": "name"}, {"what": ""}, {"version": "x"}])
def test_an_odd_press_is_told(customer: Any, clerk: Any, client_of: Any, wrong: dict[str, str]) -> None:
    contact = factories.a_contact(customer)
    address = reverse("customers:switch_sending", args=[customer.pk, contact.pk])

    sent = {"what": Sent.NOTICES, "on": "on", "version": "1"} | wrong
    answer = client_of(clerk).post(address, sent, follow=True)

    assert "Open the page anew" in answer.content.decode()
    assert Contact.objects.filter(version=1, receives_notices=False).exists()


@pytest.mark.parametrize("name", ["contacts", "contact"])
def test_what_is_another_sellers_is_not_there(
    seller: Any, client_of: Any, customer: Any, stranger: Any, name: str
) -> None:
    """C7, C8."""
    browser = client_of(seller)
    for whose, status in ((customer, 200), (stranger, 404)):
        contact = factories.a_contact(whose)
        args = [whose.pk] if name == "contacts" else [whose.pk, contact.pk]
        assert browser.get(reverse(f"customers:{name}", args=args)).status_code == status
    switch = reverse("customers:switch_sending", args=[stranger.pk, contact.pk])
    assert browser.post(switch, {"what": Sent.NOTICES, "on": "on", "version": "1"}).status_code == 404
    assert not Contact.objects.filter(receives_notices=True).exists()


def test_kinds_are_offered_in_the_readers_language(customer: Any, clerk: Any, client_of: Any) -> None:
    """C7: kin of a person, departments of a company; any other word can be typed."""
    html = read(client_of(clerk), "add_contact", customer.pk)

    offered = re.findall(r'data-fills="#id_kind" data-value="([^"]+)"', html)
    assert offered == [word for word, _value in kinds_for(customer)]
    assert "Neighbour" in offered
    company = factories.a_customer(kind="company")
    assert "Administration" in dict(kinds_for(company))
    assert not set(kinds_for(company)) & set(kinds_for(customer))
