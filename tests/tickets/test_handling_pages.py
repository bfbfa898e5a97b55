"""C11–C14: the pages that handle a ticket, what they refuse, and that nothing typed is lost."""

import csv
import io
import re

import pytest
from django.test import RequestFactory

from faena.accounts.actions import deactivate_user
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, close_ticket, reopen_ticket
from faena.tickets.lists.solutions import solution_fields, solutions_found
from faena.tickets.models import Comment, Holding, StatusChange, Ticket, TicketClosing
from faena.ui.listing import Filters
from tests import factories
from tests.plans import asked_of
from tests.tickets.pages import plain
from tests.tickets.test_comment import photo


@pytest.fixture
def page(ticket):
    return f"/tickets/{ticket.pk}/"


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


def unheard(answer, *sentences):
    """Those of the sentences that the refusal does not say."""
    assert answer.status_code == 422
    return [one for one in sentences if one not in plain(answer)]


# --- forward ------------------------------------------------------------------------------------------------


def going(to, /, **more):
    kind = to.as_ref.kind.rpartition(":")[2]
    return {"to": kind, "destination": f"{kind}-{to.pk}", "reason": "It needs a ladder.", "version": "1"} | more


@pytest.mark.parametrize("kind", ["user", "position"])
def test_it_is_forwarded_on_one_page(page, ticket, desk, owner, kind):
    """C11: to a user or to a position."""
    to = factories.a_queue("Field") if kind == "position" else owner

    answer = desk.post(f"{page}forwarding/", going(to), follow=True)

    assert answer.redirect_chain == [(page, 303)]
    assert f"is with {to.name} now" in answer.content.decode()
    assert again(ticket).holding.destination == to


def test_the_list_tells_how_many_each_has(page, desk, owner, support, seller):
    """C11: open tickets; not whoever has it, nor who receives none or handles none; found by parts of the name without
    accents."""
    for _ in range(2):
        factories.a_ticket(holder=owner)
    factories.a_closed_ticket(holder=owner)
    jose, aside = factories.a_user(name="José Núñez"), factories.a_user(name="Ana Aside", receives_tickets=False)
    field, sales = factories.a_queue("Field crew"), factories.a_queue("Sales", member=seller)

    html = desk.get(f"{page}forwarding/").content.decode()
    lines = {
        one[0]: one[1]
        for one in re.findall(r'value="((?:user|position)-\d+)".*?class="soft number">([^<]+)<', html, re.S)
    }
    assert lines[f"user-{owner.pk}"] == "2 open"
    assert lines[f"position-{field.pk}"] == "0 open"
    assert not {f"user-{aside.pk}", f"user-{seller.pk}", f"position-{support.pk}", f"position-{sales.pk}"} & set(lines)

    found = desk.get(f"{page}forwarding/", {"q": "NUNEZ jo", "destination": f"user-{owner.pk}"}).content.decode()
    assert re.findall(r'name="destination" value="(user-\d+)"( checked)?', found) == [
        (f"user-{owner.pk}", " checked"), (f"user-{jose.pk}", ""),
    ]  # fmt: skip


def test_forwarding_refuses_with_a_sentence_and_keeps_what_was_typed(
    page, ticket, desk, clerk, owner, support, technician
):
    """Nobody, oneself, an inactive user, an empty position, an empty reason."""
    empty, gone = factories.a_position("Empty"), factories.a_user(name="Gus Gone")
    deactivate_user(gone, by=owner)
    for bad, sentence in (
        (going(owner, destination=""), "Choose who gets it."),
        (going(owner, destination="user-99999"), "Pick one from the list."),
        (going(owner, destination="user-²"), "Pick one from the list."),
        (going(owner, to="position"), "Choose who gets it."),
        (going(gone), "Gus Gone receives no tickets now. Choose somebody else."),
        (going(empty), "Nobody of “Empty” receives tickets now. Choose another destination."),
        (going(support), "Support desk has it already. Choose somebody else."),
        (going(owner, reason="  "), "Fill this in."),
        (going(owner, version="7"), "Somebody else changed this while you were writing."),
    ):
        answer = desk.post(f"{page}forwarding/", bad)
        assert unheard(answer, sentence) == []
        assert bad["reason"].strip() in answer.content.decode()
    nobody = desk.post(f"{page}forwarding/", going(owner, destination="", reason="")).content.decode()
    assert nobody.index('aria-invalid="true"') < nobody.index('id="id_reason"')  # the first that is wrong has the focus
    actions.take(ticket, by=clerk)
    assert unheard(desk.post(f"{page}forwarding/", going(clerk, version="2")), "You have it already.") == []
    assert Holding.objects.filter(ticket=ticket).count() == 2


