"""What is done with an open ticket: its status, its type, a comment, another date."""

from ninja import Form
from ninja.files import UploadedFile

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.routes import named, the
from faena.rest.values import NO_FILES, In, Key, Moment
from faena.tickets import actions
from faena.tickets.api.room import routes, the_ticket
from faena.tickets.api.tickets import ticket
from faena.tickets.models import Comment, TicketStatus, TicketType


class TicketStatusIn(In):
    """priority: None as it is. is_visible: the customer is told of the status."""

    status_id: Key
    priority: int | None = None
    is_visible: bool = False


@routes.event("/tickets/{int:ticket_id}/status", Perm.TICKET_HANDLE, to=ticket, is_versioned=True)
def change_status(request: StaffRequest, ticket_id: int, facts: TicketStatusIn) -> int:
    """Another status, another priority, or both; neither closes."""
    found = the_ticket(request, ticket_id, Perm.TICKET_HANDLE)
    status = named(TicketStatus.objects.offered(found.status), facts.status_id, "status_id")
    more = facts.model_dump(include={"priority", "is_visible"})
    actions.change_status(found, status=status, **more, version=version_of(request), by=request.user)
    return ticket_id


class TicketTypeIn(In):
    type_id: Key


@routes.event("/tickets/{int:ticket_id}/type", Perm.TICKET_HANDLE, to=ticket, is_versioned=True)
def change_type(request: StaffRequest, ticket_id: int, facts: TicketTypeIn) -> int:
    """What it is about, found to be something else."""
    found = the_ticket(request, ticket_id, Perm.TICKET_HANDLE)
    is_same = facts.type_id == found.type_id
    kind = found.type if is_same else named(TicketType.objects.for_opening(), facts.type_id, "type_id")
    actions.change_type(found, type=kind, version=version_of(request), by=request.user)
    return ticket_id


class TicketCommentIn(In):
    """kind: comment, test (with its result), heard (what the customer said; channel: how it came). is_visible: the
    customer may read it, and gets it by mail, or with the channel "whatsapp" by that."""

    text: str
    kind: str = Comment.Kind.COMMENT.value
    result: str = ""
    is_visible: bool = False
    channel: str = ""


@routes.event("/tickets/{int:ticket_id}/comments", Perm.TICKET_COMMENT, to=ticket)
def add_comment(
    request: StaffRequest,
    ticket_id: int,
    facts: Form[TicketCommentIn],
    photos: list[UploadedFile] = NO_FILES,
    attachments: list[UploadedFile] = NO_FILES,
) -> int:
    """Something is said about it, by us or by the customer, or a test is reported."""
    found = the_ticket(request, ticket_id, Perm.TICKET_COMMENT)
    said = actions.CommentFacts(**facts.model_dump(), photos=photos, attachments=attachments)
    actions.comment(found, said, by=request.user)
    return ticket_id


@routes.event("/tickets/{int:ticket_id}/comments/{int:comment_id}/confirmation", Perm.TICKET_COMMENT, to=ticket)
def confirm_reply(request: StaffRequest, ticket_id: int, comment_id: int) -> int:
    """An answer by WhatsApp was sent."""
    found = the_ticket(request, ticket_id, Perm.TICKET_COMMENT)
    actions.confirm_reply(found, the(Comment.objects.filter(ticket=found), comment_id), by=request.user)
    return ticket_id


class TicketDateIn(In):
    """at: None for the hours of the type again."""

    at: Moment | None
    reason: str = ""


@routes.event("/tickets/{int:ticket_id}/date", Perm.TICKET_REOPEN, to=ticket, is_versioned=True)
def agree_on_date(request: StaffRequest, ticket_id: int, facts: TicketDateIn) -> int:
    """It is due when it was agreed with the customer, whatever the hours of its type say."""
    found = the_ticket(request, ticket_id, Perm.TICKET_REOPEN)
    actions.negotiate(found, **facts.model_dump(), version=version_of(request), by=request.user)
    return ticket_id
