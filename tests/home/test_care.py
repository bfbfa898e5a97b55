"""B15, C19: home lists the tickets and visits that need somebody, in one list with the orders."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.models import User
from faena.home import worklist
from faena.home.first_page import first_page
from faena.tickets.models import Ticket
from tests import factories

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


def due(ticket, at):
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=at - timedelta(days=9), due_at=at)
    return ticket


def shown(user, need=""):
    return first_page(user, factories.the_company(), need, more=False)


def tickets_of(user, need="all"):
    return [item.thing for item in shown(user, need).items if item.kind == "ticket"]


def on_worklists(user):
    """Of those that are known to this reader: an unknown one shows what comes first."""
    names = ("mine", "unclaimed", "late", "urgent", "today", "idle")
    pages = {name: shown(user, f"tickets-{name}") for name in names}
    return {name: [item.thing for item in page.items] for name, page in pages.items() if page.need == f"tickets-{name}"}


@pytest.fixture
def busy(customer, clerk):
    """One ticket for each worklist of Clara's; none of them is due today but one."""
    noon, far = timezone.localtime(), timezone.now() + timedelta(days=3)
    away = factories.a_user(is_active=False)
    desk = factories.a_queue("Desk", member=clerk)
    end_of_day = noon.replace(hour=23, minute=59, second=59)
    tickets = {
        "mine": due(factories.a_ticket(customer, holder=clerk), far),
        "unclaimed": due(factories.a_ticket(customer, holder=desk), far),
        "late": due(factories.a_ticket(customer), timezone.now() - HOUR),
        "urgent": due(factories.a_ticket(customer, priority=4), far),
        "today": due(factories.a_ticket(customer), end_of_day),
        "idle": due(factories.a_ticket(customer, holder=away), far),
    }
    factories.a_ticket(customer, state="closed", closed_at=timezone.now(), priority=4, holder=clerk)
    return tickets


@pytest.fixture(autouse=True)
def _wall():
    """The company's wall is the one that the tests look at."""
    with timezone.override(ZoneInfo("America/Caracas")):
        yield


def test_each_ticket_is_on_the_worklist_of_what_it_needs(clerk, busy):
    """Mine, unclaimed in my positions, late, urgent, due today, without an active holder."""
    assert on_worklists(clerk) == {name: [ticket] for name, ticket in busy.items()}


def test_the_soonest_due_stands_first(clerk, customer):
    now = timezone.now()
    later, late, soon = (due(factories.a_ticket(customer, holder=clerk), now + shift * HOUR) for shift in (30, -1, 29))

    assert on_worklists(clerk)["mine"] == [late, soon, later]


def test_a_technician_reads_his_own_and_what_waits_for_his_positions(technician, customer, busy):
    """What is late all over the company is not on his worklist."""
    mine = factories.a_ticket(customer, holder=technician)
    unclaimed = factories.a_ticket(customer, holder=factories.a_queue(member=technician))

    assert on_worklists(technician) == {"mine": [mine], "unclaimed": [unclaimed]}
    assert set(tickets_of(technician)) == {mine, unclaimed}


def test_a_seller_reads_of_his_customers(seller, stranger, busy):
    """W31: he forwards nothing, so what nobody active has is not on his worklist."""
    due(factories.a_ticket(stranger), timezone.now() - HOUR)

    assert on_worklists(seller) == {name: [busy[name]] for name in ("late", "urgent", "today")}


@pytest.mark.parametrize("role", ["master", "administrator", "operator"])
def test_who_hands_tickets_on_reads_what_nobody_active_has(role, busy):
    """W25: whoever was deactivated keeps no ticket out of sight."""
    assert on_worklists(factories.a_user(role=role))["idle"] == [busy["idle"]]


