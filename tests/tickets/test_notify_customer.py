"""C12–C14: what is made visible reaches the customer by mail, in his language, with the link to his page."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from faena.cases.actions import renew_link, revoke_link, send_link
from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.notifications.models import Message
from faena.tickets.actions import (
    ClosingFacts,
    CommentFacts,
    change_status,
    close_ticket,
    comment,
    reopen_ticket,
)
from faena.tickets.following import TICKETS
from faena.tickets.models import Ticket, TicketClosing
from tests import factories

DONE, NO_SOLUTION = TicketClosing.Outcome


@pytest.fixture
def customer(customer):
    """Carmen has an address and reads English."""
    customer.email, customer.language = "carmen@example.com", "en"
    customer.save(update_fields=["email", "language"])
    return customer


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


def say(ticket, by, text="We call at noon.", **more):
    return comment(ticket, CommentFacts(text, is_visible=True, **more), by=by)


def close(ticket, by, **more):
    facts = {"outcome": DONE, "type": ticket.type, "text": "INTERNAL words"} | more
    fresh = again(ticket)
    return close_ticket(fresh, ClosingFacts(**facts), version=fresh.version, by=by)


def link_of(ticket):
    return AccessLink.objects.alive().of(ticket.as_ref)


# --- the mail -----------------------------------------------------------------------------------------------


def test_a_visible_comment_is_mailed_with_the_link(ticket, clerk, jobs):
    """C14: the link is made when it is first needed, and kept."""
    assert link_of(ticket) is None

    say(ticket, clerk)
    jobs()

    [letter] = mail.outbox
    assert letter.to == ["carmen@example.com"]
    assert str(ticket) in letter.subject
    assert "We call at noon." in letter.body
    assert link_of(ticket).url in letter.body
    first = link_of(ticket)
    say(ticket, clerk, "We called.")
    assert link_of(ticket) == first


def test_an_internal_comment_reaches_nobody(ticket, clerk, jobs):
    """C14: and makes no link."""
    comment(ticket, CommentFacts("He is angry."), by=clerk)
    jobs()

    assert mail.outbox == []
    assert link_of(ticket) is None


def test_a_test_report_is_told_with_its_result(ticket, clerk, jobs):
    """C14."""
    say(ticket, clerk, "The signal", kind="test", result="−19 dBm, good")
    jobs()

    assert "The signal" in mail.outbox[0].body
    assert "−19 dBm, good" in mail.outbox[0].body


@pytest.mark.parametrize("is_visible", [True, False])
def test_a_status_is_told_when_it_is_ticked(ticket, clerk, jobs, is_visible):
    """C12."""
    status = factories.a_ticket_status("Waiting for a visit")
    change_status(ticket, status=status, is_visible=is_visible, version=1, by=clerk)
    jobs()

    assert ["Waiting for a visit" in letter.body for letter in mail.outbox] == [True] * is_visible


@pytest.mark.parametrize(("outcome", "said"), [(DONE, "is solved"), (NO_SOLUTION, "without a solution")])
def test_an_end_is_told_in_words_of_ours(ticket, clerk, jobs, outcome, said):
    """C13: never the text, which is the shop's."""
    close(ticket, clerk, outcome=outcome, is_visible=True)
    jobs()

    [letter] = mail.outbox
    assert said in letter.body
    assert "INTERNAL" not in letter.body + letter.alternatives[0][0]


def test_an_end_is_not_told_unless_it_is_ticked(ticket, clerk, jobs):
    """C13."""
    close(ticket, clerk)
    jobs()

    assert mail.outbox == []
    assert link_of(ticket) is None


@pytest.mark.parametrize(("language", "said"), [("es", "Hola"), ("pt-br", "Olá"), ("en", "Hello")])
def test_it_is_in_the_customers_language(ticket, customer, clerk, jobs, language, said):
    """C14: whatever the agent reads."""
    type(customer).objects.update(language=language)

    say(ticket, clerk)
    jobs()

    assert said in mail.outbox[0].body


