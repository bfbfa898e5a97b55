"""C19: the queue. What I have, what lies with my positions, everything; filters, sorts, search, file; what nobody
active has any more."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.accounts.models import User
from faena.customers import search
from faena.home.first_page import first_page
from faena.lib import pages
from faena.tickets import needs
from faena.tickets.models import Holding, Ticket, TicketClosing
from tests import factories
from tests.tickets.test_pages import plain, protocols

PAGE = "/tickets/"
HOUR = timedelta(hours=1)
CARACAS = ZoneInfo("America/Caracas")


def due(ticket, at):
    """The ticket, due at this moment; opened long before."""
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=at - timedelta(days=9), due_at=at)
    return ticket


def hand_over(ticket, *, user):
    """From one to the next, as forwarding and taking leave it."""
    Holding.objects.filter(ticket=ticket, until=None).update(until=timezone.now())
    Holding.objects.create(ticket=ticket, user=user, by=user)


def a_closed_ticket(customer, **more):
    return factories.a_ticket(customer, state="closed", closed_at=more.pop("closed_at", timezone.now()), **more)


def rows(browser, **query):
    """What the queue shows while somebody types: Enter after an exact protocol opens its ticket."""
    return protocols(browser.get(PAGE, query, headers={"HX-Request": "true"}))


def names(*tickets):
    return [str(one) for one in tickets]


# --- three piles --------------------------------------------------------------------------------------------


@pytest.fixture
def piles(customer, clerk, technician, support):
    """One ticket of Clara's, one of Tina's, one that lies with Tina's position, and one with somebody else's."""
    return {
        "clerk": factories.a_ticket(customer, holder=clerk),
        "technician": factories.a_ticket(customer, holder=technician),
        "support": factories.a_ticket(customer, holder=support),
        "other": factories.a_ticket(customer),
    }


def test_mine_my_positions_and_all(client_of, technician, piles):
    """C19: a ticket that somebody took lies with the position no more."""
    browser = client_of(technician)

    assert rows(browser, whose="mine") == names(piles["technician"])
    assert rows(browser, whose="positions") == names(piles["support"])
    assert sorted(rows(browser, whose="all")) == names(*piles.values())

    hand_over(piles["support"], user=technician)

    assert rows(browser, whose="positions") == []
    assert sorted(rows(browser, whose="mine")) == names(piles["technician"], piles["support"])


def test_who_had_it_before_has_it_no_more(client_of, technician, clerk, piles):
    hand_over(piles["technician"], user=clerk)

    assert rows(client_of(technician), whose="mine") == []


def test_the_tabs_say_how_much_lies_there(client_of, technician, piles, customer):
    """Under the same filters."""
    urgent = factories.a_ticket(customer, holder=technician, priority=4)

    assert "Mine2 My positions'1 All of them5" in plain(client_of(technician).get(PAGE))
    assert "Mine1 My positions'0 All of them1" in plain(client_of(technician).get(PAGE, {"priority": "4"}))
    assert rows(client_of(technician), priority="4") == names(urgent)


def test_what_is_chosen_is_saved_as_a_tab_above_the_search(client_of, technician, piles, customer):
    """Beside the piles, as orders have them."""
    browser = client_of(technician)
    plain_page = browser.get(PAGE, {"whose": "mine"}).content.decode()
    chosen = browser.get(PAGE, {"whose": "mine", "priority": "4"}).content.decode()
    (address,) = re.findall(r'href="(/views/new/[^"]+)"', chosen)
    assert "/views/new/" not in plain_page
    assert chosen.index('id="views"') < chosen.index('type="search" name="q"')

    answer = browser.post(address.replace("&amp;", "&"), {"name": "Urgent, mine"})

    assert answer["Location"] == f"{PAGE}?priority=4&whose=mine"
    shown = browser.get(answer["Location"]).content.decode()
    assert re.search(r'aria-current="page">Urgent, mine<', shown)


def test_counts_stop(client_of, owner, customer, monkeypatch):
    """Above a thousand it says "1,000+"; here above one."""
    monkeypatch.setattr(pages, "COUNT_CAP", 1)
    factories.a_ticket(customer)
    assert "All of them1+" not in plain(client_of(owner).get(PAGE))

    factories.a_ticket(customer)

    assert "All of them1+" in plain(client_of(owner).get(PAGE))


@pytest.mark.parametrize(
    ("has", "begins"), [(["mine", "positions"], "mine"), (["positions"], "positions"), ([], "all")]
)
@pytest.mark.parametrize("role", ["technician", "operator"])
def test_who_handles_tickets_begins_with_what_is_theirs(client_of, customer, role, has, begins):
    """C19: mine if I have any, else what waits for my positions."""
    user = factories.a_user(role=role)
    desk = factories.a_queue("Desk", member=user)
    expected_rows = {
        "mine": factories.a_ticket(customer, holder=user) if "mine" in has else None,
        "positions": factories.a_ticket(customer, holder=desk) if "positions" in has else None,
    }
    everything = [one for one in (*expected_rows.values(), factories.a_ticket(customer)) if one]

    expected = everything if begins == "all" else [expected_rows[begins]]
    assert sorted(rows(client_of(user))) == sorted(names(*expected))


@pytest.mark.parametrize("role", ["master", "administrator"])
def test_who_leads_begins_with_all(client_of, customer, role):
    user = factories.a_user(role=role)
    factories.a_ticket(customer, holder=user)
    factories.a_ticket(customer)

    assert len(rows(client_of(user))) == 2


def test_where_one_stands_is_in_every_address(client_of, technician, piles, customer, support):
    """The pile that one looks at must not change because another was emptied meanwhile."""
    for _ in range(30):
        factories.a_ticket(customer, holder=support)
    Holding.objects.filter(user=technician).update(until=timezone.now())

    html = client_of(technician).get(PAGE).content.decode()

    following = unescape(re.search(r'rel="next" href="([^"]+)"', html)[1])
    assert "whose=positions" in following
    assert '<input type="hidden" name="whose" value="positions">' in html
    assert "Clear the filters" not in html
    factories.a_ticket(customer, holder=technician)
    assert len(protocols(client_of(technician).get(following))) == 6


def test_clearing_the_filters_stays_on_the_pile(client_of, technician, piles):
    html = client_of(technician).get(PAGE, {"whose": "positions", "priority": "4"}).content.decode()

    assert 'href="/tickets/?whose=positions">' in html


def test_a_seller_sees_his_customers_tickets(client_of, seller, customer, stranger, clerk):
    """W31: and no names of people to filter by."""
    own = factories.a_ticket(customer, holder=clerk)
    foreign = factories.a_ticket(stranger, holder=clerk)
    browser = client_of(seller)

    assert rows(browser) == names(own)
    assert rows(browser, q=str(foreign)) == rows(browser, q=stranger.name) == []
    assert 'name="destination"' not in browser.get(PAGE).content.decode()
    assert rows(browser, destination="idle") == names(own)
    file = b"".join(browser.file(PAGE, {"format": "csv"})).decode()
    assert str(own) in file
    assert str(foreign) not in file
    far = f"{foreign.pk}.{own.pk}"
    assert rows(browser, seen=far, at="1") == names(own)


def test_a_module_that_is_switched_off_is_not_there(desk):
    """It answers 404 and has no entry in the menu."""
    assert 'href="/tickets/"' in desk.get("/").content.decode()
    factories.the_company(has_care=False)

    assert desk.get(PAGE).status_code == desk.get(f"{PAGE}new/").status_code == 404
    assert 'href="/tickets/"' not in desk.get("/").content.decode()


# --- order --------------------------------------------------------------------------------------------------


def test_the_overdue_stand_first(desk, customer):
    """C19: then by their date; or the newest, or the most urgent, among these by their date."""
    now = timezone.now()
    later = due(factories.a_ticket(customer, priority=4), now + 30 * HOUR)
    soon = due(factories.a_ticket(customer, priority=1), now + HOUR)
    late = due(factories.a_ticket(customer), now - HOUR)
    urgent = due(factories.a_ticket(customer, priority=4), now + 20 * HOUR)

    assert rows(desk) == names(late, soon, urgent, later)
    assert rows(desk, sort="newest") == names(urgent, late, soon, later)
    assert rows(desk, sort="priority") == names(urgent, later, late, soon)


def test_those_that_wait_for_the_customer_come_after_the_others(desk, client_of, clerk, customer):
    """C19: their clock stands, so their old date hurries nobody, in the queue, by urgency and at home; an agreed date
    is kept to whatever the clock does."""
    now = timezone.now()
    stopped = {"stopped_at": now - 3 * HOUR}
    waits = due(factories.a_ticket(customer, holder=clerk, **stopped), now - HOUR)
    waits_late = due(factories.a_ticket(customer, holder=clerk, **stopped), now - 5 * HOUR)
    runs = due(factories.a_ticket(customer, holder=clerk), now + 30 * HOUR)
    agreed = due(factories.a_ticket(customer, holder=clerk, **stopped), now + HOUR)
    Ticket.objects.filter(pk=agreed.pk).update(negotiated_at=now + HOUR)
    urgent = due(factories.a_ticket(customer, holder=clerk, priority=4, **stopped), now - HOUR)

    assert rows(desk) == names(agreed, runs, waits_late, waits, urgent)
    assert rows(desk, sort="priority") == names(urgent, agreed, runs, waits_late, waits)
    at_home = first_page(clerk, factories.the_company(), "tickets-mine", more=False)
    assert [item.thing for item in at_home.items] == [agreed, runs, waits_late, waits, urgent]


def test_the_pages_go_on_from_those_that_run_to_those_that_stand(desk, customer):
    """C19: each once, there and back."""
    kind, now = factories.a_ticket_type(), timezone.now()
    for place in range(27):
        factories.a_ticket(customer, type=kind, stopped_at=now if place % 9 == 0 else None)
    first = desk.get(PAGE)
    following = desk.get(unescape(re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1]))

    assert len({*protocols(first), *protocols(following)}) == 27
    assert len(protocols(following)) == 2
    assert set(protocols(following)) <= set(names(*Ticket.objects.filter(is_stopped=True)))


def test_it_goes_on_page_by_page(desk, customer):
    """By keyset, each once, whatever the sort."""
    kind = factories.a_ticket_type()
    for place in range(27):
        factories.a_ticket(customer, type=kind, priority=1 + place % 4)
    for sort in ("due", "newest", "priority"):
        first = desk.get(PAGE, {"sort": sort})
        following = unescape(re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1])

        seen = protocols(first) + protocols(desk.get(following))

        assert len(seen) == len(set(seen)) == 27


def test_closed_ones_stand_under_a_filter_the_last_first(desk, customer):
    """C19: the piles have no number, as nobody has them any more; where an open one says who has it, how it ended."""
    now, kind = timezone.now(), factories.a_ticket_type("Cable cut")
    first = a_closed_ticket(customer, closed_at=now - HOUR)
    last = factories.a_closed_ticket(customer, closed_as=kind, outcome="no_solution")
    factories.a_ticket(customer)

    answer = desk.get(PAGE, {"state": "closed"})

    shown = answer.content.decode().split('id="queue"')[1]
    ended = re.findall(r'class="at-status">.*?<span>([^<]+)</span></span></td>', shown, re.S)
    assert ended == ["No solution", "Closed"]
    assert ">Cable cut</td>" in shown
    assert ("Closed as" in shown, "Destination" in shown) == (True, False)

    assert protocols(answer) == names(last, first)
    assert not re.search(r"My positions'\d", plain(answer))
    assert not set(names(first, last)) & set(rows(desk))


def test_a_reopened_one_says_how_it_ended_the_last_time(desk, customer):
    """C13, C19: not how it ended before."""
    first, last = factories.a_ticket_type("Cable cut"), factories.a_ticket_type("Wrong password")
    ticket = factories.a_closed_ticket(customer, closed_as=last)
    standing = ticket.closings.get()
    undone = {"opened_type": ticket.type, "type": first, "text": "x", "text_key": "x", "outcome": "no_solution"}
    TicketClosing.objects.create(
        ticket=ticket, by=standing.by, reopened_at=standing.at, reopened_by=standing.by, reopen_reason="y", **undone
    )

    shown = desk.get(PAGE, {"state": "closed"}).content.decode().split('id="queue"')[1]

    assert ">Wrong password</td>" in shown
    assert ">Cable cut</td>" not in shown


# --- filters ------------------------------------------------------------------------------------------------


def test_a_heading_means_everything_under_it(desk, customer):
    """C19: types as a tree, however deep."""
    top = factories.a_ticket_type("Faults")
    middle = factories.a_ticket_type("Radio", parent=top)
    end = factories.a_ticket_type("Antenna down", parent=middle)
    other = factories.a_ticket_type("Billing")
    deep, beside = factories.a_ticket(customer, type=end), factories.a_ticket(customer, type=other)

    assert rows(desk, type=top.pk) == rows(desk, type=middle.pk) == rows(desk, type=end.pk) == names(deep)
    assert rows(desk, type=other.pk) == names(beside)
    html = desk.get(PAGE).content.decode()
    assert f'<option value="{end.pk}">\u2003\u2003Antenna down</option>' in html


def test_by_status_priority_and_channel(desk, customer):
    """C19."""
    waiting = factories.a_ticket_status("Waiting")
    wanted = factories.a_ticket(customer, status=waiting, priority=3, channel="whatsapp")
    factories.a_ticket(customer)

    for query in ({"status": waiting.pk}, {"priority": 3}, {"channel": "whatsapp"}):
        assert rows(desk, **query) == names(wanted), query


def test_by_city(desk, customer, stranger):
    """C19: some address of the customer lies there; each city once."""
    factories.an_address(customer, city="Mérida")
    factories.an_address(customer, city="Caracas")
    factories.an_address(stranger, city="Caracas")
    here, both = factories.a_ticket(customer), factories.a_ticket(stranger)

    assert rows(desk, city="Mérida") == names(here)
    assert sorted(rows(desk, city="Caracas")) == names(here, both)
    html = desk.get(PAGE).content.decode()
    assert html.count('<option value="Caracas">') == html.count('<option value="Mérida">') == 1


def test_a_seller_is_offered_the_cities_of_his_customers(client_of, seller, customer, stranger):
    """W31."""
    factories.an_address(customer, city="Mérida")
    factories.an_address(stranger, city="Caracas")

    html = client_of(seller).get(PAGE).content.decode()

    assert '<option value="Mérida">' in html
    assert "Caracas" not in html


def test_by_date(client_of, clerk, customer, monkeypatch):
    """C19: late, what still can be in time today, and this week; days are those of the company's wall."""
    noon = timezone.localtime(timezone=CARACAS).replace(hour=12, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    desk = client_of(clerk)  # only now: a session that began last night would be over by noon
    late = due(factories.a_ticket(customer), noon - 3 * HOUR)
    today = due(factories.a_ticket(customer), noon.replace(hour=23, minute=59))
    tomorrow = due(factories.a_ticket(customer), noon + 13 * HOUR)
    friday = due(factories.a_ticket(customer), noon + timedelta(days=6))
    far = due(factories.a_ticket(customer), noon + timedelta(days=7))

    assert rows(desk, due="late") == names(late)
    assert rows(desk, due="today") == names(today)
    assert rows(desk, due="week") == names(today, tomorrow, friday)
    assert rows(desk) == names(late, today, tomorrow, friday, far)


def test_by_destination(client_of, owner, piles, technician, support):
    """C19: a person or a position."""
    browser = client_of(owner)

    assert rows(browser, destination=f"user-{technician.pk}") == names(piles["technician"])
    assert rows(browser, destination=f"position-{support.pk}") == names(piles["support"])


def test_what_nobody_offered_counts_as_not_chosen(desk, customer):
    """Neither an error nor an empty list."""
    ticket = factories.a_ticket(customer)
    wrong = ("type", "status", "priority", "channel", "city", "due", "destination", "whose", "state", "sort", "page")

    for name in wrong:
        for value in ("x", "999999999", "user-1-2", "-1", "\x00"):
            assert rows(desk, **{name: value}) == names(ticket), (name, value)


# --- search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["A-{:06d}", "a{:06d}", "{}", "a {}", "A-{}"])
def test_a_protocol_finds_its_ticket(desk, customer, spelling):
    """C1, C19: and not the other tickets of the same customer."""
    for _ in range(12):
        ticket = factories.a_ticket(customer)
    factories.a_ticket(customer)

    assert rows(desk, q=spelling.format(ticket.number)) == names(ticket)


def test_a_customer_finds_his_tickets(desk, customer, stranger):
    """C1: by whatever he is found by; a protocol is no fact of the customer here."""
    search.write_terms(customer, "customer", customer.pk, {"name": [customer.name], "phone": ["4125550101"]})
    ticket = factories.a_ticket(customer)
    search.write_terms(customer, "ticket", ticket.pk, {"protocol": ["a000001"]})
    factories.a_ticket(stranger)

    assert rows(desk, q="carmen") == rows(desk, q="555 0101") == names(ticket)
    assert rows(desk, q="a00000") == []


# --- what a row says and does -------------------------------------------------------------------------------


def test_a_row_says_what_one_decides_by(desk, customer, no_signal, support):
    """C19: protocol, status with its drawing, customer, type, how much it hurries, who has it, when it is due."""
    status = factories.a_ticket_status("On the way", tone="amber", icon="phone")
    factories.a_ticket(customer, type=no_signal, status=status, priority=4, holder=support)

    answer = desk.get(PAGE)

    for text in ("A-000001", "On the way", customer.name, "Urgent", "No signal", "Support desk"):
        assert text in plain(answer), text
    assert re.search(r'chip is-amber">\s*<svg[^>]*>\s*<use href="[^"]*#phone"', answer.content.decode())


@pytest.mark.parametrize(
    ("role", "mine", "takes"),
    [("master", False, True), ("operator", False, True), ("technician", True, True), ("technician", False, False)],
)
def test_who_may_take_what_lies_with_a_position(customer, role, mine, takes):
    """A technician takes what lies with his own positions."""
    user = factories.a_user(role=role)
    position = factories.a_queue(member=user if mine else None)
    ticket = factories.a_ticket(customer, holder=position)

    assert needs.taking(user)(Ticket.objects.shown().get(pk=ticket.pk)) is takes


def test_what_somebody_has_or_is_closed_nobody_takes(customer, owner, clerk, seller):
    """Neither does a seller take anything."""
    held, closed, free = (
        factories.a_ticket(customer, holder=clerk),
        a_closed_ticket(customer),
        factories.a_ticket(customer),
    )
    shown = Ticket.objects.shown().in_bulk()

    assert [needs.taking(owner)(shown[one.pk]) for one in (held, closed, free)] == [False, False, True]
    assert not needs.taking(seller)(shown[free.pk])


def test_the_same_rows_are_a_file(desk, customer, no_signal, support):
    """Under the same filters."""
    wanted = factories.a_ticket(customer, type=no_signal, holder=support, description="=1+1", priority=4)
    factories.a_ticket(customer)

    answer = desk.file(PAGE, {"format": "csv", "priority": "4", "whose": "all"})
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))

    assert (row["Protocol"], row["Customer"], row["Closed"]) == (str(wanted), customer.name, "")
    assert (row["Destination"], row["Description"]) == ("Support desk", "'=1+1")


