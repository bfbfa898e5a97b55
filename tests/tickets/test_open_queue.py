"""C19: the queue while it stands open: its rows, the numbers on its tabs and what has come, without moving anything."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.tickets.models import Ticket
from tests import factories
from tests.tickets.test_pages import plain, protocols
from tests.tickets.test_queue import HOUR, PAGE, due, hand_over, names, rows


def again(page):
    """Where the open page asks for its rows once more."""
    return unescape(re.search(r'id="queue" hx-get="([^"]+)"', page.content.decode())[1])


def test_an_open_page_keeps_its_rows_in_their_places(client_of, owner, customer, clerk):
    """C19: as they are now, so that nobody acts on what was; what has come is told, not moved in between."""
    browser = client_of(owner)
    now = timezone.now()
    first, second = (due(factories.a_ticket(customer), now + shift * HOUR) for shift in (2, 3))
    page = browser.get(PAGE)
    assert "new · show" not in plain(page)

    due(first, now + 5 * HOUR)
    hand_over(second, user=clerk)
    newest = due(factories.a_ticket(customer), now - HOUR)
    answer = browser.get(again(page))

    assert protocols(answer) == names(first, second)
    assert clerk.name in plain(answer)
    assert "1 new · show" in plain(answer)
    assert protocols(browser.get(again(answer))) == names(first, second)
    assert rows(browser) == names(newest, second, first)


def counts_in(answer):
    """What each tab says that lies there, and what of the answer takes the place of what the open page has."""
    html = answer.content.decode()
    swapped = re.search(r'id="queue"[^>]*hx-select-oob="([^"]+)"', html)[1]
    return dict(re.findall(r'id="pile-(\w+)">([^<]+)<', html)), swapped


def test_the_numbers_of_the_piles_follow_with_the_rows(client_of, technician, clerk, customer, support):
    """C19: in the same answer, for no question more."""
    browser, ticket = client_of(technician), factories.a_ticket(customer, holder=support)
    page = browser.get(PAGE, {"whose": "positions"})
    with CaptureQueriesContext(connection) as opened:
        browser.get(PAGE, {"whose": "positions"})
    assert counts_in(page)[0] == {"mine": "0", "positions": "1", "all": "1"}

    hand_over(ticket, user=technician)
    factories.a_ticket(customer, holder=support)
    factories.a_ticket(customer, holder=clerk)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(again(page))

    numbers, swapped = counts_in(answer)
    assert numbers == {"mine": "1", "positions": "1", "all": "3"}
    assert swapped.split(",") == ["#news:innerHTML", *(f"#pile-{name}:innerHTML" for name in numbers)]
    assert len(captured) <= len(opened) + 2  # the rows that left, and who has them, as before


def test_a_row_that_belongs_elsewhere_now_is_marked(client_of, owner, technician, customer, support, clerk):
    """C19: taken by somebody else or closed meanwhile."""
    browser = client_of(technician)
    taken, closed, still = (factories.a_ticket(customer, holder=support) for _ in range(3))
    page = browser.get(PAGE, {"whose": "positions"})

    hand_over(taken, user=clerk)
    Ticket.objects.filter(pk=closed.pk).update(state="closed", closed_at=timezone.now())
    html = browser.get(again(page)).content.decode()

    marked = re.findall(r'<tr[^>]*is-past.*?id="ticket-(\d+)"', html, re.S)
    assert sorted(map(int, marked)) == [taken.pk, closed.pk]
    assert f'id="ticket-{still.pk}"' in html


def test_what_only_moved_up_is_not_new(client_of, owner, customer):
    """A row of the next page that takes the place of one that was closed."""
    old = timezone.now() - timedelta(hours=5)
    tickets = [factories.a_ticket(customer, opened_at=old) for _ in range(27)]
    browser = client_of(owner)
    page = browser.get(PAGE)

    Ticket.objects.filter(pk__in=[one.pk for one in tickets[:2]]).update(state="closed", closed_at=timezone.now())

    assert "new · show" not in plain(browser.get(again(page)))


def test_an_empty_page_tells_what_comes(client_of, owner, customer):
    browser = client_of(owner)
    page = browser.get(PAGE)
    factories.a_ticket(customer)

    answer = browser.get(again(page))

    assert protocols(answer) == []
    assert "1 new · show" in plain(answer)


@pytest.mark.parametrize("at", ["", "x", "-1", "9" * 40, "١٢٣", "1e3"])
def test_a_broken_moment_opens_the_page_anew(desk, customer, at):
    ticket = factories.a_ticket(customer)

    assert rows(desk, at=at, seen="1.x.²." + "9" * 30) == names(ticket)


def test_broken_keys_are_no_rows(desk, customer):
    ticket = factories.a_ticket(customer)

    assert rows(desk, at="1", seen=f"x..²,{ticket.pk}.{'9' * 30}.999999999999999999.{ticket.pk}") == names(ticket)


def test_a_key_of_another_sellers_ticket_is_no_row(client_of, seller, customer, stranger):
    """W31: though it stands in the address as one that the page had."""
    own, foreign = factories.a_ticket(customer), factories.a_ticket(stranger)

    assert rows(client_of(seller), at="1", seen=f"{foreign.pk}.{own.pk}") == names(own)