def test_who_had_it_until_a_moment_ago_reads_who_has_it(page, ticket, client_of, technician, owner, clerk):
    """Two at once: a sentence, and what he typed is still there."""
    actions.forward(ticket, to=owner, reason="Hers.", version=1, by=clerk)
    browser = client_of(technician)

    answer = browser.post(f"{page}forwarding/", going(clerk, reason="I was about to."))

    assert unheard(answer, "is with Olga Owner now, so you cannot change it.", "I was about to.") == []
    assert browser.get(f"{page}forwarding/").status_code == 404


def test_take_tells_who_was_first(page, ticket, desk, client_of, technician):
    """C11: two at once."""
    first = client_of(technician).post(f"{page}taking/", follow=True)
    second = desk.post(f"{page}taking/", follow=True)

    assert f"{ticket} is yours." in first.content.decode()
    assert "Tina Technician has it already." in second.content.decode()
    assert again(ticket).holding.destination == technician


# --- status, comment, date ----------------------------------------------------------------------------------


def test_the_grid_changes_status_and_priority(page, ticket, desk):
    """C12: each with its drawing and colour; retired ones are not offered."""
    waiting = factories.a_ticket_status("Waiting for parts", tone="amber", icon="package")
    gone = factories.a_ticket_status("Gone", retired_at="2026-01-01 12:00Z")
    html = desk.get(f"{page}status/").content.decode()
    assert 'class="status-icon is-amber"' in html
    assert "#package" in html
    assert f'value="{gone.pk}"' not in html.split("is-status")[1].split("</fieldset>")[0]

    desk.post(f"{page}status/", {"status": waiting.pk, "priority": "4", "is_visible": "on", "version": "1"})

    fresh = again(ticket)
    assert (fresh.status, fresh.priority) == (waiting, 4)
    assert StatusChange.objects.get().is_visible


def test_the_same_status_is_refused_kindly(page, ticket, desk):
    answer = desk.post(f"{page}status/", {"status": ticket.status_id, "priority": "2", "version": "1"})

    assert unheard(answer, "It has this status already. Choose another one, or leave.") == []


def test_a_stale_status_stands_beside_the_new_one(page, ticket, desk, clerk):
    one, other = (factories.a_ticket_status(name) for name in ("Waiting", "Called"))
    actions.change_status(ticket, status=one, version=1, by=clerk)

    answer = desk.post(f"{page}status/", {"status": other.pk, "priority": "2", "version": "1"})

    assert unheard(answer, "Somebody else changed this", "Now saved: Waiting") == []


def test_a_test_report_comes_with_its_picture(page, ticket, desk):
    """C14."""
    sent = {"kind": "test", "text": "The cable", "result": "Broken", "photos": [photo()]}

    answer = desk.post(f"{page}comments/", sent)

    assert answer["Location"] == page
    said = Comment.objects.get()
    assert (said.kind, said.result, said.is_visible, said.files.count()) == ("test", "Broken", False, 1)


def test_a_test_without_a_result_is_refused(page, desk):
    answer = desk.post(f"{page}comments/", {"kind": "test", "text": "The cable"})

    assert unheard(answer, "Write what came of the test.", "The cable") == []


