"""C9, C10, C16, C19: the tickets of a customer, the form that opens one, and the page of one."""

import csv
import io
import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from faena.billing.models import Subscription
from faena.customers.models import Customer
from faena.journal.context import KEY_FIELD
from faena.journal.models import Event
from faena.tickets.models import Ticket
from tests import factories


def plain(answer):
    main = answer.content.decode().split("<main")[-1]
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<(script|style).*?</\1>", " ", main, flags=re.S))))


def protocols(answer):
    return re.findall(r">(A-\d{6})</a>", answer.content.decode())


@pytest.fixture
def page(customer):
    return f"/customers/{customer.pk}/tickets/"


def sent(kind, **more):
    return {"type": kind.pk, "description": "The line is dead.", "channel": "phone"} | more


# --- the list -----------------------------------------------------------------------------------------------


def test_open_ones_stand_first(desk, page, customer, stranger):
    """C9: the newest first among them; nobody else's."""
    first, closed, last = (
        make(customer) for make in (factories.a_ticket, factories.a_closed_ticket, factories.a_ticket)
    )
    factories.a_ticket(stranger)

    assert protocols(desk.get(page)) == [str(last), str(first), str(closed)]
    assert protocols(desk.get(page, {"state": "open"})) == [str(last), str(first)]


def test_a_row_says_everything(desk, page, customer, no_signal, support):
    """C9: protocol, date, type, status, priority, destination, due."""
    waiting = factories.a_ticket_status("Waiting for parts", tone="amber")
    ticket = factories.a_ticket(customer, type=no_signal, status=waiting, priority=4, holder=support)
    Ticket.objects.filter(pk=ticket.pk).update(opened_at="2026-01-02 12:00Z", due_at="2026-01-03 12:00Z")

    answer = desk.get(page)

    page_text = plain(answer)
    for text in (str(ticket), "2 Jan 2026", "No signal", "Waiting for parts", "Urgent", "Support desk", "Overdue"):
        assert text in page_text, text
    assert 'class="chip is-amber"' in answer.content.decode()
    assert 'class="chip is-red"' in answer.content.decode()


def test_it_goes_on_page_by_page(desk, page, customer):
    """By keyset, each once."""
    kinds = [factories.a_closed_ticket, factories.a_ticket, factories.a_ticket] * 9
    for make in kinds:
        make(customer, type=factories.a_ticket_type())
    first = desk.get(page)
    following = unescape(re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1])

    seen = protocols(first) + protocols(desk.get(following))

    assert len(seen) == len(set(seen)) == 27
    assert "27 tickets" in plain(first)


def test_the_same_rows_are_a_file(desk, page, customer, no_signal, support):
    """C9."""
    factories.a_ticket(customer, type=no_signal, holder=support, description="=1+1")
    answer = desk.file(page, {"format": "csv"})

    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))

    assert (row["Protocol"], row["Type"], row["State"]) == ("A-000001", "Faults › No signal", "Open")
    assert (row["Destination"], row["Description"]) == ("Support desk", "'=1+1")


def test_without_any_the_page_invites(desk, page, customer):
    """C9: also when all of them are done."""
    assert f'href="{page}new/"' in desk.get(page).content.decode()
    assert "No ticket yet" in plain(desk.get(page))

    factories.a_closed_ticket(customer)

    assert "No open ticket" in plain(desk.get(page, {"state": "open"}))


# --- opening ------------------------------------------------------------------------------------------------


def test_a_ticket_is_opened_on_one_page(desk, page, customer, no_signal):
    """C19: as the type says where nothing else is chosen; the answer tells protocol and date."""
    contact, plan = factories.a_contact(customer), factories.a_subscription(customer)

    answer = desk.post(f"{page}new/", sent(no_signal, contact=contact.pk, subscription=plan.pk), follow=True)

    ticket = Ticket.objects.shown().get()
    assert answer.redirect_chain == [(f"/tickets/{ticket.pk}/", 303)]
    assert "A-000001 is open. It is due" in unescape(answer.content.decode())
    assert (ticket.contact, ticket.subscription, ticket.priority) == (contact, plan, 3)


@pytest.mark.parametrize("kind", ["position", "user"])
def test_another_destination_and_priority_are_chosen(desk, page, no_signal, technician, kind):
    """C19."""
    wanted = technician if kind == "user" else factories.a_queue("Field")

    desk.post(f"{page}new/", sent(no_signal, destination=f"{kind}-{wanted.pk}", priority="1"))

    ticket = Ticket.objects.shown().get()
    assert (ticket.holding.destination, ticket.priority) == (wanted, 1)


def test_the_type_says_what_it_brings(desk, page, no_signal):
    """C19: hours, priority, position and what to ask, when it is chosen and after a refusal."""
    for answer in (desk.get(f"{page}new/", {"type": no_signal.pk}), desk.post(f"{page}new/", {"type": no_signal.pk})):
        text = plain(answer)
        assert "Due within 8 hours · Priority High · Goes to Support desk" in text
        assert "Which lights are on?" in text
    assert "Which lights" not in plain(desk.get(f"{page}new/", {"type": "x"}))