def test_the_history_says_to_whom_it_was_mailed_and_whether_it_left(ticket, customer, clerk, jobs, client_of):
    """M21: as of an order; one event for each address, in the timeline of the customer too."""
    factories.a_contact(customer, name="Luis Aide", email="luis@example.com", receives_notices=True)
    say(ticket, clerk)
    history = f"/tickets/{ticket.pk}/"
    assert client_of(clerk).get(history).content.decode().count("Waiting") == 2

    jobs()

    events = Event.objects.filter(verb="ticket.mailed").order_by("id")
    assert [render_event(event).text for event in events] == [
        f"Clara Clerk wrote to {address} about {ticket}" for address in ("carmen@example.com", "luis@example.com")
    ]
    assert {event.facts["message_id"] for event in events} == set(Message.objects.values_list("pk", flat=True))
    assert {event.customer_id for event in events} == {customer.pk}
    page = client_of(clerk).get(history).content.decode()
    assert (page.count("Sent"), page.count("Waiting")) == (2, 0)


# --- who is told --------------------------------------------------------------------------------------------


def test_contacts_who_receive_notices_are_told_too(ticket, customer, clerk, jobs):
    """C8: each address once, in any spelling; who receives none, or has no address, is left out."""
    factories.a_contact(customer, name="Mario", email="Mario@Example.com", receives_notices=True)
    factories.a_contact(customer, name="Mario's shop", email="mario@example.com", receives_notices=True)
    factories.a_contact(customer, name="Twice", email="CARMEN@example.com", receives_notices=True)
    factories.a_contact(customer, name="Silent", email="silent@example.com", receives_notices=False)
    factories.a_contact(customer, name="Bare", email="", receives_notices=True)

    say(ticket, clerk)
    jobs()

    assert [letter.to for letter in mail.outbox] == [["carmen@example.com"], ["Mario@Example.com"]]
    assert "Hello Mario" in mail.outbox[1].body
    assert Message.objects.count() == 2  # none to nobody, which would read as sent


def test_nobody_with_an_address_breaks_nothing(ticket, customer, clerk, jobs):
    """C14: the page tells it."""
    type(customer).objects.update(email="")

    say(ticket, clerk)
    jobs()

    assert mail.outbox == []
    assert link_of(ticket) is not None


def test_what_is_refused_tells_nobody(ticket, clerk, refusal, jobs):
    """C12: inside the same step; a mail of something that did not happen is never sent."""
    refusal(say, ticket, clerk, " ")
    jobs()

    assert mail.outbox == []
    assert not Message.objects.exists()
    assert link_of(ticket) is None


# --- the link -----------------------------------------------------------------------------------------------


def test_the_link_ends_some_days_after_closing_and_reopening_revives_it(ticket, clerk, owner):
    """C13, as an order's does."""
    say(ticket, clerk)
    closing = close(ticket, clerk)
    assert link_of(ticket).expires_at == closing.at + timedelta(days=Company.the().tracking_days)

    fresh = again(ticket)
    reopen_ticket(fresh, reason="It fails again.", version=fresh.version, by=owner)

    assert link_of(ticket).expires_at is None


def test_a_revoked_link_stays_revoked_until_somebody_makes_a_new_one(ticket, clerk, owner, jobs):
    """W1: whatever the customer is told meanwhile reaches him by mail, which leads nowhere."""
    say(ticket, clerk)
    old = revoke_link(ticket, by=clerk)
    jobs()
    mail.outbox.clear()

    say(ticket, clerk, "We come tomorrow.")
    status = factories.a_ticket_status("Waiting for a visit")
    change_status(again(ticket), status=status, is_visible=True, version=1, by=clerk)
    close(ticket, clerk, is_visible=True)
    fresh = again(ticket)
    reopen_ticket(fresh, reason="It fails again.", version=fresh.version, by=owner)
    jobs()

    assert link_of(ticket) is None
    assert ["We come tomorrow." in letter.body for letter in mail.outbox] == [True, False, False]
    for letter in mail.outbox:
        assert "/t/" not in letter.body + letter.alternatives[0][0]
        assert "See my request" not in letter.body + letter.alternatives[0][0]
    new = renew_link(ticket, by=clerk)
    say(ticket, clerk, "We are there.")
    jobs()
    assert new.token != old.token
    assert new.url in mail.outbox[-1].body