def test_a_date_is_agreed_on_and_withdrawn(page, ticket, client_of, admin):
    """C16, C19."""
    browser = client_of(admin)

    browser.post(f"{page}date/", {"at": "2031-05-06T10:00", "reason": "He travels.", "version": "1"})
    assert again(ticket).due_at == again(ticket).negotiated_at
    assert again(ticket).due_at.year == 2031
    browser.post(f"{page}date/", {"at": "", "version": "2"})
    assert again(ticket).negotiated_at is None

    past = browser.post(f"{page}date/", {"at": "2020-05-06T10:00", "version": "3"})
    assert unheard(past, "This moment is past. Choose one that is to come.") == []


# --- close, reopen ------------------------------------------------------------------------------------------


def ending(ticket, **more):
    return {"outcome": "done", "type": ticket.type_id, "text": "A new cable.", "version": "1"} | more


def test_it_is_closed_on_one_page(page, ticket, desk):
    """C13: the opening type is chosen already; another is kept beside it."""
    password = factories.a_ticket_type("Password")
    html = desk.get(f"{page}closing/").content.decode()
    assert f'<option value="{ticket.type_id}" selected' in html

    answer = desk.post(f"{page}closing/", ending(ticket, type=password.pk, outcome="no_solution"), follow=True)

    assert f"{ticket} is closed." in answer.content.decode()
    closing = TicketClosing.objects.get()
    assert (closing.type, closing.opened_type, closing.outcome) == (password, ticket.type, "no_solution")


def test_closing_refuses_with_a_sentence_and_keeps_what_was_typed(page, ticket, desk):
    """Without text, with a branch type, stale."""
    for bad, sentence in (
        ({"text": " "}, "Fill this in."),
        ({"type": ticket.type.parent_id}, "Pick one from the list."),
        ({"type": ""}, "Pick one."),
        ({"outcome": "odd"}, "Pick one from the list."),
        ({"version": "9"}, "Somebody else changed this while you were writing."),
    ):
        answer = desk.post(f"{page}closing/", ending(ticket, **bad))
        assert unheard(answer, sentence) == []
        if "text" not in bad:
            assert "A new cable." in answer.content.decode()
    assert not TicketClosing.objects.exists()


def test_an_opening_type_that_closes_nothing_is_not_chosen(page, ticket, desk):
    type(ticket.type).objects.filter(pk=ticket.type_id).update(is_for_closing=False)

    assert f'value="{ticket.type_id}"' not in desk.get(f"{page}closing/").content.decode()


def test_a_pending_visit_is_named_and_cancelled_on_the_same_page(page, ticket, desk):
    """C13."""
    assert "cancels_visits" not in desk.get(f"{page}closing/").content.decode()
    visit = factories.a_ticket_visit(ticket)
    html = desk.get(f"{page}closing/").content.decode()
    assert str(visit) in html

    assert unheard(desk.post(f"{page}closing/", ending(ticket)), f"A visit is still to come: {visit}.") == []
    desk.post(f"{page}closing/", ending(ticket, cancels_visits="on"))

    visit.refresh_from_db()
    assert (visit.state, again(ticket).is_open) == ("cancelled", False)


def test_two_who_close_read_it(page, ticket, desk, owner):
    """The second reads that it is closed; what he wrote is still there."""
    actions.close_ticket(ticket, ClosingFacts("done", ticket.type, "Mine."), version=1, by=owner)

    assert (
        unheard(desk.post(f"{page}closing/", ending(ticket)), f"{ticket} is closed: reopen it first.", "A new cable.")
        == []
    )


def test_earlier_solutions_are_offered(page, ticket, no_signal, customer, stranger, desk):
    """C13: of the same type, this customer's first; not what was undone, nor other types."""
    for text, who, kind in (
        ("His own older one", customer, no_signal),
        ("Another's newer one", stranger, no_signal),
        ("Of another type", customer, factories.a_ticket_type()),
    ):
        factories.a_closed_ticket(who, type=kind, text=text)
    undone = factories.a_closed_ticket(customer, type=no_signal, text="Undone")
    TicketClosing.objects.filter(ticket=undone).update(reopened_at="2030-01-01 12:00Z")

    page_text = plain(desk.get(f"{page}closing/"))

    assert page_text.index("His own older one") < page_text.index("Another's newer one")
    assert "Of another type" not in page_text
    assert "Undone" not in page_text


