"""C10, C16–C18: the page of a ticket: who is offered what, its conversation, what comes next and its properties."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.journal.models import Event
from faena.notifications.models import Message
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, CommentFacts
from faena.tickets.models import CommentFile, Ticket
from tests import factories
from tests.tickets.pages import offers, plain

ALL = {"forwarding", "status", "comments", "closing", "type"}


@pytest.fixture
def page(ticket):
    return f"/tickets/{ticket.pk}/"


@pytest.fixture
def password():
    return factories.a_ticket_type("Password")


# --- who is offered what (C10) ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "more"), [("owner", {"date"}), ("admin", {"date"}), ("clerk", set()), ("technician", set())]
)
def test_in_a_queue_it_is_offered_to_be_taken(page, client_of, request, who, more):
    """C10, C11: Take stands where the thumb is; forwarding is a press on who has it, commenting the box above."""
    answer = client_of(request.getfixturevalue(who)).get(page)

    assert offers(answer) == ALL | {"taking"} | more
    bar = answer.content.decode().split('class="bottombar"')[1].split("</div>")[0]
    assert re.findall(r"<span>([^<]+)</span>", bar) == ["Take", "Status", "Agenda", "Close"]


def test_with_somebody_they_stand_in_the_order_of_the_seed(page, ticket, desk, clerk):
    """C10: the fifth, a comment, is the box above them."""
    actions.take(ticket, by=clerk)

    bar = desk.get(page).content.decode().split('class="bottombar"')[1].split("</div>")[0]

    assert [one for one in re.findall(r"<span>([^<]+)</span>", bar) if one != "Agenda"] == [
        "Forward", "Status", "Close",
    ]  # fmt: skip


def test_who_may_not_handle_it_sees_no_button(page, ticket, clerk, client_of, seller):
    """A technician of another position, a seller: they comment; one who receives no tickets takes none."""
    other, aside = factories.a_user(role="technician"), factories.a_user(receives_tickets=False)

    assert offers(client_of(other).get(page)) == offers(client_of(seller).get(page)) == {"comments"}
    assert offers(client_of(aside).get(page)) == ALL


def test_what_is_closed_is_only_reopened(customer, client_of, admin, clerk):
    """C13: by whoever may."""
    page = f"/tickets/{factories.a_closed_ticket(customer).pk}/"

    assert offers(client_of(admin).get(page)) == {"reopening"}
    assert offers(client_of(clerk).get(page)) == set()


def test_out_of_reach_is_not_there(page, client_of, seller, ticket):
    """403 for whoever never may, 404 for what is with others."""
    other, of_seller = client_of(factories.a_user(role="technician")), client_of(seller)
    for name in ("forwarding", "status", "closing"):
        assert other.get(f"{page}{name}/").status_code == other.post(f"{page}{name}/").status_code == 404
        assert of_seller.get(f"{page}{name}/").status_code == of_seller.post(f"{page}{name}/").status_code == 403
    assert other.get(f"{page}reopening/").status_code == other.get(f"{page}date/").status_code == 403
    assert other.get(f"{page}comments/").status_code == 200


def test_a_form_of_a_closed_ticket_is_not_shown(customer, desk):
    """It could only be refused: back with the sentence."""
    page = f"/tickets/{factories.a_closed_ticket(customer).pk}/"
    for name in ("forwarding", "status", "comments", "closing"):
        answer = desk.get(f"{page}{name}/", follow=True)
        assert answer.redirect_chain == [(page, 303)]
        assert "is closed: reopen it first." in answer.content.decode()


# --- everything of it ---------------------------------------------------------------------------------------


def test_data_tell_everything_of_the_opening_and_the_closing(page, ticket, password, desk, admin, clerk):
    """C16: the agreed date, both types, how it ended, by whom; and what was undone by reopening."""
    at = timezone.now() + timedelta(days=40)
    actions.negotiate(ticket, at=at, version=1, by=admin)
    actions.close_ticket(ticket, ClosingFacts("no_solution", ticket.type, "It rained."), version=2, by=clerk)
    actions.reopen_ticket(ticket, reason="It is dry again.", version=3, by=admin)
    actions.close_ticket(ticket, ClosingFacts("done", password, "A new password."), version=4, by=clerk)

    page_text = plain(desk.get(page))

    for text in (
        "agreed with the customer", "Faults › No signal", "Closed as Password", "A new password.", "Done",
        "Clara Clerk",
        "Closed before, and reopened", "It rained.", "No solution", "It is dry again.",
    ):  # fmt: skip
        assert text in page_text, text
    assert "Closed as Faults › No signal" in page_text.split("Closed before, and reopened")[1]
    assert page_text.count("A new password.") == 1


def test_the_conversation_is_the_whole_life_either_way_round(page, ticket, desk, clerk, owner, admin):
    """C17: oldest first, as one talks, with what was asked before everything else."""
    actions.take(ticket, by=clerk)
    actions.comment(ticket, CommentFacts("He is angry."), by=clerk)
    actions.comment(ticket, CommentFacts("The cable", "test", "Broken"), by=clerk)
    actions.change_status(ticket, status=factories.a_ticket_status("Waiting"), version=2, by=clerk)
    actions.forward(ticket, to=owner, reason="Hers.", version=3, by=clerk)
    actions.close_ticket(ticket, ClosingFacts("done", ticket.type, "Solved."), version=4, by=owner)
    actions.reopen_ticket(ticket, reason="Again.", version=5, by=admin)

    def entries(**query):
        html = desk.get(page, query).content.decode()
        return [int(one) for one in re.findall(rf'href="{page}history/(\d+)/"', html)]

    ids = list(Event.objects.about(ticket.as_ref).values_list("pk", flat=True))
    assert len(ids) == 7
    assert entries() == ids
    assert entries(order="newest") == ids[::-1]
    assert entries(order="odd") == ids


def test_a_long_conversation_goes_back_page_by_page(page, ticket, desk, clerk):
    """C17: each once (and the link, which the first answer made); what was asked stands where it begins; a filter looks
    through more at once."""
    for place in range(35):
        actions.comment(ticket, CommentFacts(f"Call {place}", is_visible=place == 1), by=clerk)

    first = desk.get(page).content.decode()
    earlier = re.search(r'class="talk-more"><a [^>]*href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = desk.get(earlier).content.decode()
    seen = re.findall(rf'href="{page}history/(\d+)/"', second + first)

    assert len(seen) == len(set(seen)) == 36
    assert seen == sorted(seen, key=int)
    assert (ticket.description in first, ticket.description in second) == (False, True)
    assert turns(desk.get(page, {"history": "customer"})) == [("customer", ticket.description), ("us", "Call 1")]


# --- as a conversation --------------------------------------------------------------------------------------


BUBBLE = re.compile(r'<li class="talk-turn is-(customer|us|team)">.*?<div class="bubble">(.*?)</div>', re.S)


def turns(answer):
    """(side, text) of each bubble."""
    found = BUBBLE.findall(answer.content.decode())
    return [(side, " ".join(re.sub(r"<[^>]+>", " ", text).split())) for side, text in found]


def test_whose_words_they_are_is_seen(page, ticket, customer, desk, clerk):
    """Grey the customer, teal us, amber what only the team reads; how they came stands beside the name."""
    mother = factories.a_contact(customer, name="María Mother")
    type(customer).objects.update(email="carmen@example.com")
    Ticket.objects.filter(pk=ticket.pk).update(contact=mother, channel="whatsapp")
    actions.comment(ticket, CommentFacts("Is the light red?", is_visible=True), by=clerk)
    actions.comment(ticket, CommentFacts("Yes, red.", "heard", channel="phone"), by=clerk)
    actions.comment(ticket, CommentFacts("Box 14 again."), by=clerk)
    actions.comment(ticket, CommentFacts("Signal", "test", "−31 dBm"), by=clerk)

    everything, customers, teams = (desk.get(page, {"history": name}) for name in ("", "customer", "team"))

    asked, answered, heard = ("customer", "The line is dead."), ("us", "Is the light red?"), ("customer", "Yes, red.")
    inside = [("team", "Box 14 again."), ("team", "Signal Result: −31 dBm")]
    assert turns(everything) == [asked, answered, heard, *inside]
    assert turns(customers) == [asked, answered, heard]
    assert turns(teams) == inside
    said = plain(everything)
    for words in (
        "María Mother by WhatsApp, written down", "Clara Clerk by e-mail", "María Mother by phone, written down",
        "Clara Clerk only the team sees it", "Clara Clerk test · only the team sees it",
    ):  # fmt: skip
        assert words in said, words


def test_only_who_sent_it_knows_that_a_chat_went_out(page, ticket, desk, clerk, customer):
    """An answer by WhatsApp opens there with its text, and leaves no mail; "confirmed" is what somebody said."""
    type(customer).objects.update(email="carmen@example.com")
    sent = {"kind": "reply", "text": "He comes at two.", "by_chat": "on"}

    assert desk.post(f"{page}comments/", sent)["Location"] == page

    said = ticket.comments.get()
    assert (said.channel, said.is_visible, Message.objects.count()) == ("whatsapp", True, 0)
    html = desk.get(page).content.decode()
    assert "text=He%20comes%20at%20two." in html
    assert "confirmed" not in html
    desk.post(f"{page}comments/{said.pk}/confirmation/")
    html = desk.get(page).content.decode()
    assert "by WhatsApp, confirmed" in html
    assert "text=He%20comes" not in html
    again = desk.post(f"{page}comments/{said.pk}/confirmation/", follow=True)
    assert "Somebody said already that it was sent." in again.content.decode()
    assert Event.objects.filter(verb="ticket.reply_confirmed").count() == 1
    foreign = factories.a_comment(factories.a_ticket(), is_visible=True, channel="whatsapp")
    assert desk.post(f"{page}comments/{foreign.pk}/confirmation/").status_code == 404


def test_without_a_phone_there_is_no_chat(page, ticket, desk, customer):
    type(customer).objects.update(phone="")

    answer = desk.post(f"{page}comments/", {"kind": "reply", "text": "He comes.", "by_chat": "on"})

    assert (answer.status_code, ticket.comments.count()) == (422, 0)
    assert "Carmen Customer has no phone on record." in answer.content.decode()


def test_its_title_is_the_subject_else_the_type(page, ticket, desk, client_of, customer, no_signal):
    """On its page and in lists."""
    assert ">No signal</h1>" in desk.get(page).content.decode()
    asked = {"description": "Every night from eight on.", "subject": " Night  cuts "}
    sent = {"type": no_signal.pk, "channel": "phone", **asked}

    answer = desk.post(f"/customers/{customer.pk}/tickets/new/", sent)

    assert ">Night cuts</h1>" in desk.get(answer["Location"]).content.decode()
    assert '<span class="second">Night cuts</span>' in desk.get("/tickets/?whose=all").content.decode()


# --- what comes next ----------------------------------------------------------------------------------------


def next_of(answer):
    """The band, in words."""
    band = answer.content.decode().split('class="order-next"')[1].split("</div>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", band))


def test_what_comes_next_is_said_with_its_reason(page, ticket, desk, clerk, technician, client_of, seller):
    """One step, the first that is needed: take, answer, solve."""
    assert "Next: take it — it lies with Support desk and nobody has it yet." in next_of(desk.get(page))
    actions.take(ticket, by=clerk)
    assert "Next: answer the customer — nobody has written to the customer yet." in next_of(desk.get(page))
    actions.comment(ticket, CommentFacts("We are on it.", is_visible=True), by=clerk)
    assert "Next: solve it and close — it is due" in next_of(desk.get(page))
    actions.comment(ticket, CommentFacts("Still dead.", "heard"), by=clerk)
    assert "Next: answer the customer — the customer wrote today" in next_of(desk.get(page))
    Ticket.objects.filter(pk=ticket.pk).update(
        opened_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(days=2)
    )
    late = desk.get(page)
    assert "Next: solve it, or agree on another date — it was due" in next_of(late)
    assert "2 days late" in plain(late)
    assert f'href="{page}closing/"' not in client_of(seller).get(page).content.decode()


# --- its properties -----------------------------------------------------------------------------------------


def test_another_type_moves_the_date_and_the_first_stays_known(page, ticket, no_signal, password, desk, clerk):
    """C13, C19: by the hours of the new one from the opening on; closing and report count it as what it was opened."""
    answer = desk.post(f"{page}type/", {"type": password.pk, "version": "1"})

    fresh = Ticket.shown(ticket.pk)
    assert (answer["Location"], fresh.type, fresh.opened_as) == (page, password, no_signal)
    assert fresh.due_at == fresh.opened_at + timedelta(hours=password.hours)
    assert "changed the type" in plain(desk.get(page))
    closing = actions.close_ticket(fresh, ClosingFacts("done", password, "Reset."), version=2, by=clerk)
    assert (closing.opened_type, closing.type) == (no_signal, password)


def test_a_first_type_is_another_one(ticket):
    """The database holds it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(first_type=ticket.type_id)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "heard"},
        {"kind": "heard", "channel": "phone", "is_visible": True},
        {"channel": "whatsapp"},
        {"channel": "phone", "is_visible": True},
    ],
)
def test_words_came_or_went_somehow(ticket, facts):
    """The database holds it: what was heard came by something and is not sent; only an answer goes, by WhatsApp."""
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.a_comment(ticket, **facts)


