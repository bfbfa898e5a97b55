"""M29: what is due in tickets is counted in the company's working hours, without its holidays and without the time in
which one waits for the customer; a report says what was in time."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.company.actions import set_working_hours
from faena.company.models import Company
from faena.company.working_hours import after, between
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.tickets import needs
from faena.tickets.actions import ClosingFacts, change_status, close_ticket, negotiate, open_ticket, reopen_ticket
from faena.tickets.actions.opening import OpeningFacts
from faena.tickets.models import Ticket, TicketClosing, TicketStatus
from tests import factories
from tests.tickets.pages import plain

ZONE = ZoneInfo("America/Caracas")
PAGE, REPORT = "/settings/hours/", "/tickets/in-time/"
EIGHT_TO_FIVE = {str(day): [["08:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}


def at(day, hour, minute=0, month=11):
    """November 2026 begins on a Sunday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@contextmanager
def on(moment):
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


@pytest.fixture
def office(db):
    """Monday to Friday, 8 to 12 and 13 to 17."""
    return factories.the_company(has_care=True, country="VE", zone="America/Caracas", working_hours=EIGHT_TO_FIVE)


@pytest.fixture
def waits(office):
    return factories.a_ticket_status("Waiting for the customer", stops_clock=True)


@pytest.fixture
def working(office):
    return factories.a_ticket_status("Being handled")


@pytest.fixture
def opened(office, customer, clerk, support):
    """A type of eight hours, on Friday the 6th at 15:00."""
    kind = factories.a_ticket_type("No signal at all", hours=8, goes_to=support)
    with on(at(6, 15)):
        return open_ticket(customer, OpeningFacts(kind, "No light."), by=clerk)


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


def move(ticket, status, moment, by):
    with on(moment):
        return change_status(again(ticket), status=status, version=None, by=by)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (at(2, 9), 2, at(2, 11)),
        (at(2, 11), 2, at(2, 14)),  # over lunch
        (at(6, 15), 8, at(9, 15)),  # Friday to Monday
        (at(7, 10), 1, at(9, 9)),  # begun on a Saturday
        (at(2, 8), 8, at(2, 17)),  # to the very end of the day
        (at(24, 16, month=12), 2, at(28, 10, month=12)),  # Christmas Eve is a holiday in Venezuela, and Christmas
        (at(2, 20), 24 * 365, None),  # a year of working hours
    ],
)
def test_hours_are_working_hours(office, start, hours, due):
    """M29: the count forward and the count between agree."""
    found = after(office, start, timedelta(hours=hours))

    assert due is None or found == due
    assert between(office, start, found) == timedelta(hours=hours)


def test_without_hours_time_runs_day_and_night(db):
    """M29: as before; nothing changes for a company that set none."""
    company = factories.the_company(working_hours={})

    assert after(company, at(25, 23, month=12), timedelta(hours=3)) == at(26, 2, month=12)


def test_an_hour_is_an_hour_where_the_clocks_jump(db):
    """M29: on 4 April 2026 Santiago shows the hour before midnight twice: five hours lie between 20:00 and midnight."""
    hours = {"5": [["20:00", "00:00"]]}
    company = factories.the_company(zone="America/Santiago", working_hours=hours, rests_on_holidays=False)
    start = datetime(2026, 4, 4, 20, tzinfo=ZoneInfo("America/Santiago"))

    assert after(company, start, timedelta(hours=5)) - start == timedelta(hours=5)


def test_a_ticket_is_due_in_working_hours(opened):
    """M29."""
    assert opened.due_at == at(9, 15)


def test_waiting_for_the_customer_stops_the_clock(opened, waits, working, clerk):
    """M29: two working hours were used when it stopped; six are left when it runs again, whenever that is."""
    move(opened, waits, at(9, 8), clerk)

    with on(at(19, 10)):
        stopped = again(opened)
        assert stopped.due == "stopped"
        assert not needs.late(Ticket.objects.all()).exists()
        assert not needs.due_between(Ticket.objects.all(), *needs.span(days=7)).exists()

    move(opened, working, at(19, 10), clerk)
    assert (again(opened).due_at, again(opened).stopped_at) == (at(19, 17), None)


def test_what_was_late_stays_late_while_it_waits(opened, waits, working, clerk):
    """M29."""
    move(opened, waits, at(9, 16), clerk)

    with on(at(10, 9)):
        assert again(opened).due == "late"
        assert needs.late(Ticket.objects.all()).get() == opened
    move(opened, working, at(10, 9), clerk)
    assert again(opened).due_at == at(9, 15)


def test_an_agreed_date_does_not_move_and_the_hours_run_on_beside_it(opened, waits, working, clerk, admin):
    """M29: withdrawn, the date by the hours holds again, moved by the waiting."""
    with on(at(6, 16)):
        negotiate(again(opened), at=at(20, 9), version=None, by=admin)
    move(opened, waits, at(9, 8), clerk)
    with on(at(20, 10)):
        assert again(opened).due == "late"
    move(opened, working, at(10, 8), clerk)
    assert again(opened).due_at == at(20, 9)

    with on(at(10, 9)):
        negotiate(again(opened), at=None, version=None, by=admin)

    assert (again(opened).due_at, again(opened).negotiated_at) == (at(10, 15), None)