def test_the_first_link_of_a_closed_ticket_ends_too(ticket, clerk):
    """C13: so many days from now."""
    close(ticket, clerk)

    link = renew_link(ticket, by=clerk)

    left = link.expires_at - timezone.now()
    assert timedelta(0) < left <= timedelta(days=Company.the().tracking_days)


def test_the_link_itself_is_mailed_and_told(ticket, clerk, jobs):
    renew_link(ticket, by=clerk)
    send_link(ticket, kind=TICKETS, by=clerk)
    jobs()

    [letter] = mail.outbox
    assert link_of(ticket).url in letter.body
    line = render_event(Event.objects.get(verb="ticket.link_sent"))
    assert line.text == f"Clara Clerk sent the link of {ticket} to carmen@example.com"


def test_without_a_link_or_an_address_nothing_is_sent(ticket, customer, clerk):
    with pytest.raises(RuleBroken, match="no link that works"):
        send_link(ticket, kind=TICKETS, by=clerk)
    renew_link(ticket, by=clerk)
    type(customer).objects.update(email="")
    with pytest.raises(RuleBroken, match="has no e-mail"):
        send_link(ticket, kind=TICKETS, by=clerk)


# --- its page -----------------------------------------------------------------------------------------------


def test_the_page_makes_shows_sends_and_revokes(desk, ticket, jobs):
    """W1 for care: where the workshop is off too."""
    factories.the_company(has_workshop=False)
    page = f"/tickets/{ticket.pk}/link/"
    assert f'href="{page}"' in desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "No link works for this ticket" in desk.get(page).content.decode()

    assert desk.post(f"{page}renewal/")["Location"] == page
    shown = desk.get(page).content.decode()
    assert link_of(ticket).url in shown
    assert "data:image/svg+xml" in shown
    assert "wa.me" in shown

    desk.post(f"{page}mails/")
    jobs()
    assert len(mail.outbox) == 1

    desk.post(f"{page}revocation/")
    shown = desk.get(page).content.decode()
    assert "The link was revoked on" in shown
    assert "goes out by mail without a link" in shown


def test_without_care_there_is_no_link_of_a_ticket(desk, ticket):
    """The permission belongs to both modules, the page to one."""
    factories.the_company(has_care=False)

    assert desk.get(f"/tickets/{ticket.pk}/link/").status_code == 404
    for act in ("mails", "revocation", "renewal"):
        assert desk.post(f"/tickets/{ticket.pk}/link/{act}/").status_code == 404


def test_without_the_workshop_there_is_no_link_of_an_order(desk, customer):
    """Nor can one be mailed, revoked or renewed."""
    order = factories.an_order(customer)
    factories.the_company(has_workshop=False)

    assert desk.get(f"/orders/{order.pk}/link/").status_code == 404
    for act in ("mails", "revocation", "renewal"):
        assert desk.post(f"/orders/{order.pk}/link/{act}/").status_code == 404


def test_the_closing_page_asks_whether_to_tell(desk, ticket, customer, jobs):
    """C13: off unless it is ticked."""
    page = f"/tickets/{ticket.pk}/closing/"
    field = desk.get(page).content.decode().partition('name="is_visible"')[2].partition(">")[0]
    assert "checked" not in field

    typed = {"outcome": "done", "type": ticket.type_id, "text": "A new cable.", "is_visible": "on", "version": 1}
    desk.post(page, typed)
    jobs()

    assert len(mail.outbox) == 1