def test_types_stand_in_their_branches(desk, page, no_signal):
    """C19: headings are groups and cannot be chosen."""
    html = desk.get(f"{page}new/").content.decode()

    assert re.search(rf'<optgroup label="Faults">\s*<option value="{no_signal.pk}"', html)
    assert f'<option value="{no_signal.parent_id}"' not in html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"description": " "}, "Fill this in."),
        ({"type": "99999"}, "Pick one from the list."),
        ({"destination": "user-99999"}, "Pick one from the list."),
        ({"contact": "99999"}, "Pick one from the list."),
        ({"channel": "pigeon"}, "Pick one from the list."),
        ({"priority": "9"}, "Pick one from the list."),
    ],
)
def test_bad_input_comes_back_with_everything_typed(desk, page, customer, no_signal, wrong, sentence):
    """The sentence stands beside its field; nothing is lost, nothing is left behind."""
    factories.a_contact(customer)
    typed = {"description": "It hums.", "priority": "4", "channel": "counter"}

    answer = desk.post(f"{page}new/", sent(no_signal, **typed) | wrong)

    assert answer.status_code == 422
    assert sentence in plain(answer)
    html = answer.content.decode()
    kept = {"description": "It hums.", "priority": '<option value="4" selected', "channel": 'value="counter"'}
    assert all(text in html for name, text in kept.items() if name not in wrong)
    assert not Ticket.objects.exists()


def test_a_type_without_a_position_says_who_gets_it(desk, page, client_of, seller, support):
    """M31, C11: whoever opens it; a seller reads no names of people who work here (W31)."""
    kind = factories.a_ticket_type("Loose end")

    assert "Goes to Clara Clerk" in plain(desk.get(f"{page}new/", {"type": kind.pk}))
    assert "Goes to Support desk" in plain(client_of(seller).get(f"{page}new/", {"type": kind.pk}))
    desk.post(f"{page}new/", sent(kind))
    assert Ticket.objects.shown().get().holding.destination.name == "Clara Clerk"


def test_the_only_plan_of_a_customer_is_chosen(desk, page, customer):
    """M31: one that is cancelled does not count; of two none is; none in particular can still be said."""
    gone = factories.a_subscription(customer)
    Subscription.objects.filter(pk=gone.pk).update(state="cancelled", cancelled_on=gone.started_on)
    plan = factories.a_subscription(customer)
    chosen = f'<option value="{plan.pk}" selected'

    assert chosen in desk.get(f"{page}new/").content.decode()
    assert chosen not in desk.post(f"{page}new/", {"description": "It hums.", "subscription": ""}).content.decode()
    factories.a_subscription(customer)
    assert chosen not in desk.get(f"{page}new/").content.decode()


def test_a_closed_ticket_offers_another_one(desk, page, customer, no_signal):
    """M31: customer, type, contact and plan are there already, and each leads to the other."""
    plan, _other = factories.a_subscription(customer), factories.a_subscription(customer)
    closed = factories.a_closed_ticket(customer, type=no_signal, subscription=plan)
    form = f"{page}new/?follows={closed.pk}"

    assert f'href="{form}"' in desk.get(closed.as_ref.url).content.decode()
    html = desk.get(form).content.decode()
    assert f'<option value="{no_signal.pk}" selected' in html
    assert f'<option value="{plan.pk}" selected' in html
    answer = desk.post(f"{page}new/", sent(no_signal, subscription=plan.pk, follows=closed.pk))

    made = Ticket.objects.get(follows=closed)
    assert answer["Location"] == made.as_ref.url
    assert f'href="{closed.as_ref.url}"' in desk.get(made.as_ref.url).content.decode()
    assert f'href="{made.as_ref.url}"' in desk.get(closed.as_ref.url).content.decode()
    assert "?follows=" not in desk.get(made.as_ref.url).content.decode()
    for wrong in ("0", "x", str(made.pk), "9" * 30):
        assert desk.get(f"{page}new/", {"follows": wrong}).status_code == 200