def test_closing_while_it_waits_is_in_time_and_reopening_counts_working_hours(opened, waits, support, clerk, admin):
    """M29, M28."""
    move(opened, waits, at(9, 8), clerk)
    facts = ClosingFacts("done", opened.type, "A new cable.")
    with on(at(19, 10)):
        close_ticket(again(opened), facts, version=None, by=clerk)

    closing = TicketClosing.objects.get()
    assert (closing.due_at, closing.position, again(opened).stopped_at) == (at(19, 17), support, None)
    with on(at(20, 16)):
        reopen_ticket(again(opened), reason="It fails.", version=None, by=admin)
    assert again(opened).due_at == at(23, 16)
    assert again(opened).stopped_at == at(20, 16)  # its status still waits for the customer


def test_the_report_says_in_time_and_late_by_type_position_and_person(
    opened, office, customer, clerk, admin, seller, client_of
):
    """M29: a seller reads no names of people who work here; the file has the same rows."""
    facts = ClosingFacts("done", opened.type, "A new cable.")
    with on(at(9, 14)):
        undone = close_ticket(again(opened), facts, version=None, by=clerk).ticket
    with on(at(9, 15)):
        reopen_ticket(again(undone), reason="It fails.", version=None, by=admin)
    with on(at(16, 15)):
        close_ticket(again(opened), facts, version=None, by=admin)

    days = {"from": "2026-11-01", "to": "2026-11-30"}
    page = plain(client_of(admin).get(REPORT, days))
    assert "Closed 2 In time 1 Overdue 1" in page
    assert all(name in page for name in ("No signal at all", "Support", "Clara Clerk", "Ada Admin"))
    file = b"".join(client_of(admin).file(REPORT, {**days, "format": "csv"})).decode("utf-8-sig")
    assert [line.split(",")[1:4] for line in file.splitlines()[-2:]] == [
        ["Ada Admin", "0", "1"],
        ["Clara Clerk", "1", "0"],
    ]
    type(customer).objects.filter(pk=customer.pk).update(seller=seller)
    seen = plain(client_of(seller).get(REPORT, days))
    assert "No signal at all" in seen
    assert "Clara Clerk" not in seen


def test_the_hours_are_written_as_people_write_them(office, owner, client_of):
    """M29: and cleared again, which is day and night; the history tells."""
    version = Company.the().version
    empty = {f"day{day}": "" for day in range(7)}

    page = client_of(owner).post(PAGE, {**empty, "day0": "8-12, 14:00–18:30", "day5": "9 - 24", "version": version})

    assert page.status_code == 303
    company = Company.the()
    assert company.working_hours == {"0": [["08:00", "12:00"], ["14:00", "18:30"]], "5": [["09:00", "00:00"]]}
    assert company.rests_on_holidays is False
    assert "08:00–12:00, 14:00–18:30" in client_of(owner).get(PAGE).content.decode()
    assert "Monday: 08:00–12:00" in Event.objects.get(verb="company.hours_set").said["note"]
    client_of(owner).post(PAGE, {**empty, "version": company.version})
    assert Company.the().working_hours == {}


def test_the_page_tells_the_next_holidays(office, owner, client_of):
    """M29: those of the company's country and state, so that a wrong state is seen."""
    factories.the_company(country="BR", state="SP", city="São Paulo", zone="America/Sao_Paulo")

    with on(at(9, 12, month=7)):
        page = plain(client_of(owner).get(PAGE))

    assert "next: Thu 9 Jul, Mon 7 Sep, Mon 12 Oct" in page


@pytest.mark.parametrize(
    "written", ["8 to 12", "12-8", "8-12, 10-14", "25-26", "8-24, 8-9", "8-9, 10-11, 12-13, 14-15, 16-17"]
)
def test_what_are_no_hours_is_refused_with_a_sentence(office, owner, client_of, written):
    """M29: beside the day, with what was typed still there."""
    page = client_of(owner).post(PAGE, {"day2": written, "version": Company.the().version})

    assert page.status_code == 422
    assert written in page.content.decode()
    assert Company.the().working_hours == EIGHT_TO_FIVE


def test_the_action_refuses_by_itself(office, owner, clerk):
    """M29."""
    with pytest.raises(RuleBroken) as refused:
        set_working_hours(
            office, hours={3: [(time(12), time(8))]}, rests_on_holidays=True, version=office.version, by=owner
        )
    assert refused.value.at == "hours.3"


def test_the_first_statuses_of_a_company_know_who_is_waited_for(db):
    """M29: the one that waits for the customer's answer stops the clock."""
    assert TicketStatus.objects.filter(stops_clock=True).count() == 1


def test_a_ticket_is_overdue_wherever_it_is_named(client_of, owner, office):
    """M29: one word for it, in the menu of the queue, its filter, the report and its file."""
    browser = client_of(owner)
    queue, report = (browser.get(address).content.decode() for address in ("/tickets/", REPORT))
    file = b"".join(browser.file(REPORT, {"format": "csv"})).decode()

    assert "In time or overdue" in queue
    assert "In time or overdue" in report
    assert ">Overdue<" in queue
    assert ",Overdue," in file
    assert not any("Late" in text or "or late" in text for text in (queue, report, file))
