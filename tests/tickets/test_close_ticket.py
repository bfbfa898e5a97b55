"""C13: how a ticket ends, with both types kept, and how it begins again; C19: another date agreed on."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from faena.accounts.actions import deactivate_user
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import Stale
from faena.tickets.actions import ClosingFacts, close_ticket, forward, negotiate, reopen_ticket, take
from faena.tickets.models import Ticket, TicketClosing
from tests import factories

DONE, NO_SOLUTION = TicketClosing.Outcome


@pytest.fixture
def password():
    return factories.a_ticket_type("Password")


def close(ticket, by, version=1, **more):
    return close_ticket(
        ticket,
        ClosingFacts(**({"outcome": DONE, "type": ticket.type, "text": "A new cable."} | more)),
        version=version,
        by=by,
    )


def reopen(ticket, by, reason="It fails again.", version=2, **more):
    return reopen_ticket(ticket, reason=reason, version=version, by=by, **more)


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


# --- closed -------------------------------------------------------------------------------------------------


def test_it_ends_with_both_types(ticket, no_signal, password, clerk):
    """C13: what it was opened as and what it was, how it ended and why; nobody has it any more."""
    close(ticket, clerk, type=password, outcome=NO_SOLUTION, text="Wrong\n\n\n\nPÁSSWORD! ")

    closing, fresh = TicketClosing.objects.get(), again(ticket)
    assert (closing.opened_type, closing.type, closing.outcome, closing.by) == (no_signal, password, NO_SOLUTION, clerk)
    assert (closing.text, closing.text_key) == ("Wrong\n\nPÁSSWORD!", "wrong password")
    assert (fresh.state, fresh.closed_at, fresh.holding, fresh.type) == ("closed", closing.at, None, no_signal)
    assert ticket.holdings.get().until == closing.at


def test_the_history_tells_both_types_and_the_text(ticket, password, clerk):
    """C13, C17."""
    close(ticket, clerk, type=password)

    line = render_event(Event.objects.get(verb="ticket.closed"))
    assert line.text == f"Clara Clerk closed {ticket} as Password: Done"
    assert line.note == "A new cable."
    assert [(one.label, one.old, one.new) for one in line.changes] == [("Type", "Faults › No signal", "Password")]


def test_the_same_type_is_no_change(ticket, clerk):
    close(ticket, clerk)

    assert render_event(Event.objects.get(verb="ticket.closed")).changes == []


def test_it_needs_a_text(ticket, clerk, refusal):
    """Blanks and signs that nobody sees are none."""
    for empty in ("", " \n ", "\u200b"):
        assert refusal(close, ticket, clerk, text=empty)[0] == "text"


def test_it_needs_the_end_of_a_branch_that_closes(ticket, no_signal, clerk, refusal):
    """C13: no heading, none that is retired or meant for opening only."""
    opens = factories.a_ticket_type("Opens only", is_for_closing=False)
    retired = factories.a_ticket_type("Retired", retired_at=timezone.now())
    for kind in (no_signal.parent, opens, retired):
        assert refusal(close, ticket, clerk, type=kind) == (
            "type",
            f"No ticket is closed with “{kind.name}”. Choose another type.",
        )


def test_a_pending_visit_holds_it_open(ticket, clerk, refusal):
    """C13: it is named; one that is over does not matter."""
    visit = factories.a_ticket_visit(ticket)
    factories.a_ticket_visit(ticket, state="done")

    field, sentence = refusal(close, ticket, clerk)

    assert field == "cancels_visits"
    assert str(visit) in sentence
    assert again(ticket).is_open


def test_the_visit_is_cancelled_in_the_same_step(ticket, clerk):
    """C13."""
    pending = [factories.a_ticket_visit(ticket, state=state) for state in ("booked", "travelling", "arrived")]
    done = factories.a_ticket_visit(ticket, state="done")

    close(ticket, clerk, cancels_visits=True)

    for visit in [*pending, done]:
        visit.refresh_from_db()
    assert [(one.state, one.is_active) for one in pending] == [("cancelled", False)] * 3
    assert done.state == "done"
    assert not again(ticket).is_open


def test_it_is_closed_once(ticket, clerk, owner, refusal):
    """Two who close: one effect."""
    close(ticket, clerk)

    assert refusal(close, ticket, owner)[1] == f"{ticket} is closed: reopen it first."
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketClosing.objects.create(
            ticket=ticket, outcome=DONE, opened_type=ticket.type, type=ticket.type, text="x", text_key="x", by=owner
        )


def test_a_stale_page_closes_nothing(ticket, clerk, owner):
    forward(ticket, to=owner, reason="Hers.", version=1, by=clerk)

    with pytest.raises(Stale):
        close(ticket, clerk)


def test_a_technician_closes_what_is_with_him(ticket, technician, seller, refusal):
    """Neither another technician nor a seller does."""
    refusal(close, ticket, factories.a_user(role="technician"))
    with pytest.raises(NotAllowed):
        close(ticket, seller)

    assert close(ticket, technician).by == technician


# --- open again ---------------------------------------------------------------------------------------------


def test_it_is_open_again_with_whom_it_was(ticket, technician, clerk, admin):
    """C13: the closing stays, marked."""
    take(ticket, by=technician)
    close(ticket, clerk, version=2)

    reopen(ticket, admin, version=3)

    fresh, closing = again(ticket), TicketClosing.objects.get()
    assert (fresh.is_open, fresh.closed_at, fresh.holding.destination) == (True, None, technician)
    assert (fresh.holding.reason, fresh.holding.by) == ("It fails again.", admin)
    assert (closing.stands, closing.reopened_by, closing.reopen_reason) == (False, admin, "It fails again.")
    line = render_event(Event.objects.get(verb="ticket.reopened"))
    assert (line.text, line.note) == (f"Ada Admin reopened {ticket} for Tina Technician", "It fails again.")


@pytest.mark.parametrize("agreed", [None, timedelta(hours=3), timedelta(days=30)])
def test_it_is_due_anew(ticket, no_signal, admin, agreed):
    """M28: by the hours of its type from the reopening on, unless another date was agreed on that is still to come."""
    at = agreed and timezone.now() + agreed
    if at:
        agree(ticket, admin, at)
    later = timezone.now() + timedelta(days=9)
    with mock.patch.object(timezone, "now", return_value=later):
        close(ticket, admin, version=again(ticket).version)
        reopen(ticket, admin, version=again(ticket).version)

        fresh = again(ticket)
        assert fresh.due != "late"
        keeps = at if at and at > later else None
        assert (fresh.due_at, fresh.negotiated_at) == (keeps or later + timedelta(hours=no_signal.hours), keeps)
        if keeps:
            agree(ticket, admin, None, version=fresh.version)
            assert again(ticket).due_at == later + timedelta(hours=no_signal.hours)


def test_it_can_be_closed_again(ticket, clerk, admin):
    """C13: two closings, one that stands."""
    close(ticket, clerk)
    reopen(ticket, admin)
    close(ticket, clerk, version=3, text="Another cable.")

    assert [one.text for one in TicketClosing.objects.valid()] == ["Another cable."]
    assert TicketClosing.objects.count() == 2


def test_it_is_not_opened_before_it_was_closed(ticket, clerk, admin):
    """C13: should the clock have been ahead, nobody gets it before another had it."""
    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(hours=2)):
        close(ticket, clerk)

    reopen(ticket, admin)

    closing = TicketClosing.objects.get()
    assert again(ticket).holding.since == closing.reopened_at == closing.at


def test_who_left_gets_none_back(ticket, support, clerk, technician, owner, admin):
    """C13: the type's position instead; without one whoever opens it again (M31)."""
    gone = factories.a_user(role="technician")
    forward(ticket, to=gone, reason="His.", version=1, by=clerk)
    close(ticket, clerk, version=2)
    deactivate_user(gone, by=owner)

    reopen(ticket, admin, version=3)
    assert again(ticket).holding.destination == support

    lonely = factories.a_closed_ticket(holder=gone)
    reopen(lonely, admin, version=1)
    assert again(lonely).holding.destination == admin