def test_what_the_customer_said_is_not_sent_back(ticket, clerk, refusal):
    assert refusal(actions.comment, ticket, CommentFacts("Hm", "heard", is_visible=True), by=clerk)[0] == "is_visible"
    assert (
        refusal(actions.comment, ticket, CommentFacts("Hm", is_visible=True, channel="mail"), by=clerk)[0] == "channel"
    )


def test_an_agreed_date_stays_and_the_first_type_is_no_change(ticket, no_signal, password, admin, clerk, refusal):
    at = timezone.now() + timedelta(days=40)
    actions.negotiate(ticket, at=at, version=1, by=admin)
    assert refusal(actions.change_type, ticket, type=no_signal, version=2, by=clerk)[0] == "type"
    assert refusal(actions.change_type, ticket, type=no_signal.parent, version=2, by=clerk)[0] == "type"

    actions.change_type(ticket, type=password, version=2, by=clerk)
    back = actions.change_type(ticket, type=no_signal, version=3, by=clerk)

    assert (back.due_at, back.first_type) == (at, None)


def test_whether_the_plan_is_paid_is_for_who_may_know(page, ticket, customer, desk):
    """Its unpaid invoices, or that there is none."""
    plan = factories.a_subscription(customer)
    Ticket.objects.filter(pk=ticket.pk).update(subscription=plan)
    assert "all paid" in plain(desk.get(page))

    late = factories.an_invoice(plan, due=-20)

    assert f"{late} Overdue" in plain(desk.get(page))