def test_it_is_reopened_on_one_page(page, ticket, client_of, admin, clerk, owner):
    """C13."""
    actions.close_ticket(ticket, ClosingFacts("done", ticket.type, "A new cable."), version=1, by=clerk)
    browser = client_of(admin)
    assert "A new cable." in plain(browser.get(f"{page}reopening/"))
    assert unheard(browser.post(f"{page}reopening/", {"reason": "", "version": "2"}), "Fill this in.") == []

    browser.post(f"{page}reopening/", {"reason": "It fails again.", "to": f"user-{owner.pk}", "version": "2"})

    assert again(ticket).holding.destination == owner
    assert browser.get(f"{page}reopening/", follow=True).redirect_chain == [(page, 303)]


# --- what solved them (C13, B3) -----------------------------------------------------------------------------


@pytest.fixture
def solved(customer, stranger, no_signal):
    password = factories.a_ticket_type("Password")
    return [
        factories.a_closed_ticket(customer, type=no_signal, text="Cambié el CONECTOR de fibra óptica."),
        factories.a_closed_ticket(customer, type=no_signal, closed_as=password, text="Era la clave."),
        factories.a_closed_ticket(stranger, type=no_signal, outcome="no_solution", text="La fibra está cortada."),
    ]


def found(answer):
    return re.findall(r">(A-\d{6})</a>", answer.content.decode())


def test_texts_are_searched_by_words(desk, solved):
    """C13: any order, without accents; by closing type, outcome and day."""
    page, names = "/tickets/solutions/", [str(one) for one in solved]
    assert found(desk.get(page)) == names[::-1]
    assert found(desk.get(page, {"sort": "oldest"})) == names
    assert found(desk.get(page, {"q": "optica FIBRA"})) == [names[0]]
    assert found(desk.get(page, {"q": "¡Óptica! «de» (fibra)"})) == [names[0]]
    assert found(desk.get(page, {"q": "fibr"})) == [names[2], names[0]]
    assert found(desk.get(page, {"q": "la"})) == [names[2], names[1]]
    assert found(desk.get(page, {"q": "da fib st"})) == [names[2]]
    assert found(desk.get(page, {"q": 'fibra" OR "clave'})) == []
    assert found(desk.get(page, {"q": "…"})) == names[::-1]
    assert found(desk.get(page, {"outcome": "no_solution"})) == [names[2]]
    assert found(desk.get(page, {"type": TicketClosing.objects.get(ticket=solved[1]).type_id})) == [names[1]]
    assert found(desk.get(page, {"to": "2020-01-01"})) == []
    assert "No solution matches" in plain(desk.get(page, {"q": "submarino"}))


@pytest.mark.engine("sqlite", "PostgreSQL chooses among its indexes by itself")
def test_words_are_looked_up_in_their_index(desk, solved):
    """C13: however many closings there are, they are not read through."""
    plans = asked_of("tickets_closing", lambda: desk.get("/tickets/solutions/", {"q": "fibra"}))

    assert sum("closing_fts VIRTUAL TABLE INDEX" in plan for plan in plans) == 1  # page and count come from these keys
    assert [plan for plan in plans if "SCAN tickets_closing " in plan] == []


def test_of_what_words_find_the_newest_are_read(owner, solved):
    """C13: a word of half of all closings costs what a rare one does; the file has all."""
    filters = Filters(RequestFactory().get("/", {"q": "fibr"}), *solution_fields())

    assert [one.ticket for one in solutions_found(owner, filters, newest=1)] == [solved[2]]
    assert {one.ticket for one in solutions_found(owner, filters)} == {solved[0], solved[2]}