def test_it_needs_a_reason(ticket, clerk, admin, refusal):
    close(ticket, clerk)

    assert refusal(reopen, ticket, admin, reason=" ") == ("reason", "Say why it is opened again.")


def test_what_is_open_is_not_opened(ticket, admin, refusal):
    assert refusal(reopen, ticket, admin, version=1)[1] == f"{ticket} is open already."


@pytest.mark.parametrize("who", ["clerk", "seller", "technician"])
def test_only_a_supervisor_reopens(ticket, clerk, request, who):
    """Masters and Administrators."""
    close(ticket, clerk)

    with pytest.raises(NotAllowed):
        reopen(ticket, request.getfixturevalue(who))


def test_the_mark_of_a_reopening_stays(ticket, clerk, admin):
    """In the database."""
    close(ticket, clerk)
    reopen(ticket, admin)

    for change in ({"reopen_reason": "x"}, {"reopened_at": None}, {"text": "x"}):
        with pytest.raises(DatabaseError, match="ticket_closing"), transaction.atomic():
            TicketClosing.objects.update(**change)


# --- another date -------------------------------------------------------------------------------------------


def agree(ticket, by, at, version=1, reason=""):
    return negotiate(ticket, at=at, reason=reason, version=version, by=by)


def test_an_agreed_date_wins(ticket, admin):
    """C16, C19: over the type's hours; the history tells both."""
    at = timezone.now() + timedelta(days=9)
    agree(ticket, admin, at, reason="He travels.")

    fresh = again(ticket)
    assert (fresh.negotiated_at, fresh.due_at) == (at, at)
    line = render_event(Event.objects.get(verb="ticket.date_agreed"))
    assert line.note == "He travels."
    assert "→" in line.text


def test_it_can_be_withdrawn(ticket, no_signal, admin):
    """C19: then the type's hours count again."""
    agree(ticket, admin, timezone.now() + timedelta(days=9))
    agree(ticket, admin, None, version=2)

    fresh = again(ticket)
    assert (fresh.negotiated_at, fresh.due_at) == (None, fresh.opened_at + timedelta(hours=no_signal.hours))
    assert Event.objects.filter(verb="ticket.date_withdrawn").exists()


def test_only_a_moment_to_come(ticket, admin, refusal):
    assert refusal(agree, ticket, admin, timezone.now() - timedelta(minutes=1))[0] == "at"
    assert refusal(agree, ticket, admin, None)[0] == "at"
    at = timezone.now() + timedelta(days=1)
    agree(ticket, admin, at)
    assert refusal(agree, ticket, admin, at, version=2)[0] == "at"


@pytest.mark.parametrize("who", ["clerk", "seller", "technician"])
def test_only_a_supervisor_agrees_on_a_date(ticket, request, who):
    """Masters and Administrators."""
    with pytest.raises(NotAllowed):
        agree(ticket, request.getfixturevalue(who), timezone.now() + timedelta(days=1))
