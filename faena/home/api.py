"""What happened, by the API: the history of customers and of what is set, in the order in which it was written. A
program keeps the `id` of the last event that it has and asks for those `after` it."""

from typing import Any

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.company.api.shop import company
from faena.gate.grants import Perm
from faena.home.actions import send_test_mail
from faena.home.events import SETTLED, events_seen
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.rest.lists import Page, page_of
from faena.rest.routes import Routes
from faena.rest.values import Label, Moment, Out
from faena.ui.problems import Problem

routes = Routes("home")
NUMBERS = ("after", "id", "customer")
MOST = 2**63 - 1


class EventAbout(Out):
    kind: str
    id: int


class EventChange(Out):
    label: str
    old: str
    new: str


class EventOut(Out):
    """verb: "order.closed". facts: keys, codes, amounts, old and new, without words of people. text, note, changes: as
    the history of the page says it. seq: its place in what happened to the thing, from 1. at: when it was written down,
    happened_at: when it happened."""

    id: int
    uid: str
    seq: int
    verb: str
    about: EventAbout
    customer_id: int | None
    at: Moment
    happened_at: Moment
    by: Label
    channel: str
    facts: dict[str, Any]
    text: str
    note: str
    changes: list[EventChange]


def _event(event: Event) -> EventOut:
    line = render_event(event)
    return EventOut(
        id=event.pk,
        uid=str(event.uid),
        seq=event.seq,
        verb=event.verb,
        about=EventAbout(kind=event.about_kind, id=event.about_id),
        customer_id=event.customer_id,
        at=event.at,
        happened_at=event.happened_at,
        by=Label(id=event.author_id, label=event.author.name),
        channel=event.channel,
        facts=event.facts,
        text=line.text,
        note=line.note,
        changes=[EventChange(label=one.label, old=one.old, new=one.new) for one in line.changes],
    )


@routes.thing("/events", Perm.CUSTOMER_SEE, parameters=(*NUMBERS, "kind", "limit", "cursor"))
def events(request: StaffRequest) -> Page[EventOut]:
    """What happened, in the order in which it was written.

    All `after` an id, those of one `customer`, or of one thing by `kind` and `id`. Of all the last seconds are left
    out, in which an earlier one may still be written."""
    told = {name: _number(name, request.GET[name]) for name in NUMBERS if name in request.GET}
    kind = request.GET.get("kind", "")
    if ("id" in told) is not bool(kind):
        raise _wrong("kind" if not kind else "id", "kind and id go together.")
    rows = events_seen(request.user).filter(pk__gt=told.get("after", 0))
    if "customer" in told:
        rows = rows.filter(customer_id=told["customer"])
    if kind:
        rows = rows.filter(about_kind=kind, about_id=told["id"])
    elif "customer" not in told:
        rows = rows.filter(at__lte=timezone.now() - SETTLED)
    page = page_of(request, rows.select_related("author"), ("id",))
    return Page[EventOut](items=[_event(row) for row in page.rows], next=page.next_cursor)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MOST):
        raise _wrong(name, "A whole number.")
    return int(text)


def _wrong(parameter: str, detail: str) -> Problem:
    return Problem(422, "invalid", errors=[{"parameter": parameter, "detail": detail}])


@routes.event("/company/test-mail", Perm.COMPANY_EDIT, to=company)
def test_mail(request: StaffRequest) -> int:
    """A mail to oneself, which shows that mails leave."""
    send_test_mail(request.company, by=request.user)
    return 0
