"""The customer is written to: the text before it leaves, the channels, WhatsApp opened with it, and what the order's
page says and asks about it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.lib.phones import format_phone
from faena.notifications.actions import if_it_leaves
from faena.orders import actions
from faena.orders.actions.telling import CONFIRMED, VERBS, chat_of, chosen_last, read, ways_to, why_not_by, why_not_tell
from faena.orders.actions.undoing import why_not_undo
from faena.orders.forms.telling import TellForm
from faena.orders.models import Reminder, Reminding, ServiceOrder, StatusEntry, Telling, Wording
from faena.orders.views.common import sheet_of, the_order
from faena.orders.wording import kind_of, written
from faena.ui.answers import form_page, pressed, see_other

JUST_NOW = timedelta(minutes=10)  # so long the page offers to undo a status
Channel = Telling.Channel


@dataclass(frozen=True)
class Way:
    """One channel: where it leads, or why nowhere."""

    name: Any
    addresses: str = ""
    why_not: str = ""


class Ways:
    """How the customer of an order can be told by a reader; asked for where a page shows it."""

    def __init__(self, request: StaffRequest, order: ServiceOrder) -> None:
        self.request, self.order = request, order

    @cached_property
    def by_channel(self) -> dict[str, Way]:
        """None of them for whoever may not write to customers."""
        if not may(self.request.user, Perm.LINK_SEND):
            return {}
        country, customer = self.request.company.country, self.order.customer
        return {
            channel: Way(
                Channel(channel).label,
                ", ".join(format_phone(one, country) for one in addresses),
                "" if addresses else why_not_by(channel, customer),
            )
            for channel, addresses in ways_to(customer).items()
        }

    @property
    def reach(self) -> list[str]:
        """The channels that lead anywhere."""
        return [channel for channel, way in self.by_channel.items() if way.addresses]

    @cached_property
    def chosen(self) -> list[str]:
        """Those of the last time, else the first that leads anywhere."""
        last = chosen_last(self.order.customer, self.request.user) if self.reach else []
        return [channel for channel in self.reach if channel in last] or self.reach[:1]


@dataclass(frozen=True)
class Band:
    """What the order's page says after a status was set. `entry`: the status that its customer sees, where the reader
    just set it; `mails`: what was mailed about it; `chat`: a message in WhatsApp of which he did not say yet whether
    it was sent."""

    entry: StatusEntry | None
    can_undo: bool
    mails: list[Event]
    chat: Event | None


@requires(Perm.LINK_SEND)
def tell(request: StaffRequest, pk: int, entry_pk: int | None = None) -> HttpResponseBase:
    """One status, the last one unless said otherwise, or the final report: nothing leaves before the text was seen."""
    order = the_order(request, pk, Perm.LINK_SEND)
    entry = _entry(order, entry_pk)
    if request.method != "POST" and (why := why_not_tell(entry)):
        return _back(request, order, why)
    form, ways = TellForm(request.POST or None), Ways(request, order)
    if request.method != "POST":
        form.initial = _begun(entry, order, ways)

    def act(data: dict[str, Any]) -> str:
        return _after(request, order, actions.tell_customer(entry, **data, by=request.user))

    def page() -> dict[str, Any]:
        return {"order": order, "entry": entry, "ways": ways, "days": Reminding.the().days}

    return form_page(request, form, "orders/tell.html", page, act=act)


@requires(Perm.LINK_SEND)
@require_GET
def chat(request: StaffRequest, pk: int, telling_pk: int) -> HttpResponse:
    """WhatsApp opens by itself, and again by a press."""
    telling = _chat(request, pk, telling_pk)
    page = {"order": telling.order, "telling": telling, "text": read(telling), "chat": chat_of(telling)}
    return render(request, "orders/chat.html", page)


@requires(Perm.LINK_SEND)
@require_POST
def confirm(request: StaffRequest, pk: int, telling_pk: int) -> HttpResponseBase:
    """Yes, the message in WhatsApp was sent."""
    telling = _chat(request, pk, telling_pk)
    said = _("Written down: it was sent by WhatsApp.")
    back = sheet_of(telling.order)
    return pressed(request, lambda: actions.confirm_telling(telling, by=request.user), said=said, back=back)


def on_sheet(order: ServiceOrder, user: User, entries: Sequence[StatusEntry], events: Sequence[Event]) -> Band | None:
    """`entries`: newest first; `events`: of the order and its account, oldest first. Nothing is asked."""
    shown = [entry for entry in entries if entry.withdrawn_at is None]
    newest = shown[0] if shown else None
    is_mine = newest is not None and newest.author_id == user.pk and newest.at > timezone.now() - JUST_NOW
    is_mine = is_mine and len(shown) > 1 and order.is_open
    chat = _unanswered(user, entries, events)
    if not is_mine and chat is None:
        return None
    assert newest is not None
    can_undo = is_mine and may(user, Perm.STATUS_ADD) and not why_not_undo(newest, events, user)
    told_now = is_mine or (chat is not None and chat.facts["entry_id"] == newest.pk)
    by_mail = VERBS[Channel.MAIL]
    mails = [event for event in events if event.verb == by_mail and event.facts["entry_id"] == newest.pk]
    return Band(newest if told_now else None, can_undo, mails if is_mine else [], chat)


def was_read(telling: Telling) -> str:
    """What to do about a message of a status that was undone."""
    if telling.channel == Channel.MAIL:
        return _("The e-mail to %(address)s had left already.") % {"address": telling.address}
    return _("WhatsApp was opened: if you sent the message, write to the customer again.")


def _unanswered(user: User, entries: Sequence[StatusEntry], events: Sequence[Event]) -> Event | None:
    """The last message that this reader opened in WhatsApp, unless he said that it was sent or its status is gone."""
    withdrawn = {entry.pk for entry in entries if entry.withdrawn_at is not None}
    confirmed = {event.facts["telling_id"] for event in events if event.verb == CONFIRMED}
    opened = VERBS[Channel.WHATSAPP]
    mine = [event for event in events if event.verb == opened and event.author_id == user.pk]
    if not mine or "telling_id" not in mine[-1].facts:  # of the first shops: nobody was asked
        return None
    facts = mine[-1].facts
    return None if facts["telling_id"] in confirmed or facts["entry_id"] in withdrawn else mine[-1]


def _entry(order: ServiceOrder, entry_pk: int | None) -> StatusEntry:
    entries = StatusEntry.objects.filter(order=order).select_related("status")
    found = entries.filter(pk=entry_pk).first() if entry_pk is not None else entries.public().last()
    if found is None:
        raise Http404
    return found


def _chat(request: StaffRequest, pk: int, telling_pk: int) -> Telling:
    order = the_order(request, pk, Perm.LINK_SEND)
    telling = get_object_or_404(order.tellings, channel=Channel.WHATSAPP, withdrawn_at=None, pk=telling_pk)
    telling.order = order
    return telling


def _back(request: StaffRequest, order: ServiceOrder, why: str) -> HttpResponseBase:
    messages.error(request, why)
    return see_other(sheet_of(order))


def _begun(entry: StatusEntry, order: ServiceOrder, ways: Ways) -> dict[str, Any]:
    """The channels of the last time, and the text: of the status, or the one that reminds where its day has come."""
    kind = Wording.Kind.REMINDER if _is_due(order) else kind_of(entry)
    text = written(entry, order, ways.request.company, kind=kind)
    return {"channels": ways.chosen, "text": text, "reminds": True}


def _is_due(order: ServiceOrder) -> bool:
    """Nobody came, and the day is there on which somebody wanted to be reminded."""
    return order.reminders.filter(state=Reminder.State.OPEN, due_at__lte=timezone.now()).exists()


def _after(request: StaffRequest, order: ServiceOrder, told: list[Telling]) -> str:
    """Back to the order, whose page opens WhatsApp and asks about it; a mail is on its way."""
    mails = [telling.address for telling in told if telling.channel == Channel.MAIL]
    if mails:
        said = _("The mail to %(address)s is on its way.") % {"address": ", ".join(mails)}
        messages.success(request, if_it_leaves(said))
    return sheet_of(order)
