"""How a ticket ends, and how it begins again (C13)."""

from dataclasses import dataclass
from datetime import UTC

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.accounts.models import Position, User
from faena.cases import actions as cases
from faena.cases.actions import record_case
from faena.gate.grants import Perm
from faena.journal.actions import kept_label, yes_no
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.text import clean, fold
from faena.tickets.actions.destinations import check_receives, end_holding, goes_to, hand_to, named, receives
from faena.tickets.actions.locks import locked_ticket, now_on
from faena.tickets.actions.notifying import notify_customer
from faena.tickets.actions.visits import cancel_pending, pending_visits
from faena.tickets.deadlines import begin_anew, run_on
from faena.tickets.models import Ticket, TicketClosing, TicketType

CLOCK = ("due_at", "stopped_at", "stopped_seconds")


@dataclass(frozen=True)
class ClosingFacts:
    """How it ended, of which type it really was, and what solved it or why nothing did. is_visible: the customer is
    told how it ended, in words of ours."""

    outcome: str
    type: TicketType
    text: str
    cancels_visits: bool = False
    is_visible: bool = False


@action(Perm.TICKET_HANDLE)
def close_ticket(ticket: Ticket, facts: ClosingFacts, *, version: int | None, by: User) -> TicketClosing:
    """A ticket ends (C13): nobody has it any more, and both types are kept.

    Raises RuleBroken beside "type" for one that closes nothing, beside "text" when it is empty, beside "cancels_visits"
    while a visit is pending; Stale on an old version."""
    ticket = locked_ticket(ticket, Perm.TICKET_HANDLE, version=version, notifies=facts.is_visible, by=by)
    kind = _closes(facts.type)
    text = clean(facts.text, multiline=True)
    if not text:
        raise RuleBroken(_("Write what solved it, or why nothing did: others will look for it."), "text")
    _end_visits(ticket, facts, text, by)
    now = now_on(ticket)
    run_on(ticket, now)
    had = ticket.holdings.exclude(position=None).select_related("position").order_by("-since", "-id").first()
    closing = TicketClosing.objects.create(
        ticket=ticket,
        outcome=facts.outcome,
        opened_type=ticket.opened_as,
        type=kind,
        text=text,
        text_key=fold(text),
        is_visible=facts.is_visible,
        due_at=ticket.due_at,
        position=had.position if had else None,
        by=by,
        at=now,
    )
    end_holding(ticket, now)
    ticket.state, ticket.closed_at = Ticket.State.CLOSED, now
    ticket.save_changes("state", "closed_at", *CLOCK)
    opened_as = ticket.opened_as
    types = [str(opened_as), str(kind)]
    record_case(
        "ticket.closed",
        ticket,
        facts={
            "closing_id": closing.pk,
            "outcome": kept_label(TicketClosing.Outcome(facts.outcome).label, "ticket"),
            "opened_type_id": opened_as.pk,
            "type_id": kind.pk,
            "type": types[1],
            "told": yes_no(facts.is_visible),
            **({"changes": {"type": types}} if kind != opened_as else {}),
        },
        said={"note": text},
        by=by,
    )
    if facts.is_visible:
        notify_customer(ticket, closing, by=by)
    cases.link_ends(ticket.as_ref, now)
    return closing


@action(Perm.TICKET_REOPEN)
def reopen_ticket(
    ticket: Ticket, *, reason: str, to: User | Position | None = None, version: int | None, by: User
) -> Ticket:
    """A closed ticket is open again (C13): with `to`, else with whoever had it last if he still receives tickets, else
    where a new one of its type would go. It is due anew, by the hours of its type from now on, or on the date that was
    agreed on if that is to come. What it was closed with stays, marked, and counts.

    Raises RuleBroken without a reason, without somebody who gets it, or when it is open; Stale on an old version."""
    ticket = cases.locked(ticket, Perm.TICKET_REOPEN, any_state=True, by=by)
    if why := why_not_reopen(ticket):
        raise RuleBroken(why)
    cases.check_version(ticket, version)
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why it is opened again."), "reason")
    destination = to or _as_before(ticket, by)
    check_receives(destination, "to")
    closing = ticket.closings.valid().select_for_update().get()
    now = max(now_on(ticket), closing.at)
    closing.reopen(reason=reason, at=now, by=by)
    ticket.state, ticket.closed_at = Ticket.State.OPEN, None
    begin_anew(ticket, now)
    ticket.save_changes("state", "closed_at", *CLOCK, "negotiated_at")
    held = hand_to(ticket, destination, reason=reason, since=now, by=by)
    cases.link_expires(ticket.as_ref, None)
    due = {"moment": ticket.due_at.astimezone(UTC).isoformat()}
    facts = {"closing_id": closing.pk, "holding_id": held.pk, "due": due, **named(destination)}
    record_case("ticket.reopened", ticket, facts=facts, said={"to": destination.name, "note": reason}, by=by)
    return ticket


def why_not_reopen(ticket: Ticket) -> str:
    """What holds a ticket back from being opened again; "" when nothing does."""
    return _("%(ticket)s is open already.") % {"ticket": ticket} if ticket.is_open else ""


def _closes(kind: TicketType) -> TicketType:
    """The type as it is now, if a ticket can be closed with it: the end of a branch."""
    fresh = TicketType.objects.for_closing().filter(pk=kind.pk).first()
    if fresh is None:
        raise RuleBroken(_("No ticket is closed with “%(type)s”. Choose another type.") % {"type": kind.name}, "type")
    return fresh


def _end_visits(ticket: Ticket, facts: ClosingFacts, text: str, by: User) -> None:
    """Nobody drives to a customer whose ticket is closed."""
    pending = list(pending_visits(ticket))
    if not pending:
        return
    if not facts.cancels_visits:
        raise RuleBroken(
            ngettext(
                "A visit is still to come: %(visits)s. Have it cancelled too, or close when it is done.",
                "Visits are still to come: %(visits)s. Have them cancelled too, or close when they are done.",
                len(pending),
            )
            % {"visits": ", ".join(str(visit) for visit in pending)},
            "cancels_visits",
        )
    cancel_pending(ticket, reason=text[:200], by=by)


def _as_before(ticket: Ticket, by: User) -> User | Position:
    """Whoever had it last, if he still receives tickets; else where a new one of its type would go."""
    last = ticket.holdings.select_related("user", "position").latest("since", "id").destination
    if receives(last):
        return last
    return goes_to(ticket.type, by)
