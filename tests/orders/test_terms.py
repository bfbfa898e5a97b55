"""W9: versioned terms; each order keeps the version that it took until it is put under a newer one."""

import hashlib

import pytest
from django.db import DatabaseError, transaction

from faena.customers.actions import DeviceFacts
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import IntakeFacts, end_terms, open_order, publish_terms, renew_terms
from faena.orders.models import Stage, Terms
from tests import factories
from tests.world import race, won

TEXT = "Devices are kept for 90 days.\n\nNo liability for data."


def intake(customer, by):
    return open_order(customer, device=DeviceFacts(kind="Phone"), facts=IntakeFacts(reason="Wet"), by=by)


# --- versions -----------------------------------------------------------------------------------------------


def test_a_new_version_has_the_next_number_and_its_fingerprint(admin):
    """W9: versioned text with its hash; the history says who published it."""
    first = publish_terms(TEXT, version=0, by=admin)
    second = publish_terms(TEXT + " Ñ", version=1, by=admin)

    assert (first.number, second.number) == (1, 2)
    assert first.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert Terms.in_force() == second
    event = Event.objects.get(verb="terms.published", about_id=second.pk)
    assert render_event(event).text == "Ada Admin published version 2 of the terms"
    assert render_event(event).url == f"/orders/terms/{second.pk}/"


def test_the_same_text_again_is_refused(admin):
    publish_terms(TEXT, version=0, by=admin)

    for again in (TEXT, f"\r\n{TEXT.replace(chr(10), chr(13) + chr(10))}  \n\n"):
        with pytest.raises(RuleBroken, match="version 1"):
            publish_terms(again, version=1, by=admin)
    assert Terms.objects.count() == 1


def test_an_empty_text_ends_nothing_by_accident(admin):
    publish_terms(TEXT, version=0, by=admin)

    with pytest.raises(RuleBroken):
        publish_terms(" \n ", version=1, by=admin)
    assert Terms.in_force().text == TEXT


def test_a_company_can_have_no_terms_any_more(admin, customer):
    """W9: new orders take none; those that took a version keep it; the same text may come back."""
    publish_terms(TEXT, version=0, by=admin)
    before = intake(customer, admin)

    end_terms(version=1, by=admin)
    after = intake(customer, admin)

    assert Terms.in_force() is None
    assert (before.terms.number, before.terms_pending) == (1, True)
    assert (after.terms, after.terms_pending) == (None, False)
    end_terms(version=2, by=admin)
    assert Event.objects.filter(verb="terms.ended").count() == 1
    assert publish_terms(TEXT, version=2, by=admin).number == 3


def test_two_authors_do_not_overwrite_each_other(admin, owner):
    """The second is told, and shown what the first published."""
    publish_terms(TEXT, version=0, by=admin)

    for act in (lambda: publish_terms("Mine", version=0, by=owner), lambda: end_terms(version=0, by=owner)):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.current.text == TEXT


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_told(admin):
    outcomes = race(lambda place: publish_terms(f"Text {place}", version=0, by=admin), 4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(lost, Stale) for lost in outcomes if isinstance(lost, BaseException))
    assert list(Terms.objects.values_list("number", flat=True)) == [1]


def test_a_version_is_never_rewritten(admin):
    terms = publish_terms(TEXT, version=0, by=admin)

    with pytest.raises(DatabaseError), transaction.atomic():
        Terms.objects.filter(pk=terms.pk).update(text="Other")


# --- the page under Settings ----------------------------------------------------------------------------------


def test_the_page_publishes_and_lists(client_of, admin):
    """W9: the text in force, a new version, the old ones each with date and author."""
    page = client_of(admin)

    assert page.post("/settings/terms/", {"text": TEXT, "version": "0"}).status_code == 303
    assert page.post("/settings/terms/", {"text": "Second", "version": "1"}).status_code == 303

    text = page.get("/settings/terms/").content.decode()
    assert "Version 2 is in force" in text
    old = Terms.objects.get(number=1)
    assert f"/orders/terms/{old.pk}/" in text
    shown = page.get(f"/orders/terms/{old.pk}/").content.decode()
    assert "<p>No liability for data.</p>" in shown
    assert "Version 2 is in force now" in shown
    assert old.sha256 in shown
    assert "/settings/terms/" in page.get("/settings/").content.decode()


