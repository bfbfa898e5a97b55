"""What was said about a ticket, and what else was done with it, as the conversation of its page; its files."""

from typing import Any

from faena.accounts.requests import StaffRequest
from faena.agenda.models import Visit
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.lib.pages import opens
from faena.rest.routes import the
from faena.rest.values import Moment, Out
from faena.tickets.api.room import routes, the_ticket
from faena.tickets.conversation import FILTERS, Turn, conversation
from faena.tickets.history import NEWEST, files_of, of_ticket
from faena.tickets.models import CommentFile
from faena.ui.problems import Problem


class TicketFile(Out):
    """A picture or an attachment; once it is ready it is at /tickets/{ticket_id}/pictures/{id}."""

    id: int
    name: str
    is_attachment: bool
    is_ready: bool
    bytes: int


class TicketTurn(Out):
    """side: whose words they are: customer, us (the customer may read them), team (only we do); or event: line says
    what was done. comment: the key of what was said. told: the mails that left with it. is_unconfirmed: it goes by
    WhatsApp, and nobody said that it was sent."""

    side: str
    at: Moment
    by: str
    way: str
    text: str
    result: str
    line: str
    note: str
    comment: int | None
    files: list[TicketFile]
    told: list[str]
    is_for_customer: bool
    is_unconfirmed: bool


class TicketTalk(Out):
    """items: oldest first; earlier: the cursor of those before them, None at the beginning. waits_since: when the
    customer said what nobody has answered yet."""

    items: list[TicketTurn]
    earlier: str | None
    waits_since: Moment | None


@routes.thing("/tickets/{int:ticket_id}/conversation", Perm.TICKET_SEE, parameters=("side", "cursor"))
def ticket_conversation(request: StaffRequest, ticket_id: int) -> TicketTalk:
    """The newest turns of a ticket, or those before a cursor; `side`: customer or team, only what is for that one."""
    found = the_ticket(request, ticket_id)
    side, cursor = request.GET.get("side", ""), request.GET.get("cursor", "")
    if side and side not in FILTERS:
        raise Problem(422, "invalid", errors=[{"parameter": "side", "detail": f"One of: {', '.join(FILTERS)}."}])
    if cursor and not opens(cursor, of_ticket(found), NEWEST):
        raise Problem(400, "cursor")
    visits = list(Visit.objects.filter(pk__in=found.visits.values("visit")))
    talk = conversation(found, visits, files_of(found), filtered=side, cursor=cursor)
    items = [_turn(turn) for turn in talk.turns]
    return TicketTalk(items=items, earlier=talk.earlier or None, waits_since=talk.waits_since)


@routes.file("/tickets/{int:ticket_id}/pictures/{int:picture_id}", Perm.TICKET_SEE, parameters=("size",))
def ticket_picture(request: StaffRequest, ticket_id: int, picture_id: int) -> Any:
    """A picture of a comment, whole or as a thumbnail (size=thumb); an attachment, to be saved."""
    found = the_ticket(request, ticket_id)
    kept = the(CommentFile.objects.select_related("file").filter(comment__ticket=found), picture_id)
    return respond(kept.file, "thumb" if request.GET.get("size") == "thumb" else "full")


def _turn(turn: Turn) -> TicketTurn:
    return TicketTurn(
        side=turn.side,
        at=turn.at,
        by=turn.by,
        way=turn.way,
        text=turn.text,
        result=turn.result,
        line=turn.line.text if turn.line else "",
        note=turn.line.note if turn.line else "",
        comment=turn.comment or None,
        files=[_file(one) for one in turn.files],
        told=[line.text for line in turn.told],
        is_for_customer=turn.is_for_customer,
        is_unconfirmed=turn.unconfirmed,
    )


def _file(one: CommentFile) -> TicketFile:
    file = one.file
    return TicketFile(
        id=one.pk, name=file.name, is_attachment=file.is_attachment, is_ready=file.is_ready, bytes=file.bytes or 0
    )
