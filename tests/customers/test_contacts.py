"""W29: who else is spoken to. Written down, corrected, removed; each told with old and new, found by the search."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from faena.customers import search
from faena.customers.actions import ContactFacts, add_contact, edit_contact, remove_contact
from faena.customers.actions.common import MOST_OF_A_KIND
from faena.customers.models import Contact, SearchTerm
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories
from tests.world import race, won

MARIA = ContactFacts(
    "María Peña", "Mother", "0412 555 0177", "0212-5550188", "Maria@Example.com", receives_notices=True
)
SENT = {"name": "María", "kind": "Mother", "phone": "0412 555 0177"}


def event_line(verb: str) -> Any:
    return render_event(Event.objects.get(verb=verb))


def changes(verb: str) -> list[tuple[str, str, str]]:
    return [(one.label, one.old, one.new) for one in event_line(verb).changes]


def test_it_keeps_one_spelling_and_tells_it(customer: Any, clerk: Any) -> None:
    """W29."""
    contact = add_contact(customer, MARIA, by=clerk)

    contact.refresh_from_db()
    assert (contact.phone, contact.other_phone, contact.version) == ("+584125550177", "+582125550188", 1)
    assert event_line("contact.added").text == "Clara Clerk added the contact María Peña"
    event = Event.objects.get(verb="contact.added")
    assert (event.about_id, event.customer_id, event.facts) == (customer.pk, customer.pk, {"contact_id": contact.pk})


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"name": " \u200b"}, "name"), ({"phone": "12"}, "phone"), ({"other_phone": "call her"}, "other_phone")],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    customer: Any, clerk: Any, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        add_contact(customer, ContactFacts(**({"name": "María"} | facts)), by=clerk)

    assert refusal.value.at == field
    assert not Contact.objects.exists()


def test_a_correction_tells_old_and_new(customer: Any, clerk: Any) -> None:
    """W29: numbers as people write them, flags in the reader's language."""
    contact = add_contact(customer, MARIA, by=clerk)

    facts = ContactFacts("María Peña", "Aunt", "0412 555 0199", email="Maria@Example.com", receives_invoices=True)
    now = edit_contact(contact, facts, version=1, by=clerk)

    assert now.version == 2
    assert changes("contact.edited") == [
        ("Kind", "Mother", "Aunt"),
        ("Phone", "0412-5550177", "0412-5550199"),
        ("Other phone", "0212-5550188", "—"),
        ("Receives invoices", "no", "yes"),
        ("Receives notices", "yes", "no"),
    ]
    with override("es"):
        assert changes("contact.edited")[-1][1:] == ("sí", "no")


def test_saving_the_same_again_is_no_event(customer: Any, clerk: Any) -> None:
    contact = add_contact(customer, MARIA, by=clerk)

    assert edit_contact(contact, MARIA, version=1, by=clerk).version == 1
    assert not Event.objects.filter(verb="contact.edited").exists()


def test_a_stale_page_is_refused(customer: Any, clerk: Any) -> None:
    contact = add_contact(customer, MARIA, by=clerk)
    edit_contact(contact, ContactFacts("María First"), version=1, by=clerk)

    with pytest.raises(Stale):
        edit_contact(contact, ContactFacts("María Second"), version=1, by=clerk)
    with pytest.raises(Stale):
        remove_contact(contact, version=1, by=clerk)

    assert Contact.objects.get().name == "María First"


def test_what_was_removed_stays_in_the_history(customer: Any, clerk: Any) -> None:
    """W29."""
    contact = add_contact(customer, MARIA, by=clerk)

    remove_contact(contact, version=1, by=clerk)

    assert not Contact.objects.exists()
    assert event_line("contact.removed").text == "Clara Clerk removed the contact María Peña"
    assert ("Phone", "0412-5550177", "—") in changes("contact.removed")
    with pytest.raises(RuleBroken) as refusal:
        edit_contact(contact, MARIA, version=1, by=clerk)
    assert "removed this" in refusal.value.sentence


@pytest.mark.parametrize(
    ("text", "field", "shown"),
    [
        ("maria pena", "contact", "María Peña"),
        ("5550177", "phone", "0412-5550177 · María Peña"),
        ("0212 555 0188", "phone", "0212-5550188 · María Peña"),
        ("maria@example", "email", "Maria@Example.com · María Peña"),
    ],
)
def test_the_customer_is_found_by_a_contact(customer: Any, clerk: Any, text: str, field: str, shown: str) -> None:
    """C1: the hit names the field, and whose number it is."""
    add_contact(customer, MARIA, by=clerk)

    (hit,) = search.find(text, user=clerk, country="VE")

    assert (hit.customer, hit.field, hit.value) == (customer, field, shown)
    assert any(is_match for _text, is_match in hit.parts)


