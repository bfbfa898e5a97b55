"""B1: one customer, one timeline: what the workshop, care and the cash desk did stands in it, each thing once, and each
leads to its page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone, translation

from faena.agenda.actions import VisitFacts
from faena.billing.actions import SubscriptionFacts, issue_batch, start_run, subscribe
from faena.billing.models import Invoice
from faena.cases.actions import renew_link, send_link
from faena.cash.actions import TenderFacts, receive_payment
from faena.customers.actions import DeviceFacts
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.journal.sentences import SENTENCES
from faena.orders.actions import IntakeFacts, open_order
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, CommentFacts, OpeningFacts
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.following import TICKETS
from faena.tickets.models import Priority, Ticket, TicketClosing
from tests import factories

PHONE, ROUTER = DeviceFacts("Phone"), DeviceFacts("Router")


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


@pytest.fixture
def case(customer, clerk, owner):
    """What was opened for Carmen: an order with a payment, an invoice, a ticket with a visit."""
    order = open_order(customer, device=PHONE, facts=IntakeFacts(reason="It is wet.", service_value=50_00), by=clerk)
    payment = receive_payment(order.account, tenders=[TenderFacts(factories.a_method(), 20_00, "USD")], by=clerk)
    plan = SubscriptionFacts(factories.a_plan(), 30_00, due_day=5, started_on=date(2020, 1, 1), login="carmen")
    subscribe(customer, plan, by=owner)
    issue_batch(start_run(timezone.localdate().replace(day=1), by=owner), by=owner)
    ticket = open_a_ticket(customer, clerk)
    goes, tomorrow = factories.a_user(role="technician"), timezone.localdate() + timedelta(days=1)
    visit = book_ticket_visit(
        ticket, VisitFacts(factories.a_visit_kind(), goes, tomorrow, period="morning", address="Calle 8"), by=clerk
    )
    return {"order": order, "payment": payment, "invoice": Invoice.objects.get(), "ticket": ticket, "visit": visit}


def open_a_ticket(customer, by):
    facts = OpeningFacts(factories.a_ticket_type(), "The line is dead.", destination=factories.a_queue())
    return actions.open_ticket(customer, facts, by=by)


def story_of(browser, customer):
    """[(sentence, where it leads)] of the record's timeline."""
    page = browser.get(f"/customers/{customer.pk}/").content.decode().split('id="history"')[1]
    links = re.findall(r'<a class="story-link" href="([^"]+)">([^<]+)</a>', page)
    return [(unescape(sentence), href) for href, sentence in links]


VERBS = {
    "order": "order.opened",
    "payment": "payment.received",
    "invoice": "invoice.issued",
    "ticket": "ticket.opened",
    "visit": "visit.booked",
}


@pytest.mark.parametrize("kind", VERBS)
def test_each_is_told_once_and_leads_to_its_page(case, customer, clerk, client_of, kind):
    """B1: order, invoice, payment, ticket and visit in the one timeline of their customer."""
    browser, thing = client_of(clerk), case[kind]
    sentence = render_event(Event.objects.get(verb=VERBS[kind])).text

    found = [href for words, href in story_of(browser, customer) if words == sentence]

    assert str(thing) in sentence
    assert found == [thing.as_ref.url]
    page = browser.get(found[0])
    assert page.status_code == 200
    assert str(thing) in page.content.decode()


def test_what_went_to_the_workshop_leads_both_ways(case, customer, clerk, client_of):
    """B1: the ticket's sentence to the ticket, the order's to the order."""
    facts = IntakeFacts(reason="It does not start.")
    order = actions.send_to_workshop(case["ticket"], ROUTER, facts, by=clerk)

    story = dict(story_of(client_of(clerk), customer))

    for verb, thing in (("ticket.sent_to_workshop", case["ticket"]), ("order.opened_from", order)):
        assert story[render_event(Event.objects.get(verb=verb)).text] == thing.as_ref.url


def test_everything_that_happens_to_a_ticket_is_its_customers(customer, clerk, owner):
    """B1, C17: every verb tells whose ticket it is and reads whole in three languages. A visit's own events tell of it
    to the customer's timeline; what the ticket says of its visit is the ticket's alone."""
    customer.email = "carmen@example.com"
    customer.save(update_fields=["email"])
    live_through_everything(open_a_ticket(customer, clerk), clerk, owner)

    events = list(Event.objects.filter(verb__startswith="ticket.").select_related("author"))

    found = {event.verb for event in events}
    assert {verb for verb in SENTENCES if verb.startswith("ticket.") and "visit" not in verb} == found
    assert {event.customer_id for event in events} == {customer.pk}
    for language in ("es", "pt-br", "en"):
        with translation.override(language):
            assert [
                text for text in (render_event(event).text for event in events) if "—" in text or "%(" in text
            ] == []


def live_through_everything(ticket, clerk, owner):
    def now():
        return Ticket.objects.shown().get(pk=ticket.pk)

    actions.take(now(), by=clerk)
    actions.comment(now(), CommentFacts("I called.", is_visible=True), by=clerk)
    actions.comment(now(), CommentFacts("The signal", "test", "Good"), by=clerk)
    actions.comment(now(), CommentFacts("It is slow.", "heard", channel="phone"), by=clerk)
    sent = actions.comment(now(), CommentFacts("We look at it.", is_visible=True, channel="whatsapp"), by=clerk)
    actions.confirm_reply(now(), sent, by=clerk)
    actions.change_type(now(), type=factories.a_ticket_type("Slow"), version=now().version, by=clerk)
    status = factories.a_ticket_status("Being looked at")
    actions.change_status(now(), status=status, priority=Priority.URGENT, version=now().version, by=clerk)
    actions.negotiate(now(), at=timezone.now() + timedelta(days=2), version=now().version, by=owner)
    actions.negotiate(now(), at=None, version=now().version, by=owner)
    actions.forward(now(), to=factories.a_queue(), reason="Ask them.", version=now().version, by=clerk)
    actions.send_to_workshop(now(), ROUTER, IntakeFacts(reason="It does not start."), by=clerk)
    renew_link(now(), by=clerk)
    send_link(now(), kind=TICKETS, by=clerk)
    ending = ClosingFacts(TicketClosing.Outcome.DONE, now().type, "A new cable.")
    actions.close_ticket(now(), ending, version=now().version, by=clerk)
    actions.open_ticket(now().customer, OpeningFacts(now().type, "Again.", follows=now()), by=clerk)
    actions.reopen_ticket(now(), reason="Again.", to=clerk, version=now().version, by=owner)


def test_a_seller_reads_the_timeline_of_his_own_customers(case, customer, stranger, clerk, seller, client_of):
    """B1, W31: tickets are in it; another's is not there."""
    foreign = open_a_ticket(stranger, clerk)
    browser = client_of(seller)

    story = " ".join(words for words, _href in story_of(browser, customer))

    assert str(case["ticket"]) in story
    assert str(foreign) not in story
    assert browser.get(f"/customers/{stranger.pk}/").status_code == 404
