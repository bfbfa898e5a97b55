"""The life of a ticket, entry by entry: what was done, by whom, when, from → to, in which words (C17)."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.journal.models import Event, EventQuerySet
from faena.journal.rendering import EventLine, readable, render_event
from faena.lib.refs import Ref
from faena.tickets.models import CommentFile, Ticket


def of_ticket(ticket: Ticket) -> EventQuerySet:
    """Everything that happened to it and to its visits. The event of the visit itself says that it was booked."""
    visits = [Ref("visit", pk) for pk in ticket.visits.values_list("visit", flat=True)]
    return Event.objects.about(ticket.as_ref, *visits).exclude(verb="ticket.visit_booked").select_related("author")


@dataclass(frozen=True)
class HistoryEntry:
    """One entry, opened: the sentence and its text (`line`), what else is known of it, its pictures and attachments."""

    line: EventLine
    lines: list[tuple[str, str]]
    pictures: list[CommentFile]
    attachments: list[CommentFile]


def opened(event: Event) -> HistoryEntry:
    files = _files(event)
    pictures = [one for one in files if not one.file.is_attachment]
    return HistoryEntry(render_event(event), _lines(event), pictures, [one for one in files if one.file.is_attachment])


def attachments_of(ticket: Ticket) -> list[CommentFile]:
    """Those of all its comments, newest first."""
    files = CommentFile.objects.filter(comment__ticket=ticket).exclude(file__name="")
    return list(files.select_related("file", "comment__author").order_by("-comment__happened_at", "-id"))


def _lines(event: Event) -> list[tuple[str, str]]:
    """(word, text) of what the event says beyond its sentence."""
    known: dict[str, Any] = {**event.facts, **(event.said or {})}
    words = {
        "from": pgettext("ticket", "From"),
        "to": pgettext("ticket", "To"),
        "old": pgettext("ticket", "Before"),
        "new": pgettext("ticket", "Now"),
        "result": _("Result"),
        "serial": _("Installed serial"),
        "signer": _("Signed by"),
        "visit_photos": _("Photos"),
        "outcome": _("Outcome"),
        "visible": _("The customer may read it"),
        "told": _("The customer was told"),
    }
    return [(word, capfirst(readable(known[name]))) for name, word in words.items() if name in known]


def _files(event: Event) -> list[CommentFile]:
    """Those of the comment that it is about."""
    comment = event.facts.get("comment_id")
    return list(CommentFile.objects.filter(comment=comment).select_related("file")) if comment else []