def test_reports_count_what_each_may_know(  # every role
    solved, stranger, no_signal, owner, admin, clerk, seller, technician
):
    """W31: the office everything, a seller his customers', a technician what he closed himself."""
    own = factories.a_closed_ticket(stranger, type=no_signal, by=technician)
    counted = [TicketClosing.objects.reported_to(user) for user in (owner, admin, clerk, seller, technician)]

    assert [rows.count() for rows in counted] == [4, 4, 4, 2, 1]
    assert counted[-1].get().ticket == own


def test_what_was_reopened_stays_known_and_is_counted(desk, solved, admin):
    """M28, B3: each closing is a row of history: its text is found, with the mark that it did not last, and the report
    counts it beside the second closing of the same ticket."""
    before = plain(desk.get("/tickets/types-report/"))
    assert "Closed 3 As they were opened 2 As something else 1" in before

    undone = reopen_ticket(solved[0], reason="It fails again.", to=admin, version=solved[0].version, by=admin)

    page = plain(desk.get("/tickets/solutions/"))
    assert str(solved[0]) in page
    assert page.count("Reopened") == 1
    assert "Closed 3" in plain(desk.get("/tickets/types-report/"))
    close_ticket(undone, ClosingFacts("done", undone.type, "Another cable."), version=undone.version, by=admin)
    assert found(desk.get("/tickets/solutions/")).count(str(solved[0])) == 2
    assert "Closed 4" in plain(desk.get("/tickets/types-report/"))


def test_a_seller_finds_his_own_customers_only(client_of, seller, solved):
    """W31: in the list, the file and the report."""
    browser = client_of(seller)

    assert found(browser.get("/tickets/solutions/")) == [str(solved[1]), str(solved[0])]
    assert "cortada" not in b"".join(browser.file("/tickets/solutions/", {"format": "csv"})).decode()
    assert "Closed 2" in plain(browser.get("/tickets/types-report/"))


def test_a_technician_is_reported_what_he_closed(client_of, technician, solved, stranger):
    """Reports count what he closed; the solutions of others he finds."""
    browser = client_of(technician)
    assert len(found(browser.get("/tickets/solutions/"))) == 3
    assert "No ticket was closed in these days" in plain(browser.get("/tickets/types-report/"))

    factories.a_closed_ticket(stranger, type=factories.a_ticket_type("Slow"), by=technician)

    assert "Closed 1" in plain(browser.get("/tickets/types-report/"))
    file = b"".join(browser.file("/tickets/types-report/", {"format": "csv"})).decode("utf-8-sig")
    assert [row["Closed as"] for row in csv.DictReader(io.StringIO(file))] == ["Slow"]


def test_solutions_are_a_file(desk, solved):
    rows = list(
        csv.DictReader(io.StringIO(b"".join(desk.file("/tickets/solutions/", {"format": "csv"})).decode("utf-8-sig")))
    )

    assert [row["Closing text"] for row in rows][-1] == "Cambié el CONECTOR de fibra óptica."
    assert rows[1]["Opened as"] == "Faults › No signal"
    assert rows[1]["Closed as"] == "Password"


def test_opened_types_stand_beside_closed_ones(desk, solved):
    """B3: pairs with their number, how many stayed what they were, by day of closing."""
    text = plain(desk.get("/tickets/types-report/"))
    assert "Closed 3 As they were opened 2 As something else 1" in text
    assert "Faults › No signal the same 2" in text
    assert "Faults › No signal Password As something else 1" in text
    assert "No ticket was closed in these days" in plain(desk.get("/tickets/types-report/", {"to": "2020-01-01"}))

    file = b"".join(desk.file("/tickets/types-report/", {"format": "csv"})).decode("utf-8-sig")
    assert [(row["Closed as"], row["Tickets"]) for row in csv.DictReader(io.StringIO(file))] == [
        ("Faults › No signal", "2"), ("Password", "1"),
    ]  # fmt: skip
