"""What a ticket needs next, and why: one sentence on its page, with the button that does it where the reader may."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.agenda.models import Visit
from faena.cases.next_step import NextStep, taken
from faena.gate.offers import Offers
from faena.lib.dates import format_day, relative_moment
from faena.tickets.conversation import Conversation
from faena.tickets.models import Ticket, TicketStatus

WRITE = "#say_text"  # the box in which one answers, on the ticket's page


def next_step(ticket: Ticket, offers: Offers, talk: Conversation, visits: Sequence[Visit]) -> NextStep | None:
    """None for a ticket that is over. Whoever may not take a step reads what somebody has to do."""
    if not ticket.is_open:
        return None
    if step := _take(ticket, offers):
        return step
    if ticket.due == "late":
        return _end(offers, _("solve it, or agree on another date"), _("it was due %(when)s") % _when(ticket.due_at))
    if talk.waits_since is not None:
        return _answer(offers, _("the customer wrote %(when)s") % _when(talk.waits_since))
    if not talk.is_answered:
        return _answer(offers, _("nobody has written to the customer yet"))
    if coming := min((one for one in visits if one.is_pending), key=lambda one: one.on, default=None):
        why = _("somebody goes there %(when)s") % _when(coming.starts_at or coming.on)
        what = _("the visit %(number)s") % {"number": coming}
        return NextStep(what, why, coming.as_ref.url, _("Open the visit"), "calendar")
    if ticket.due == "stopped" and ticket.stopped_at is not None:
        return _answer(offers, _("the answer has been waited for since %(when)s") % _when(ticket.stopped_at))
    if ticket.status.tone == TicketStatus.Tone.GREEN:
        return _end(offers, _("close it"), _("it stands as “%(status)s”") % {"status": ticket.status.name})
    return _end(offers, _("solve it and close"), _("it is due %(when)s") % _when(ticket.due_at))


def _take(ticket: Ticket, offers: Offers) -> NextStep | None:
    if ticket.holding is None:
        return None
    name = ticket.holding.destination.name
    return taken(offers, "take", _("take it"), _("it lies with %(name)s and nobody has it yet") % {"name": name})


def _answer(offers: Offers, why: str) -> NextStep:
    what, offer = _("answer the customer"), offers.can("comment")
    return NextStep(what, why, WRITE, _("Answer"), "message-circle") if offer else NextStep(what, why)


def _end(offers: Offers, what: str, why: str) -> NextStep:
    return taken(offers, "close", what, why, in_place=True) or NextStep(what, why)


def _when(at: date) -> dict[str, str]:
    """A moment; of a part of a day its day."""
    language = get_language() or "en"
    if isinstance(at, datetime):
        return {"when": relative_moment(at, timezone.localdate(), language)}
    return {"when": format_day(at, language)}
