"""The life of a ticket, entry by entry: what was done, by whom, when, from → to, in which words (C17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.agenda.models import Visit
from faena.journal.models import Event, EventQuerySet
from faena.journal.rendering import EventLine, readable, render_event
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.lib.pages import Page, Ways, keyset_page
from faena.tickets.models import CommentFile, Ticket, TicketVisit

NEWEST = ("-happened_at", "-id")


def of_ticket(ticket: Ticket) -> EventQuerySet:
    """Everything that happened to it and to its visits."""
    return _life(ticket.pk, Q(about_id__in=_visits.keys(ticket=ticket.pk)))


def page_of(ticket: Ticket, cursor: str | None, size: int, visits: Sequence[int]) -> Page[Event]:
    """What the cursor opens of it, the newest first. `visits`: the keys of its visits."""

    def first(_order: Sequence[str], most: int) -> list[Event]:
        return _events.rows(bool(visits), most, ticket=ticket.pk, keys=visits)

    return keyset_page(_life(ticket.pk, Q(about_id__in=visits)), NEWEST, cursor, size, Ways(first))


def _life(ticket: Any, of_visits: Q | None) -> EventQuerySet:
    """The event of a visit itself says that it was booked."""
    about = Q(about_kind=Ticket.ref_kind_name, about_id=ticket)
    if of_visits is not None:
        about |= Q(of_visits, about_kind=Visit.ref_kind_name)
    return Event.objects.filter(about).exclude(verb="ticket.visit_booked").select_related("author")


def _first_of(ask: Any, has_visits: bool, most: int) -> EventQuerySet:
    own = ask("ticket", Event._meta.get_field("about_id"))
    return _life(own, Q(AmongKeys("about_id")) if has_visits else None).order_by(*NEWEST)[:most]


_visits = NamedValues(
    lambda ask: TicketVisit.objects.filter(ticket=ask("ticket", Ticket._meta.pk)).values_list("visit")
)
_events: Named[Event] = Named(_first_of)


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


def files_of(ticket: Ticket) -> list[CommentFile]:
    """Pictures and attachments of all its comments: of the newest comment first, of one in their order."""
    return _files_of.rows(ticket=ticket.pk)


_files_of: Named[CommentFile] = Named(
    lambda ask: (
        CommentFile.objects.filter(comment__ticket=ask("ticket", Ticket._meta.pk))
        .select_related("file", "comment__author")
        .order_by("-comment__happened_at", "-comment_id", "position", "id")
    )
)


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