def test_every_entry_opens(page, ticket, desk, clerk, owner):
    """C17: what, who, when, from → to, text."""
    actions.forward(ticket, to=owner, reason="It needs a ladder.", version=1, by=clerk)
    actions.comment(ticket, CommentFacts("Signal at the box", "test", "−31 dBm", is_visible=True), by=clerk)
    forwarded, tested = Event.objects.about(ticket.as_ref).filter(verb__in=["ticket.forwarded", "ticket.tested"])

    page_text = plain(desk.get(f"{page}history/{forwarded.pk}/"))
    for text in (
        "Clara Clerk forwarded",
        "It needs a ladder.",
        "From Support desk",
        "To Olga Owner",
        "Who Clara Clerk",
    ):
        assert text in page_text, text
    page_text = plain(desk.get(f"{page}history/{tested.pk}/"))
    for text in ("Signal at the box", "Result −31 dBm", "The customer may read it Yes", "2 of 3"):
        assert text in page_text, text


def test_an_entry_of_another_ticket_is_not_there(page, desk, clerk, customer):
    other = factories.a_ticket(customer)
    actions.comment(other, CommentFacts("Hm"), by=clerk)

    assert desk.get(f"{page}history/{Event.objects.get().pk}/").status_code == 404


def test_the_pictures_of_a_comment_stand_in_its_entry(page, ticket, desk, client_of, seller, clerk, stranger):
    """C14, C17: behind the ticket's own door."""
    actions.comment(ticket, CommentFacts("Look."), by=clerk)
    said = ticket.comments.get()
    kept = CommentFile.objects.create(comment=said, file=factories.a_file(stored=True))
    address = f"{page}pictures/{kept.pk}/"

    html = desk.get(f"{page}history/{Event.objects.get().pk}/").content.decode()
    assert f'src="{address}?size=thumb"' in html
    assert desk.get(address)["Content-Type"] == "image/webp"
    foreign = factories.a_ticket(stranger)
    assert desk.get(f"/tickets/{foreign.pk}/pictures/{kept.pk}/").status_code == 404
    assert client_of(seller).get(f"/tickets/{foreign.pk}/pictures/{kept.pk}/").status_code == 404


def test_contacts_are_the_customers_and_each_opens(page, customer, desk):
    """C18."""
    assert "No contact yet" in plain(desk.get(page))
    mother = factories.a_contact(customer, name="María Mother", phone="+584125550177")
    factories.a_contact(factories.a_customer(), name="Nobody Else")

    answer = desk.get(page)

    assert f'href="/customers/{customer.pk}/contacts/{mother.pk}/"' in answer.content.decode()
    assert 'href="tel:+584125550177"' in answer.content.decode()
    assert "Nobody Else" not in plain(answer)


def test_an_order_of_the_ticket_is_linked(page, ticket, customer, desk):
    """C16."""
    order = factories.an_order(customer)
    Ticket.objects.filter(pk=ticket.pk).update(order=order)

    assert f'href="/orders/{order.pk}/"' in desk.get(page).content.decode()
