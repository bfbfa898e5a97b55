"""A ticket goes from one to another: forwarded with a reason, or taken out of a position's queue (C11)."""

from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.cases.actions import record_case
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.text import clean
from faena.tickets.actions.destinations import check_receives, hand_to, named, receives
from faena.tickets.actions.locks import locked_ticket, now_on
from faena.tickets.models import Holding, Ticket


@action(Perm.TICKET_HANDLE)
def forward(ticket: Ticket, *, to: User | Position | None, reason: str, version: int | None, by: User) -> Holding:
    """Give a ticket to somebody else, or to a position: then it is with nobody until somebody takes it (C11).

    Raises RuleBroken beside "to" or "reason", Stale on an old version."""
    ticket = locked_ticket(ticket, Perm.TICKET_HANDLE, version=version, by=by)
    if to is None:
        raise RuleBroken(_("Choose who gets it."), "to")
    had_it = _holder(ticket)
    if to == had_it:
        raise RuleBroken(
            _("You have it already. Choose somebody else.")
            if to == by
            else _("%(name)s has it already. Choose somebody else.") % {"name": to.name},
            "to",
        )
    check_receives(to, "to")
    reason = clean(reason, multiline=True)
    if not reason:
        raise RuleBroken(_("Write why it goes there."), "reason")
    held = hand_to(ticket, to, reason=reason, since=now_on(ticket), by=by)
    ticket.save_changes()
    record_case(
        "ticket.forwarded",
        ticket,
        facts={"holding_id": held.pk, **named(had_it, "from_"), **named(to)},
        said={"from": had_it.name, "to": to.name, "note": reason},
        by=by,
    )
    return held


@action(Perm.TICKET_TAKE)
def take(ticket: Ticket, *, by: User) -> Holding:
    """Whoever comes first gets a ticket that lies with a position; a technician from his own positions only (C11).

    Raises RuleBroken, which says who has it, when another was first."""
    ticket = locked_ticket(ticket, Perm.TICKET_SEE, by=by)
    if why := why_not_take(ticket, by):
        raise RuleBroken(why, code="taken")
    had_it = _holder(ticket)
    held = hand_to(ticket, by, since=now_on(ticket), by=by)
    ticket.save_changes()
    facts = {"holding_id": held.pk, **named(had_it, "from_"), **named(by)}
    record_case("ticket.taken", ticket, facts=facts, said={"from": had_it.name}, by=by)
    return held


@action(Perm.TICKET_TAKE)
def give_back(ticket: Ticket, *, held: int, version: int, by: User) -> Holding:
    """Undo a taking: the ticket lies with the position again from which `by` took it; held: his holding's key. Raises
    Stale when anything followed, RuleBroken when somebody else has it, when it was not taken but given, or when nobody
    of that position receives tickets."""
    ticket = locked_ticket(ticket, Perm.TICKET_SEE, version=version, by=by)
    had_it = ticket.holding
    before = Holding.objects.filter(ticket=ticket, pk__lt=held).order_by("-pk").first()
    if had_it is None or had_it.pk != held or had_it.user != by or before is None:
        raise RuleBroken(_("%(ticket)s is not with you any more.") % {"ticket": ticket}, code="taken")
    if had_it.by_id != by.pk or before.position is None:
        raise RuleBroken(_("%(ticket)s was given to you: forward it, and say why.") % {"ticket": ticket})
    to = before.position
    check_receives(to, "held")
    back = hand_to(ticket, to, since=now_on(ticket), by=by)
    ticket.save_changes()
    facts = {"holding_id": back.pk, **named(by, "from_"), **named(to)}
    record_case("ticket.forwarded", ticket, facts=facts, said={"from": by.name, "to": to.name}, by=by)
    return back


def why_not_take(ticket: Ticket, by: User) -> str:
    """What holds somebody back from taking an open ticket; "" when nothing does."""
    had_it = _holder(ticket)
    if isinstance(had_it, User):
        return _("You have it already.") if had_it == by else _("%(name)s has it already.") % {"name": had_it.name}
    if not receives(by):
        return _("You receive no tickets now: an administrator can change that.")
    if not Ticket.objects.visible_to(by, Perm.TICKET_TAKE).filter(pk=ticket.pk).exists():
        return _("Only whoever has the position “%(name)s” takes it from there.") % {"name": had_it.name}
    return ""


def _holder(ticket: Ticket) -> User | Position:
    assert ticket.holding is not None  # of every open ticket
    return ticket.holding.destination
