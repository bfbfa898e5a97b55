"""What is said about a ticket, and what was tested (C14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.files.actions import receive_attachments, receive_picture
from faena.gate.grants import Perm
from faena.journal.actions import yes_no
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.lib.text import clean
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.actions.notifying import notify_customer
from faena.tickets.models import Comment, CommentFile, Ticket


@dataclass(frozen=True)
class CommentFacts:
    """What somebody writes: `result` is a test's; `is_visible`: the customer may read it."""

    text: str
    kind: str = Comment.Kind.COMMENT
    result: str = ""
    is_visible: bool = False
    photos: "Sequence[UploadedFile[bytes]]" = ()
    attachments: "Sequence[UploadedFile[bytes]]" = ()


@action(Perm.TICKET_COMMENT)
def comment(ticket: Ticket, facts: CommentFacts, *, by: User) -> Comment:
    """Somebody says something about an open ticket, or reports a test with its result; internal unless made visible
    (C14). Several people may write at once, so no version is asked.

    Raises RuleBroken beside "text" or "result" when nothing stands there, or for a closed ticket: that is reopened."""
    ticket = locked_ticket(ticket, Perm.TICKET_COMMENT, notifies=facts.is_visible, by=by)
    is_test = facts.kind == Comment.Kind.TEST
    text, result = clean(facts.text, multiline=True), clean(facts.result) if is_test else ""
    if not text:
        raise RuleBroken(_("Write what was tested.") if is_test else _("Write something first."), "text")
    if is_test and not result:
        raise RuleBroken(_("Write what came of the test."), "result")
    said = Comment.objects.create(
        ticket=ticket,
        kind=facts.kind,
        text=text,
        result=result,
        is_visible=facts.is_visible,
        author=by,
        **clocks(),
    )
    attached = _keep(said, facts, by)
    record_case(
        "ticket.tested" if is_test else "ticket.commented",
        ticket,
        facts={"comment_id": said.pk, "photos": len(facts.photos), "visible": yes_no(facts.is_visible)},
        said={"note": text, "result": result, "attached": ", ".join(attached)},
        by=by,
    )
    if said.is_visible:
        notify_customer(ticket, said, by=by)
    return said


def _keep(said: Comment, facts: CommentFacts, by: User) -> list[str]:
    """The photos and then the attachments of a comment; returns the names of these."""
    photos = [receive_picture(photo, at=f"photos.{place}", by=by) for place, photo in enumerate(facts.photos)]
    attached = receive_attachments(facts.attachments, by=by)
    for position, file in enumerate([*photos, *attached]):
        CommentFile.objects.create(comment=said, file=file, position=position)
    return [file.name for file in attached]
