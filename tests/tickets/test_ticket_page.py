"""C10, C16–C18: the page of a ticket: who is offered what, and its three views."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.journal.models import Event
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, CommentFacts
from faena.tickets.models import CommentFile, Ticket
from tests import factories
from tests.tickets.pages import offers, plain

ALL = {"forwarding", "status", "comments", "closing"}


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
    """C10, C11: Take stands where the thumb is; forwarding stays in the menu."""
    answer = client_of(request.getfixturevalue(who)).get(page)

    assert offers(answer) == ALL | {"taking"} | more
    bar = answer.content.decode().split('class="bottombar"')[1].split("</div>")[0]
    assert re.findall(r"<span>([^<]+)</span>", bar) == ["Take", "Status", "Comment", "Agenda", "Close"]


def test_with_somebody_the_five_stand_in_the_order_of_the_seed(page, ticket, desk, clerk):
    """C10 (the agenda's own comes with its page)."""
    actions.take(ticket, by=clerk)

    bar = desk.get(page).content.decode().split('class="bottombar"')[1].split("</div>")[0]

    assert [one for one in re.findall(r"<span>([^<]+)</span>", bar) if one != "Agenda"] == [
        "Forward", "Status", "Comment", "Close",
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


# --- the three views ----------------------------------------------------------------------------------------


def test_data_tell_everything_of_the_opening_and_the_closing(page, ticket, password, desk, admin, clerk):
    """C16: the agreed date, both types, how it ended, by whom; and what was undone by reopening."""
    at = timezone.now() + timedelta(days=40)
    actions.negotiate(ticket, at=at, version=1, by=admin)
    actions.close_ticket(ticket, ClosingFacts("no_solution", ticket.type, "It rained."), version=2, by=clerk)
    actions.reopen_ticket(ticket, reason="It is dry again.", version=3, by=admin)
    actions.close_ticket(ticket, ClosingFacts("done", password, "A new password."), version=4, by=clerk)

    page_text = plain(desk.get(page))

    for text in (
        "Agreed date", "Faults › No signal", "Closed as Password", "A new password.", "Done", "Clara Clerk",
        "Closed before, and reopened", "It rained.", "No solution", "It is dry again.",
    ):  # fmt: skip
        assert text in page_text, text
    assert page_text.index("A new password.") < page_text.index("It rained.")


def test_the_history_is_the_whole_life_either_way_round(page, ticket, desk, clerk, owner, admin):
    """C17."""
    actions.take(ticket, by=clerk)
    actions.comment(ticket, CommentFacts("He is angry."), by=clerk)
    actions.comment(ticket, CommentFacts("The cable", "test", "Broken"), by=clerk)
    actions.change_status(ticket, status=factories.a_ticket_status("Waiting"), version=2, by=clerk)
    actions.forward(ticket, to=owner, reason="Hers.", version=3, by=clerk)
    actions.close_ticket(ticket, ClosingFacts("done", ticket.type, "Solved."), version=4, by=owner)
    actions.reopen_ticket(ticket, reason="Again.", version=5, by=admin)

    def entries(**query):
        html = desk.get(page, {"view": "history"} | query).content.decode()
        return [int(one) for one in re.findall(rf'href="{page}history/(\d+)/"', html)]

    ids = list(Event.objects.about(ticket.as_ref).values_list("pk", flat=True))
    assert len(ids) == 7
    assert entries() == ids[::-1]
    assert entries(order="oldest") == ids
    assert entries(order="odd") == ids[::-1]


def test_a_long_history_goes_on_page_by_page(page, ticket, desk, clerk):
    """C17: each once."""
    for place in range(35):
        actions.comment(ticket, CommentFacts(f"Call {place}"), by=clerk)

    first = desk.get(page, {"view": "history"}).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    seen = re.findall(rf'href="{page}history/(\d+)/"', first + desk.get(f"{page}{following}").content.decode())

    assert len(seen) == len(set(seen)) == 35


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
    assert "No contact yet" in plain(desk.get(page, {"view": "contacts"}))
    mother = factories.a_contact(customer, name="María Mother", phone="+584125550177")
    factories.a_contact(factories.a_customer(), name="Nobody Else")

    answer = desk.get(page, {"view": "contacts"})

    assert f'href="/customers/{customer.pk}/contacts/{mother.pk}/"' in answer.content.decode()
    assert 'href="tel:+584125550177"' in answer.content.decode()
    assert "Nobody Else" not in plain(answer)


def test_an_order_of_the_ticket_is_linked(page, ticket, customer, desk):
    """C16."""
    order = factories.an_order(customer)
    Ticket.objects.filter(pk=ticket.pk).update(order=order)

    assert f'href="/orders/{order.pk}/"' in desk.get(page).content.decode()