@pytest.mark.parametrize("name", ["mine", "unclaimed", "late", "urgent", "today", "idle"])
def test_the_queue_shows_the_whole_worklist(client_of, clerk, customer, busy, name):
    """Home and the queue mean the same by each worklist."""
    first = busy[name]
    holding = first.holdings.get()
    for _ in range(worklist.SHOWN):
        more = factories.a_ticket(customer, priority=first.priority, holder=holding.destination)
        fresh = Ticket.objects.get(pk=first.pk)
        Ticket.objects.filter(pk=more.pk).update(opened_at=fresh.opened_at, due_at=fresh.due_at)
    page = shown(clerk, f"tickets-{name}")

    assert (len(page.items), page.others) == (worklist.SHOWN, 1)
    listed = client_of(clerk).get(page.whole_url).content.decode()
    assert len(re.findall(r">A-\d{6}</a>", listed)) == worklist.SHOWN + 1


def test_a_ticket_is_listed_once_with_all_its_reasons_and_its_next_step(clerk, customer, client_of):
    """Taken out of a position's queue by one press, what another has is handed on, one's own is answered."""
    desk, other = factories.a_queue("Desk"), factories.a_user(name="Rosa Blanco")
    ago = timezone.now() - 6 * DAY
    unclaimed = due(factories.a_ticket(customer, holder=desk, priority=4), ago)
    held = due(factories.a_ticket(customer, holder=other), ago + HOUR)
    mine = due(factories.a_ticket(customer, holder=clerk), ago + 2 * HOUR)
    gone = due(factories.a_ticket(customer, holder=factories.a_user(is_active=False)), ago + 3 * HOUR)

    found = {item.thing: item for item in shown(clerk).items}
    said = {thing: [str(chip.text) for chip in item.chips] for thing, item in found.items()}

    assert list(found) == [unclaimed, held, mine, gone]
    assert said[unclaimed] == ["Overdue 6 days", "Urgent", "Desk"]
    assert said[held] == ["Overdue 5 days", "Rosa Blanco"]
    assert said[mine] == ["Overdue 5 days", mine.status.name]
    assert said[gone] == ["Overdue 5 days", "No active assignee"]
    assert {thing: item.offer.name for thing, item in found.items()} == {
        unclaimed: "take",
        held: "forward",
        mine: "comment",
        gone: "forward",
    }
    assert f'action="{found[unclaimed].offer.url}"' in client_of(clerk).get("/").content.decode()


def test_what_waits_for_the_customer_comes_last(clerk, customer):
    """Its clock is stopped: nobody can do anything about it until he answers, however old it is."""
    waits = due(factories.a_ticket(customer, holder=clerk, stopped_at=timezone.now() - 3 * HOUR), timezone.now() - HOUR)
    runs = due(factories.a_ticket(customer, holder=clerk), timezone.now() + 30 * HOUR)

    items = shown(clerk, "mine").items
    assert [item.thing for item in items] == [runs, waits]
    assert [(str(chip.text), chip.tone) for chip in items[1].chips] == [("Waits for the customer", "amber")]


def test_a_count_stops(clerk, customer, monkeypatch):
    for module in ("worklist", "tiles"):
        monkeypatch.setattr(f"faena.home.{module}.MOST", 3)
    for _ in range(5):
        factories.a_ticket(customer, holder=clerk)

    assert str(shown(clerk).mine) == "3+"


def test_it_costs_the_same_however_much_there_is(clerk, customer, busy, django_assert_num_queries):
    """One query says what lies where, one reads what is shown; one of the visits, one of the money."""
    company = factories.the_company(has_workshop=False)
    for ticket in [*busy.values()] * 4:
        more = factories.a_ticket(customer, holder=ticket.holdings.get().destination)
        due(more, timezone.now() - HOUR)

    with django_assert_num_queries(4):
        first_page(clerk, company, "", more=False)


@pytest.mark.parametrize("role", ["operator", "technician", "seller"])
def test_the_page_stays_within_its_budget_with_every_worklist(client_of, clerk, customer, busy, role):
    """With both modules on, fifteen queries at most."""
    user = clerk if role == "operator" else factories.a_user(role=role)
    type(customer).objects.update(seller=user if role == "seller" else None)
    factories.a_ticket(customer, holder=user)
    factories.a_ticket(customer, holder=factories.a_queue(member=user))
    factories.a_visit(
        customer=customer, technician=user, on=timezone.localdate(), starts_at=None, ends_at=None, period="evening"
    )
    for more in ({"technician": user}, {}, {"terms": factories.some_terms()}):
        factories.an_order(customer, promised_at=timezone.now() - HOUR, **more)
    browser = client_of(user)
    browser.get("/")

    for need in ("", "all", "mine", "collected"):
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/", {"need": need}).content.decode()
        assert 'class="worklist' in page
        assert len(queries) <= 15, [one["sql"][:90] for one in queries]


