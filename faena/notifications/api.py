"""What reached people by the API: one's own notices, and the mails of the company."""

from typing import Any

from django.http import HttpRequest

from faena.gate.grants import Perm
from faena.lib.refs import Ref
from faena.notifications import actions
from faena.notifications.lists import MESSAGES, STATE, messages_found
from faena.notifications.models import Message, MessageQuerySet, Notice
from faena.notifications.notices import Shown, shown
from faena.rest.lists import Page, listing, page_of
from faena.rest.routes import Routes, the
from faena.rest.values import Moment, Out
from faena.ui.listing import Filters
from faena.ui.problems import Problem

routes = Routes("notifications")
NEWEST = ("-at", "-id")
UNREAD = "unread"


# --- notices --------------------------------------------------------------------------------------------------


class NoticeThing(Out):
    kind: str
    id: int


class NoticeOut(Out):
    """text: its sentence. about: a line about the thing, which is null where it is out of reach."""

    id: int
    kind: str
    at: Moment
    read_at: Moment | None
    text: str
    about: str
    thing: NoticeThing | None


def _notice(line: Shown) -> NoticeOut:
    row = line.notice
    thing = NoticeThing(kind=row.ref_kind, id=row.ref_id or 0) if line.url else None
    return NoticeOut(
        id=row.pk, kind=row.kind, at=row.at, read_at=row.read_at, text="".join(line.text), about=line.about, thing=thing
    )


def _reached(ref: Ref | None) -> str:
    """A program follows no address; what it may read, it reads by kind and key."""
    return str(ref) if ref else ""


@routes.thing("/notices", Perm.SELF, parameters=("kind", "limit", "cursor"))
def notices(request: Any) -> Page[NoticeOut]:
    """What reached whoever calls, the newest first; of one `kind`, or kind=unread."""
    rows, kind = Notice.objects.visible_to(request.user).select_related("actor"), request.GET.get("kind", "")
    if kind not in ("", UNREAD, *Notice.Kind.values):
        raise Problem(422, "invalid", errors=[{"parameter": "kind", "detail": "This is not among its values."}])
    rows = rows.unread() if kind == UNREAD else rows.filter(kind=kind) if kind else rows
    page = page_of(request, rows, NEWEST)
    lines = shown(page.rows, request.user, _reached)
    return Page[NoticeOut](items=[_notice(line) for line in lines], next=page.next_cursor)


@routes.thing("/notices/{int:notice_id}", Perm.SELF)
def notice(request: HttpRequest, notice_id: int) -> NoticeOut:
    """One of one's own."""
    rows = Notice.objects.visible_to(request.user).select_related("actor")
    (line,) = shown([the(rows, notice_id)], request.user, _reached)
    return _notice(line)


@routes.event("/notices/{int:notice_id}/reading", Perm.SELF, to=notice)
def read_notice(request: Any, notice_id: int) -> int:
    """It was read."""
    actions.read_notice(the(Notice.objects.visible_to(request.user), notice_id), by=request.user)
    return notice_id


@routes.event("/notices/reading", Perm.SELF, to=notices)
def read_all_notices(request: Any) -> int:
    """All of one's own were read; answered with the last ones."""
    actions.read_all_notices(by=request.user)
    return 0


# --- mails ----------------------------------------------------------------------------------------------------


class MessageRow(Out):
    """problem: why it did not leave, as people read it. is_stuck: somebody may want it sent now."""

    id: int
    subject: str
    address: str
    state: str
    is_stuck: bool
    problem: str
    attempts: int
    created_at: Moment
    sent_at: Moment | None


def _message(message: Message) -> MessageRow:
    return MessageRow(
        id=message.pk,
        subject=message.subject,
        address=message.address,
        state=message.state,
        is_stuck=message.is_stuck,
        problem=message.problem_said,
        attempts=message.attempts,
        created_at=message.created_at,
        sent_at=message.sent_at,
    )


def _found(user: Any, filters: Filters) -> MessageQuerySet:
    return messages_found(Message.objects.visible_to(user), filters)


@listing(
    routes,
    "/messages",
    Perm.MESSAGE_RETRY,
    MESSAGES,
    fields=lambda _user: (STATE,),
    found=_found,
    parameters=("state",),
)
def messages(message: Message) -> MessageRow:
    """Mails that leave or left, the newest first; state=stuck: those that did not. `q` is an address."""
    return _message(message)


@routes.thing("/messages/{int:message_id}", Perm.MESSAGE_RETRY)
def message(request: HttpRequest, message_id: int) -> MessageRow:
    """One mail."""
    return _message(the(Message.objects.visible_to(request.user), message_id))


@routes.event("/messages/{int:message_id}/sending", Perm.MESSAGE_RETRY, to=message)
def retry_message(request: Any, message_id: int) -> int:
    """One that did not leave is sent now."""
    actions.retry(the(Message.objects.visible_to(request.user), message_id), by=request.user)
    return message_id
