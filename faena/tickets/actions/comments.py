"""What is said about a ticket, by us or by the customer, and what was tested (C14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.customers.models import Contact, Customer
from faena.files.actions import receive_attachments, receive_picture
from faena.gate.grants import Perm
from faena.journal.actions import yes_no
from faena.journal.models import Event
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.text import clean
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.actions.notifying import notify_customer
from faena.tickets.models import Comment, CommentFile, Ticket

VERBS = {
    Comment.Kind.COMMENT: "ticket.commented",
    Comment.Kind.TEST: "ticket.tested",
    Comment.Kind.HEARD: "ticket.heard",
}
CONFIRMED = "ticket.reply_confirmed"


@dataclass(frozen=True)
class CommentFacts:
    """What somebody writes: `result` is a test's; `is_visible`: the customer may read it. `channel`: of what the
    customer said, how it came; of what he may read, "whatsapp" where it goes by that instead of by mail."""

    text: str
    kind: str = Comment.Kind.COMMENT
    result: str = ""
    is_visible: bool = False
    photos: "Sequence[UploadedFile[bytes]]" = ()
    attachments: "Sequence[UploadedFile[bytes]]" = ()
    channel: str = ""


@action(Perm.TICKET_COMMENT)
def comment(ticket: Ticket, facts: CommentFacts, *, by: User) -> Comment:
    """Somebody says something about an open ticket, writes down what the customer said, or reports a test with its
    result; internal unless made visible (C14). Several people may write at once, so no version is asked.

    Raises RuleBroken beside "text" or "result" when nothing stands there, beside "channel" where nobody can be reached
    by that, or for a closed ticket: that is reopened."""
    ticket = locked_ticket(ticket, Perm.TICKET_COMMENT, notifies=facts.is_visible, by=by)
    facts = replace(facts, channel=_channel(ticket, facts))
    is_test, is_heard = facts.kind == Comment.Kind.TEST, facts.kind == Comment.Kind.HEARD
    if is_heard and facts.is_visible:
        raise RuleBroken(_("What the customer said is not sent back."), "is_visible")
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
        channel=facts.channel,
        is_visible=facts.is_visible,
        author=by,
        **clocks(),
    )
    attached = _keep(said, facts, by)
    record_case(
        VERBS[Comment.Kind(facts.kind)],
        ticket,
        facts={
            "comment_id": said.pk,
            "photos": len(facts.photos),
            "visible": yes_no(facts.is_visible),
            **({"channel": facts.channel} if facts.channel else {}),
        },
        said={"note": text, "result": result, "attached": ", ".join(attached)},
        by=by,
    )
    if said.is_visible and not said.channel:
        notify_customer(ticket, said, by=by)
    return said


@action(Perm.TICKET_COMMENT)
def confirm_reply(ticket: Ticket, said: Comment, *, by: User) -> None:
    """Somebody says that an answer which goes by WhatsApp was sent: no program can know that.

    Raises RuleBroken for one that goes in another way, or when somebody said so before."""
    ticket = locked_ticket(ticket, Perm.TICKET_COMMENT, by=by)
    if not (said.ticket_id == ticket.pk and said.is_visible and said.channel):
        raise RuleBroken(_("Only an answer that goes by WhatsApp is confirmed."))
    if said.pk in confirmed(ticket):
        raise RuleBroken(_("Somebody said already that it was sent."))
    record_case(CONFIRMED, ticket, facts={"comment_id": said.pk}, by=by)


def confirmed(ticket: Ticket) -> set[int]:
    """The keys of its comments of which somebody said that they were sent."""
    events = Event.objects.about(ticket.as_ref).filter(verb=CONFIRMED)
    return {facts["comment_id"] for facts in events.values_list("facts", flat=True)}


def _channel(ticket: Ticket, facts: CommentFacts) -> str:
    """How it came or goes; "" for what goes by mail, or nowhere."""
    check_value(Comment, "channel", facts.channel, at="channel")
    if facts.kind == Comment.Kind.HEARD:
        return facts.channel or ticket.channel
    if not facts.is_visible or not facts.channel:
        return ""
    if facts.channel != Ticket.Channel.WHATSAPP:
        raise RuleBroken(_("An answer goes by mail or by WhatsApp."), "channel")
    if not speaker(ticket).phone:
        raise RuleBroken(_("%(name)s has no phone on record.") % {"name": speaker(ticket).name}, "channel")
    return facts.channel


def speaker(ticket: Ticket) -> Customer | Contact:
    """Who is called and written to about a ticket: its contact, if that has a phone, else the customer."""
    return ticket.contact if ticket.contact and ticket.contact.phone else ticket.customer


def _keep(said: Comment, facts: CommentFacts, by: User) -> list[str]:
    """The photos and then the attachments of a comment; returns the names of these."""
    photos = [receive_picture(photo, at=f"photos.{place}", by=by) for place, photo in enumerate(facts.photos)]
    attached = receive_attachments(facts.attachments, by=by)
    for position, file in enumerate([*photos, *attached]):
        CommentFile.objects.create(comment=said, file=file, position=position)
    return [file.name for file in attached]
