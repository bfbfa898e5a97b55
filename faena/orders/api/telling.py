"""The customer is written to: what would be written, to whom, and what was; the link by which he follows his order."""

from django.db.models import QuerySet
from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.cases.api import mount_link
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.actions.telling import chat_of, chosen_last, ways_to
from faena.orders.api.orders import routes
from faena.orders.api.shapes import found_order, label
from faena.orders.following import ORDERS
from faena.orders.models import Reminder, ServiceOrder, StatusEntry, Telling
from faena.orders.wording import LINK, kind_of, written
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Label, Moment, Out

mount_link(routes, ORDERS, "/orders/{int:case_id}/link")


class TellingDraft(Out):
    """What would be written about the status that the customer sees last. ways: channel → the addresses that it
    reaches, none for one that does not reach him. chosen: the channels of the last time."""

    entry_id: int
    kind: str
    text: str
    ways: dict[str, list[str]]
    chosen: list[str]


@routes.thing("/orders/{int:order_id}/telling", Perm.LINK_SEND)
def telling_draft(request: StaffRequest, order_id: int) -> TellingDraft:
    """What the customer would be written, and by which ways he can be."""
    found = found_order(request, order_id, Perm.LINK_SEND)
    entry = _last(found)
    ways = ways_to(found.customer)
    last = chosen_last(found.customer, request.user)
    kind = kind_of(entry)
    return TellingDraft(
        entry_id=entry.pk,
        kind=kind,
        text=written(entry, found, request.company, kind=kind),
        ways=ways,
        chosen=[one for one, reached in ways.items() if reached and one in last],
    )


class TellingOut(Out):
    """channel: mail, which leaves by itself, or whatsapp, which `chat` opens with the text; confirmed_at: since when
    somebody says that it was sent. text: with … where the link stands. state: of the mail."""

    id: int
    entry_id: int
    channel: str
    address: str
    text: str
    state: str
    chat: str
    author: Label
    at: Moment
    confirmed_at: Moment | None
    withdrawn_at: Moment | None


class Tellings(Out):
    items: list[TellingOut]


@routes.thing("/orders/{int:order_id}/tellings", Perm.LINK_SEND)
def tellings(request: StaffRequest, order_id: int) -> Tellings:
    """How the customer was written to about an order, the newest first."""
    return Tellings(items=[_told(one) for one in _tellings(found_order(request, order_id, Perm.LINK_SEND))])


class TellingIn(In):
    """entry_id: the status that it is about; None for the last one. channels: mail, whatsapp or both. reminds: if
    nobody collects a device that is ready."""

    entry_id: Key | None = None
    channels: list[str]
    text: str
    reminds: bool = False


@routes.event("/orders/{int:order_id}/tellings", Perm.LINK_SEND, to=tellings)
def tell_customer(request: StaffRequest, order_id: int, facts: TellingIn) -> int:
    """The customer is written to about a status, or about his final report."""
    found = found_order(request, order_id, Perm.LINK_SEND)
    entries = StatusEntry.objects.filter(order=found).select_related("status")
    entry = named(entries, facts.entry_id, "entry") or _last(found)
    entry.order = found
    actions.tell_customer(entry, **facts.model_dump(exclude={"entry_id"}), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/tellings/{int:telling_id}/confirmation", Perm.LINK_SEND, to=tellings)
def confirm_telling(request: StaffRequest, order_id: int, telling_id: int) -> int:
    """Yes, the message in WhatsApp was sent."""
    found = the(_tellings(found_order(request, order_id, Perm.LINK_SEND)), telling_id)
    actions.confirm_telling(found, by=request.user)
    return order_id


class ReminderOut(Out):
    """state: open; left, where the order is not ready any more; told, where the customer was told again; mailed."""

    id: int
    entry_id: int
    due_at: Moment
    by_mail: bool
    state: str


class Reminders(Out):
    items: list[ReminderOut]


@routes.thing("/orders/{int:order_id}/reminders", Perm.ORDER_SEE)
def reminders(request: StaffRequest, order_id: int) -> Reminders:
    """When somebody is reminded of a device that nobody collects."""
    return Reminders(
        items=[_reminder(one) for one in found_order(request, order_id).reminders.order_by("due_at", "id")]
    )


def _reminder(one: Reminder) -> ReminderOut:
    return ReminderOut(id=one.pk, entry_id=one.entry_id, due_at=one.due_at, by_mail=one.by_mail, state=one.state)


def _last(order: ServiceOrder) -> StatusEntry:
    entry = StatusEntry.objects.filter(order=order).select_related("status").public().last()
    if entry is None:
        raise Http404
    return entry


def _tellings(order: ServiceOrder) -> QuerySet[Telling]:
    return order.tellings.select_related("author", "message", "order").order_by("-id")


def _told(telling: Telling) -> TellingOut:
    is_chat = telling.channel == Telling.Channel.WHATSAPP and telling.withdrawn_at is None
    return TellingOut(
        id=telling.pk,
        entry_id=telling.entry_id,
        channel=telling.channel,
        address=telling.address,
        text=telling.text.replace(LINK, "…/t/…"),
        state=telling.message.state if telling.message else "",
        chat=chat_of(telling) if is_chat else "",
        author=label(telling.author),
        at=telling.happened_at,
        confirmed_at=telling.confirmed_at,
        withdrawn_at=telling.withdrawn_at,
    )