def test_each_empty_page_says_why(client_of, desk, technician, customer):
    """And offers what fills it."""
    tina = client_of(technician)

    assert "You have no open ticket" in plain(desk.get(PAGE, {"whose": "mine"}))
    assert "No unassigned tickets" in plain(tina.get(PAGE, {"whose": "positions"}))
    assert "No closed tickets" in plain(desk.get(PAGE, {"state": "closed"}))
    answer = desk.get(PAGE, {"whose": "all"})
    assert "No open tickets" in plain(answer)
    assert 'href="/tickets/new/"' in answer.content.decode()
    assert "No ticket matches" in plain(desk.get(PAGE, {"q": "nobody at all"}))


# --- who went away ------------------------------------------------------------------------------------------


def test_what_nobody_active_has_is_found(client_of, owner, customer, technician, support, clerk):
    """W25, C19: deactivating works at once; the tickets of who went lie under a filter until they are forwarded."""
    kept = factories.a_ticket(customer, holder=clerk)
    left = factories.a_ticket(customer, holder=technician)
    expected_rows = factories.a_ticket(customer, holder=support)
    browser = client_of(owner)
    assert rows(browser, destination="idle") == []

    User.objects.filter(pk=technician.pk).update(is_active=False)

    assert sorted(rows(browser, destination="idle")) == names(left, expected_rows)
    support.members.add(clerk)
    hand_over(left, user=clerk)
    assert rows(browser, destination="idle") == []
    assert str(kept) in rows(browser)
    User.objects.filter(pk=clerk.pk).update(role="seller")  # who handles none
    assert sorted(rows(browser, destination="idle")) == names(kept, left, expected_rows)