def test_what_was_corrected_or_removed_is_not_found(customer: Any, clerk: Any) -> None:
    contact = add_contact(customer, MARIA, by=clerk)

    contact = edit_contact(contact, ContactFacts("Rosa"), version=1, by=clerk)
    assert not search.find("maria", user=clerk)
    assert search.find("rosa", user=clerk)

    remove_contact(contact, version=2, by=clerk)
    assert not search.find("rosa", user=clerk)
    assert not SearchTerm.objects.filter(source_kind="contact").exists()


@pytest.mark.django_db(transaction=True)
def test_there_are_never_more_than_a_page_shows(clerk: Any) -> None:
    """The lock of the customer holds the number."""
    customer = factories.a_customer()
    Contact.objects.bulk_create(Contact(customer=customer, name="x") for _place in range(MOST_OF_A_KIND - 1))

    outcomes = race(lambda place: add_contact(customer, ContactFacts(f"Last {place}"), by=clerk), threads=3)

    assert len(won(outcomes)) == 1
    assert all(isinstance(one, RuleBroken) for one in outcomes if not isinstance(one, Contact)), outcomes
    assert customer.contacts.count() == MOST_OF_A_KIND


# --- the pages ----------------------------------------------------------------------------------------------


def test_adding_correcting_and_removing_by_page(clerk: Any, client_of: Any, customer: Any) -> None:
    """W29: the record shows the contact one tap from a call; each way back is where one came from."""
    browser, record = client_of(clerk), reverse("home:record", args=[customer.pk])
    contacts, adds = (reverse(f"customers:{name}", args=[customer.pk]) for name in ("contacts", "add_contact"))

    answer = browser.post(f"{adds}?from=record", SENT | {"receives_notices": "on"})
    assert (answer.status_code, answer["Location"]) == (303, record)
    html = browser.get(record).content.decode()
    assert 'href="tel:+584125550177"' in html
    assert 'href="https://wa.me/584125550177"' in html
    assert "Mother · receives notices" in html

    contact = Contact.objects.get()
    page, edit = (reverse(f"customers:{name}", args=[customer.pk, contact.pk]) for name in ("contact", "edit_contact"))
    assert f'href="{page}"' in html
    assert 'value="0412-5550177"' in browser.get(edit).content.decode()
    assert browser.post(edit, SENT | {"name": "Rosa", "version": "1"})["Location"] == page
    assert Contact.objects.get().receives_notices is False

    removal = reverse("customers:remove_contact", args=[customer.pk, contact.pk])
    assert "Open the page anew" in browser.post(removal, {"version": "x"}, follow=True).content.decode()
    assert "Somebody saved this" in browser.post(removal, {"version": "1"}, follow=True).content.decode()
    assert browser.post(removal, {"version": "2"})["Location"] == contacts
    assert "Rosa was removed." in browser.get(contacts).content.decode()
    assert browser.get(edit).status_code == 404
    assert browser.post(adds, SENT)["Location"] == contacts


def test_a_wrong_phone_is_told_beside_it_and_nothing_typed_is_lost(clerk: Any, client_of: Any, customer: Any) -> None:
    sent = SENT | {"other_phone": "12", "email": "maria@example.com"}

    answer = client_of(clerk).post(reverse("customers:add_contact", args=[customer.pk]), sent)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_other_phone_error".*?too short', html, re.DOTALL)
    assert 'value="maria@example.com"' in html


def test_two_people_editing_see_both_values(clerk: Any, admin: Any, client_of: Any, customer: Any) -> None:
    contact = factories.a_contact(customer, name="María", kind="Mother", email="")
    address = reverse("customers:edit_contact", args=[customer.pk, contact.pk])
    client_of(clerk).post(address, SENT | {"phone": "0412 555 0199", "version": "1"})

    answer = client_of(admin).post(address, SENT | {"version": "1"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "0412-5550199" in html
    assert 'id="id_name_saved"' not in html


def test_a_contact_of_another_customer_is_not_there(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    """The customer in the address has to be the contact's."""
    contact = factories.a_contact(stranger)

    sent = SENT | {"version": "1", "what": "receives_invoices", "on": "on"}
    for route in ("edit_contact", "remove_contact", "switch_sending"):
        address = reverse(f"customers:{route}", args=[customer.pk, contact.pk])
        assert client_of(clerk).post(address, sent).status_code == 404
    assert client_of(clerk).get(reverse("customers:contact", args=[customer.pk, contact.pk])).status_code == 404
    assert Contact.objects.filter(pk=contact.pk, version=1).exists()
