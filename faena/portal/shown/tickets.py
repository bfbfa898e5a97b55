"""The public part of a ticket: what was asked, what the customer was told of it, and who comes when (C12–C15)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.agenda.models import Visit, VisitQuerySet
from faena.company.models import Company
from faena.lib.dates import exact_moment
from faena.portal.shown.pieces import ShownStep, attachments, chat, language, map_of, photos, visit_steps, written_day
from faena.tickets.actions.visits import pending_visits
from faena.tickets.models import Comment, StatusChange, Ticket, TicketClosing


@dataclass(frozen=True)
class Coming:
    """Somebody comes: when, at an hour or in a part of a day; who, by the first name; is_on_the_way: he set out;
    is_missed: that time is over, so nobody is told of it as of one that comes."""

    when: str
    who: str
    is_on_the_way: bool
    is_missed: bool


@dataclass(frozen=True)
class ShownTicket:
    """steps: newest first. word: what the customer should know or do now."""

    number: str
    description: str
    asked_at: datetime
    status: str
    tone: str
    word: str
    steps: list[ShownStep]
    visits: list[Coming]
    whatsapp: str
    map: str


def shown(ticket: Ticket, company: Company) -> ShownTicket:
    """Everything that the customer may see of `ticket`, and nothing else."""
    statuses = list(StatusChange.objects.filter(ticket=ticket).public().select_related("status"))
    comments = Comment.objects.filter(ticket=ticket).public().prefetch_related("files__file")
    status, tone = _status(ticket, statuses)
    steps = [_status_step(change) for change in statuses] + [_said(comment) for comment in comments]
    steps += visit_steps(ticket)
    return ShownTicket(
        number=str(ticket),
        description=ticket.description,
        asked_at=ticket.opened_at,
        status=status,
        tone=tone,
        word=_word(ticket),
        steps=sorted(steps, key=lambda step: step.at, reverse=True),
        visits=[_coming(visit) for visit in _to_come(ticket)],
        whatsapp=chat(company, _("Hello, I am writing about my request %(ticket)s.") % {"ticket": ticket}),
        map=map_of(company),
    )


def _status(ticket: Ticket, changes: list[StatusChange]) -> tuple[str, str]:
    """The last that the customer was told; where he was told none, a word that gives nothing away."""
    if not ticket.is_open:
        return str(ticket.get_state_display()), "green"
    return (changes[-1].status.name, changes[-1].status.tone) if changes else (_("We are on it"), "blue")


def _word(ticket: Ticket) -> str:
    """That it is closed, and how it ended where the customer was told; never what was written for the shop."""
    if ticket.closed_at is None:
        return ""
    said = _("Closed on %(day)s.") % {"day": written_day(timezone.localdate(ticket.closed_at))}
    closing = ticket.closings.valid().filter(is_visible=True).first()
    if closing is None:
        return said
    solved = _("It is solved. If anything is still wrong, call or write to us.")
    unsolved = _("We found no solution. Call or write to us if you want to know more.")
    return f"{said} {solved if closing.outcome == TicketClosing.Outcome.DONE else unsolved}"


def _status_step(change: StatusChange) -> ShownStep:
    return ShownStep(change.status.name, change.status.tone, change.happened_at, "", [])


def _said(comment: Comment) -> ShownStep:
    rows = list(comment.files.all())
    pictures = photos(row for row in rows if not (row.file.is_attachment or row.file.is_refused))
    attached = attachments(row for row in rows if row.file.is_attachment)
    if comment.kind == Comment.Kind.TEST:
        result = _("Result: %(result)s") % {"result": comment.result}
        return ShownStep(_("We tested"), "blue", comment.happened_at, f"{comment.text}\n\n{result}", pictures, attached)
    return ShownStep(_("We wrote"), "grey", comment.happened_at, comment.text, pictures, attached)


def _to_come(ticket: Ticket) -> VisitQuerySet:
    """Nobody has arrived yet; the first one first."""
    visits = pending_visits(ticket).exclude(state=Visit.State.ARRIVED).select_related("technician")
    return visits.order_by("on", "starts_at", "id")


def _coming(visit: Visit) -> Coming:
    who = visit.technician.first_name if visit.technician else ""
    is_on_the_way = visit.state == Visit.State.TRAVELLING and visit.on >= timezone.localdate()
    return Coming(_when(visit), who, is_on_the_way, visit.is_late and not is_on_the_way)


def _when(visit: Visit) -> str:
    if visit.starts_at is not None:
        return exact_moment(visit.starts_at, language())
    return f"{written_day(visit.on)} · {visit.get_period_display()}"