def test_both_modules_are_in_one_list(client_of, clerk, busy, customer):
    """B1: and each without the other when it is switched off."""
    order = factories.an_order(customer, promised_at=timezone.now() - HOUR)
    there = {"orders": f'href="/orders/{order.pk}/"', "tickets": f'href="/tickets/{busy["late"].pk}/"'}

    def seen():
        page = client_of(clerk).get("/").content.decode()
        return {name for name, link in there.items() if link in page}

    assert seen() == {"orders", "tickets"}
    factories.the_company(has_care=False)
    assert seen() == {"orders"}
    factories.the_company(has_care=True, has_workshop=False)
    assert seen() == {"tickets"}


def test_a_technician_reads_his_day_first(client_of, technician, clerk, customer):
    """B15, C19, M30: the visits that he has today, in the order of the day; with them tomorrow's. Not what is done or
    another's."""
    today = timezone.localdate()
    booked = {"customer": customer, "technician": technician, "on": today, "starts_at": None, "ends_at": None}
    later = factories.a_visit(**booked, period="evening")
    first = factories.a_visit(**booked, period="morning")
    factories.a_visit(**booked, period="afternoon", **factories.moments_of("done"))
    factories.a_visit(**booked | {"technician": factories.a_user(role="technician")}, period="morning")
    tomorrows = factories.a_visit(customer=customer, technician=technician)
    factories.an_order(customer, technician=technician, promised_at=timezone.now() - HOUR)

    page = shown(technician)
    assert [item.thing for item in page.items[:2]] == [first, later]
    assert [item.kind for item in page.items] == ["visit", "visit", "order", "visit"]
    assert [item.thing for item in shown(technician, "visits").items] == [first, later, tomorrows]
    seen = client_of(technician).get("/?need=visits").content.decode()
    assert "1 tomorrow" in seen
    assert 'href="/agenda/mine/"' in seen
    assert f'action="/visits/{first.pk}/travel/"' in seen
    assert "/visits/" not in client_of(clerk).get("/").content.decode()
    factories.the_company(has_care=False)
    assert "/visits/" not in client_of(technician).get("/").content.decode()


def test_where_nothing_waits_the_next_visits_are_shown(client_of, clerk, technician, customer):
    """A technician's own, a clerk's of the whole house."""
    visit = factories.a_visit(customer=customer, technician=factories.a_user(role="technician"))
    for user, seen in ((clerk, True), (technician, False)):
        page = client_of(user).get("/").content.decode()

        assert "All clear" in page
        assert ("Next visits" in page, f'href="/visits/{visit.pk}/"' in page) == (seen, seen)


def test_with_care_alone_an_empty_home_invites_a_ticket(client_of, clerk):
    factories.the_company(has_care=True, has_workshop=False)
    page = client_of(clerk).get("/").content.decode()

    assert "Overdue, urgent and unassigned tickets are listed here." in page
    assert "unsigned" not in page
    assert page.count('href="/tickets/new/"') == 3  # its button, the page's, and "+" of phones


def test_whoever_went_leaves_his_tickets_in_sight(clerk, owner, technician, customer):
    """W25: from the moment on that he is deactivated."""
    ticket = factories.a_ticket(customer, holder=technician)
    assert on_worklists(owner)["idle"] == []

    User.objects.filter(pk=technician.pk).update(is_active=False)

    assert on_worklists(owner)["idle"] == [ticket]


def test_whoever_sells_now_leaves_his_tickets_in_sight(owner, technician, customer):
    """A seller handles none, nor does a position that only sellers have."""
    queue = factories.a_queue(member=technician)
    tickets = [factories.a_ticket(customer, holder=holder) for holder in (technician, queue)]
    assert on_worklists(owner)["idle"] == []

    User.objects.filter(pk=technician.pk).update(role="seller")

    assert set(on_worklists(owner)["idle"]) == set(tickets)
