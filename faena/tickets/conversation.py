"""A ticket as one conversation: what its customer said, what he was answered, what only the team reads, and between
these whatever else was done with it. What a turn says is not said again by the events that went with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.journal.rendering import EventLine, readable, render_event
from faena.tickets.actions.comments import CONFIRMED, VERBS, confirmed
from faena.tickets.history import page_of
from faena.tickets.models import CommentFile, Ticket

FILTERS: dict[str, Any] = {
    "customer": gettext_lazy("Customer"),
    "team": pgettext_lazy("filter of the conversation", "Team"),
}
CUSTOMER, US, TEAM, EVENT = "customer", "us", "team", "event"
SHOWN = 30  # events at once
LOOKED_AT = 200  # under a filter: so many are looked through at once
SAID = tuple(VERBS.values())
CHAT = Ticket.Channel.WHATSAPP
# How the customer's words came, in the order of Ticket.Channel.
CAME: dict[str, Any] = {
    Ticket.Channel.PHONE: gettext_lazy("by phone, written down"),
    Ticket.Channel.WHATSAPP: gettext_lazy("by WhatsApp, written down"),
    Ticket.Channel.COUNTER: gettext_lazy("at the counter, written down"),
    Ticket.Channel.MAIL: gettext_lazy("by e-mail, written down"),
    Ticket.Channel.WEB: gettext_lazy("by the web, written down"),
}


@dataclass(frozen=True)
class Turn:
    """One entry. `side`: whose words they are, "customer", "us" (the customer may read them) or "team" (only we do); or
    an "event". `way`: how they came or went. `told`: the mails that left with it. `comment`: the key of what was said.
    `unconfirmed`: nobody said yet whether its chat was sent. `event` is None where the history begins later."""

    side: str
    at: datetime
    by: str = ""
    way: str = ""
    text: str = ""
    result: str = ""
    line: EventLine | None = None
    event: Event | None = None
    comment: int = 0
    files: Sequence[CommentFile] = ()
    told: list[EventLine] = field(default_factory=list)
    is_for_customer: bool = False
    unconfirmed: bool = False

    @property
    def pictures(self) -> list[CommentFile]:
        return [one for one in self.files if not one.file.is_attachment]

    @property
    def attachments(self) -> list[CommentFile]:
        return [one for one in self.files if one.file.is_attachment]


@dataclass(frozen=True)
class Conversation:
    """`turns`: oldest first; `earlier`: the cursor of those before them, "" where nothing is; `is_answered`: the
    customer has heard from us; `waits_since`: when he wrote what nobody has answered yet; `events`: all that were
    read."""

    turns: list[Turn]
    earlier: str
    is_answered: bool
    waits_since: datetime | None
    events: list[Event]


def conversation(
    ticket: Ticket, visits: Sequence[Visit], files: Iterable[CommentFile], *, filtered: str = "", cursor: str = ""
) -> Conversation:
    """Its newest turns, or those before a cursor; `filtered`: of one side only."""
    page = page_of(ticket, cursor or None, LOOKED_AT if filtered else SHOWN, [one.pk for one in visits])
    events = page.rows[::-1]
    of_comment: dict[int, list[CommentFile]] = {}
    for one in files:
        of_comment.setdefault(one.comment_id, []).append(one)
    turns = _turns(ticket, events, of_comment, is_whole=not page.next_cursor)
    ours = max((turn.at for turn in turns if turn.side == US), default=None)
    heard = max((turn.at for turn in turns if turn.side == CUSTOMER and turn.comment), default=None)
    is_newest = not page.previous_cursor
    return Conversation(
        turns=[turn for turn in turns if not filtered or (filtered == "customer") is turn.is_for_customer],
        earlier=page.next_cursor or "",
        is_answered=ours is not None or bool(page.next_cursor) or not is_newest,
        waits_since=heard if heard and is_newest and (ours is None or heard > ours) else None,
        events=events,
    )


def _turns(
    ticket: Ticket, events: Sequence[Event], files: dict[int, list[CommentFile]], *, is_whole: bool
) -> list[Turn]:
    """`is_whole`: they reach back to the opening, which is the first turn whether or not an event tells of it."""
    said: dict[Any, Turn] = {}
    turns: list[Turn] = []
    opened = None
    for event in events:
        if event.verb == "ticket.opened":
            opened = event
        elif event.verb == "ticket.mailed" and event.act in said:
            said[event.act].told.append(render_event(event))
        elif event.verb != CONFIRMED:
            turn = _said(ticket, event, files) if event.verb in SAID else _done(event)
            said.setdefault(event.act, turn)
            turns.append(turn)
    if is_whole:
        turns.insert(0, _asked(ticket, opened))
    chats = {turn.comment for turn in turns if turn.unconfirmed}
    known = confirmed(ticket) if chats else set()
    return [_gone(turn, known) if turn.side == US else turn for turn in turns]


def _asked(ticket: Ticket, event: Event | None) -> Turn:
    """What the ticket was opened with."""
    way, by = str(CAME[ticket.channel]), _name(ticket)
    return Turn(CUSTOMER, ticket.opened_at, by, way, ticket.description, event=event, is_for_customer=True)


def _said(ticket: Ticket, event: Event, files: dict[int, list[CommentFile]]) -> Turn:
    line, facts, key = render_event(event), event.facts, event.facts.get("comment_id", 0)
    is_visible = _is_yes(facts.get("visible"))
    turn = Turn(TEAM, event.happened_at, event.author.name, "", line.note or "—", event=event, comment=key)
    turn = replace(turn, files=files.get(key, ()), told=[], is_for_customer=is_visible)
    if event.verb == "ticket.heard":
        way = str(CAME.get(facts.get("channel", ""), ""))
        return replace(turn, side=CUSTOMER, by=_name(ticket), way=way, is_for_customer=True)
    if event.verb == "ticket.tested":
        result = readable((event.said or {}).get("result"))
        turn = replace(turn, way=_("test"), result=result)
    if is_visible:
        return replace(turn, side=US, unconfirmed=facts.get("channel") == CHAT)
    return replace(turn, way=_joined(turn.way, _("only the team sees it")))


def _gone(turn: Turn, known: set[int]) -> Turn:
    """How an answer went: by chat, of which only people know; by mail, whose state stands below; else on their page."""
    if turn.unconfirmed:
        is_known = turn.comment in known
        way = _("by WhatsApp, confirmed") if is_known else _("by WhatsApp")
        return replace(turn, way=_joined(turn.way, way), unconfirmed=not is_known)
    return replace(turn, way=_joined(turn.way, _("by e-mail") if turn.told else _("on the customer's page")))


def _done(event: Event) -> Turn:
    told = _is_yes(event.facts.get("visible")) or _is_yes(event.facts.get("told"))
    is_seen = told or event.verb in ("ticket.link_sent", "ticket.mailed") or event.verb.startswith("visit.")
    line = render_event(event)
    return Turn(EVENT, event.happened_at, event.author.name, line=line, event=event, is_for_customer=is_seen)


def _name(ticket: Ticket) -> str:
    """Who speaks for the customer."""
    return ticket.contact.name if ticket.contact else ticket.customer.name


def _is_yes(fact: Any) -> bool:
    """Of a flag as the history keeps it (journal.actions.yes_no)."""
    return isinstance(fact, dict) and fact.get("label") == "yes"


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)