def test_a_ticket_of_an_unknown_caller_goes_on_when_he_is_registered(desk, no_signal):
    """M31: what was typed stands in its field, who may be the same leads on too, and the ticket's form comes next."""
    hits = unescape(desk.get("/tickets/new/", {"q": "0412 777 1234", "type": no_signal.pk}).content.decode())
    register = f"/customers/new/?phone=0412+777+1234&then=ticket&type={no_signal.pk}"
    assert f'href="{register}"' in hits

    form = desk.get(register).content.decode()
    assert 'value="0412 777 1234"' in form
    assert "The ticket goes on once the customer is registered." in form
    assert 'href="/tickets/new/"' in form
    answer = desk.post(register, {"kind": "person", "name": "Nora New", "phone": "0412 777 1234", "language": "es"})

    made = Customer.objects.get(name="Nora New")
    assert answer["Location"] == f"/customers/{made.pk}/tickets/new/?type={no_signal.pk}"
    alike = desk.post(f"/customers/alike/?then=ticket&type={no_signal.pk}", {"name": "Nora New"}).content.decode()
    assert f'href="{answer["Location"]}"' in alike
    assert (
        'href="/customers/new/?name=Nora&amp;then=ticket"' in desk.get("/tickets/new/", {"q": "Nora"}).content.decode()
    )


def test_where_nothing_goes_on_somebody_new_gets_a_record(desk, client_of, technician):
    """M31: an unknown purpose, or one that the reader has no right to, is none."""
    typed = {"kind": "person", "name": "Nora New", "language": "es"}

    assert "/tickets/" not in desk.post("/customers/new/?then=https://elsewhere.example", typed)["Location"]
    factories.the_company(has_care=False)
    assert "/tickets/" not in desk.post("/customers/new/?then=ticket", typed)["Location"]


def test_the_phones_record_opens_a_ticket(desk, customer):
    """M31: under the thumb, beside the order."""
    html = desk.get(f"/customers/{customer.pk}/").content.decode()

    assert f'class="bar-item" href="/customers/{customer.pk}/tickets/new/"' in html


def test_only_who_receives_tickets_is_offered(desk, page, client_of, seller, support, technician):
    """C11; a seller reads no names of people who work here (W31)."""
    aside, empty = factories.a_user(name="Ana Aside", receives_tickets=False), factories.a_position("Nobody's")

    offered = desk.get(f"{page}new/").content.decode()
    for one, is_there in ((support, True), (technician, True), (aside, False), (empty, False)):
        kind = "user" if one in (technician, aside) else "position"
        assert (f'<option value="{kind}-{one.pk}"' in offered) is is_there, one
    of_seller = client_of(seller).get(f"{page}new/").content.decode()
    assert f'value="position-{support.pk}"' in of_seller
    assert "Tina" not in of_seller


def test_the_same_press_opens_one(desk, page, no_signal):
    """A double click, a reload."""
    once = sent(no_signal) | {KEY_FIELD: "a" * 32}

    first, second = desk.post(f"{page}new/", once), desk.post(f"{page}new/", once)

    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == Event.objects.filter(verb="ticket.opened").count() == 1


def test_a_retired_customer_is_offered_none(desk, page, customer, no_signal):
    type(customer).objects.filter(pk=customer.pk).update(retired_at="2026-01-01 12:00Z")

    assert f"{page}new/" not in desk.get(page).content.decode()
    answer = desk.post(f"{page}new/", sent(no_signal))
    assert answer.status_code == 422
    assert "restore the customer first" in plain(answer)


# --- one of them --------------------------------------------------------------------------------------------


def test_one_tells_everything_of_its_opening(desk, page, customer, no_signal):
    """C10, C16: and who is called, and the history."""
    contact = factories.a_contact(customer, name="María Mother", phone="+584125550177")
    plan = factories.a_subscription(customer)
    more = {"contact": contact.pk, "subscription": plan.pk, "channel": "whatsapp", "priority": "4"}
    answer = desk.post(f"{page}new/", sent(no_signal, **more), follow=True)

    told, html = plain(answer), answer.content.decode()

    facts = (
        "The line is dead.", "A-000001", "Faults › No signal", "Urgent", "Support desk", "Clara Clerk", "WhatsApp",
        str(plan), "María Mother", "Carmen Customer",
    )  # fmt: skip
    for text in facts:
        assert text in told, text
    for link in ("tel:+584125550177", f"/customers/{customer.pk}/", f"/subscriptions/{plan.pk}/", page):
        assert f'href="{link}"' in html, link
    assert "#inbox" in html


def test_without_a_contact_the_customer_is_called(desk, customer):
    ticket = factories.a_ticket(customer)

    assert f'href="tel:{customer.phone}"' in desk.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_module_that_is_switched_off_is_not_there(desk, page, customer, owner, client_of):
    """It answers 404, and its field is not searched in."""
    ticket = factories.a_ticket(customer)
    addresses = [page, f"{page}new/", f"/tickets/{ticket.pk}/"]
    master = client_of(owner)
    settings = ["/settings/ticket-types/", "/settings/ticket-statuses/"]
    assert [desk.get(one).status_code for one in addresses] == [200] * 3
    assert [master.get(one).status_code for one in settings] == [200] * 2

    factories.the_company(has_care=False)

    assert [desk.get(one).status_code for one in addresses] == [404] * 3
    assert [master.get(one).status_code for one in settings] == [404] * 2
    assert "Protocol" not in desk.get("/customers/").content.decode()