# --- a new one ----------------------------------------------------------------------------------------------


def test_a_new_ticket_begins_with_its_customer(desk, customer, stranger):
    """C1, C19: found by whatever he is known by, one tap from the form."""
    search.write_terms(customer, "customer", customer.pk, {"name": [customer.name]})
    empty = desk.get(f"{PAGE}new/")
    assert "Find the customer first" in plain(empty)

    html = desk.get(f"{PAGE}new/", {"q": "carm"}).content.decode()

    assert f'href="/customers/{customer.pk}/tickets/new/"' in html
    assert f'href="/customers/{stranger.pk}/' not in html
    assert "at least two letters" in plain(desk.get(f"{PAGE}new/", {"q": "c"}))
    assert "/customers/new/?name=Nobody" in desk.get(f"{PAGE}new/", {"q": "Nobody"}).content.decode()


def test_a_found_protocol_reads_as_it_is_printed(desk, customer):
    """C1: in the customers' list and wherever a customer is found, with the part that was typed marked."""
    search.write_terms(customer, "ticket", 1, {"protocol": ["a000014", "14"]})

    for typed in ("a-000014", "a000014", "000014", "14"):
        assert "Protocol: A-000014" in plain(desk.get("/customers/", {"q": typed})), typed
    assert "A-0000<mark>14</mark>" in desk.get("/customers/", {"q": "14"}).content.decode()