def test_a_stale_page_shows_both_texts(client_of, admin):
    page = client_of(admin)
    page.post("/settings/terms/", {"text": TEXT, "version": "0"})

    answer = page.post("/settings/terms/", {"text": "Mine", "version": "0"})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Mine" in text
    assert "No liability" in text
    assert page.post("/settings/terms/", {"text": "Mine", "version": "1"}).status_code == 303


def test_ending_asks_first_and_needs_the_version_that_was_seen(client_of, admin):
    """W9: it is said clearly before."""
    page = client_of(admin)
    page.post("/settings/terms/", {"text": TEXT, "version": "0"})
    assert "New orders have nothing to sign" in page.get("/settings/terms/").content.decode()

    page.post("/settings/terms/removal/", {"version": "x"})
    assert Terms.in_force() is not None
    page.post("/settings/terms/removal/", {"version": "1"})

    assert Terms.in_force() is None
    assert "The company has no terms" in page.get("/settings/terms/").content.decode()


def test_without_the_workshop_there_are_no_terms(client_of, admin):
    factories.the_company(has_workshop=False, has_care=True)
    page = client_of(admin)

    assert page.get("/settings/terms/").status_code == 404
    assert page.post("/settings/terms/removal/").status_code == 404


def test_a_seller_reads_a_version_and_publishes_none(client_of, seller):
    terms = factories.some_terms("Ninety days")
    page = client_of(seller)

    assert b"Ninety days" in page.get(f"/orders/terms/{terms.pk}/").content
    assert page.get("/settings/terms/").status_code == 403


# --- the version of an order ------------------------------------------------------------------------------------


def test_an_order_keeps_its_version_until_it_is_renewed(admin, clerk, customer):
    """W9: the slip shows the version that the customer signs, also after the terms change."""
    publish_terms(TEXT, version=0, by=admin)
    order = intake(customer, clerk)
    publish_terms("Second", version=1, by=admin)
    order.refresh_from_db()
    assert order.terms.number == 1

    renewed = renew_terms(order, number=2, by=clerk)

    assert renewed.terms.text == "Second"
    assert (
        render_event(Event.objects.get(verb="order.terms_renewed")).text
        == "Clara Clerk changed the terms: version 1 → 2"
    )
    renew_terms(order, number=2, by=clerk)
    assert Event.objects.filter(verb="order.terms_renewed").count() == 1


def test_an_order_without_terms_can_take_them(admin, clerk, customer):
    order = intake(customer, clerk)
    publish_terms(TEXT, version=0, by=admin)

    assert renew_terms(order, number=1, by=clerk).terms_pending


def test_only_the_version_in_force_can_be_taken(admin, clerk, customer):
    order = intake(customer, clerk)
    publish_terms(TEXT, version=0, by=admin)
    publish_terms("Second", version=1, by=admin)

    for number in (0, 1, 3):
        with pytest.raises(RuleBroken):
            renew_terms(order, number=number, by=clerk)
    end_terms(version=2, by=admin)
    with pytest.raises(RuleBroken):
        renew_terms(order, number=2, by=clerk)


@pytest.mark.parametrize("ended", ["signed", "closed", "void"])
def test_what_is_settled_is_not_renewed(ended, clerk, customer):
    terms = factories.some_terms()
    order = factories.a_closed_order(customer) if ended == "closed" else factories.an_order(customer, terms=terms)
    if ended == "signed":
        factories.a_signature(order)
    if ended == "void":
        order.stage = Stage.VOID
        order.save(update_fields=["stage"])
    factories.some_terms("Second")

    with pytest.raises(RuleBroken):
        renew_terms(order, number=2, by=clerk)
    order.refresh_from_db()
    assert order.terms != Terms.in_force()


def test_the_sheet_offers_the_newer_version(client_of, clerk, customer):
    """W9: one press; nothing is offered once it is signed."""
    order = factories.an_order(customer, terms=factories.some_terms())
    page = client_of(clerk)
    assert b"Use version" not in page.get(f"/orders/{order.pk}/").content
    factories.some_terms("Second")
    assert b"Use version 2" in page.get(f"/orders/{order.pk}/").content

    assert page.post(f"/orders/{order.pk}/terms/", {"number": "2"})["Location"] == f"/orders/{order.pk}/"
    page.post(f"/orders/{order.pk}/terms/", {"number": "no number"})

    order.refresh_from_db()
    assert order.terms.number == 2
    factories.a_signature(order)
    factories.some_terms("Third")
    assert b"Use version" not in page.get(f"/orders/{order.pk}/").content
