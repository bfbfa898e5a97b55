"""The customer is written to: the text before it leaves, the channels, and WhatsApp opened with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.phones import format_phone
from faena.notifications.actions import if_it_leaves
from faena.orders import actions
from faena.orders.actions.telling import chat_of, chosen_last, read, ways_to, why_not_by, why_not_tell
from faena.orders.forms.telling import TellForm
from faena.orders.models import ServiceOrder, StatusEntry, Telling
from faena.orders.views.common import sheet_of, the_order
from faena.orders.wording import written
from faena.ui.answers import form_page, see_other


@requires(Perm.LINK_SEND)
def tell(request: StaffRequest, pk: int, entry_pk: int | None = None) -> HttpResponseBase:
    """One status, the last one unless said otherwise, or the final report: nothing leaves before the text was seen."""
    order = the_order(request, pk, Perm.LINK_SEND)
    entry = _entry(order, entry_pk)
    if request.method != "POST" and (why := why_not_tell(entry)):
        return _back(request, order, why)
    ways = ways_to(order.customer)
    form = TellForm(request.POST or None, ways=_named(ways, request), initial=_begun(entry, order, ways, request))

    def act(data: dict[str, Any]) -> str:
        told = actions.tell_customer(entry, channels=data["channels"], text=data["text"], by=request.user)
        return _after(request, order, told)

    page = {"order": order, "entry": entry, "missing": _missing(order.customer, ways)}
    return form_page(request, form, "orders/tell.html", page, act=act)


@requires(Perm.LINK_SEND)
@require_GET
def chat(request: StaffRequest, pk: int, telling_pk: int) -> HttpResponse:
    """WhatsApp opens by itself, and again by a press."""
    order = the_order(request, pk, Perm.LINK_SEND)
    chats = order.tellings.filter(channel=Telling.Channel.WHATSAPP).select_related("order")
    telling = get_object_or_404(chats, pk=telling_pk)
    page = {"order": order, "telling": telling, "text": read(telling), "chat": chat_of(telling)}
    return render(request, "orders/chat.html", page)


def _entry(order: ServiceOrder, entry_pk: int | None) -> StatusEntry:
    entries = StatusEntry.objects.filter(order=order).select_related("status")
    found = entries.filter(pk=entry_pk).first() if entry_pk is not None else entries.public().last()
    if found is None:
        raise Http404
    return found


def _back(request: StaffRequest, order: ServiceOrder, why: str) -> HttpResponseBase:
    messages.error(request, why)
    return see_other(sheet_of(order))


def _named(ways: dict[str, list[str]], request: StaffRequest) -> dict[str, str]:
    """Channel → its name and where it leads, of those that lead anywhere."""
    country = request.company.country
    shown = {channel: [format_phone(one, country) for one in addresses] for channel, addresses in ways.items()}
    return {name: f"{Telling.Channel(name).label} · {', '.join(shown[name])}" for name in ways if ways[name]}


def _missing(customer: Customer, ways: dict[str, list[str]]) -> list[str]:
    """Why the others lead nowhere."""
    return [why_not_by(channel, customer) for channel in ways if not ways[channel]]


def _begun(
    entry: StatusEntry, order: ServiceOrder, ways: dict[str, list[str]], request: StaffRequest
) -> dict[str, Any]:
    """The channels of the last time, as far as they reach the customer, else the first that does; and the text."""
    able = [channel for channel in ways if ways[channel]]
    last = chosen_last(order.customer, request.user)
    channels = [channel for channel in able if channel in last] or able[:1]
    return {"channels": channels, "text": written(entry, order, request.company)}


def _after(request: StaffRequest, order: ServiceOrder, told: list[Telling]) -> str:
    """To WhatsApp where it was chosen, else back; a mail is on its way."""
    mails = [telling.address for telling in told if telling.channel == Telling.Channel.MAIL]
    if mails:
        said = _("The mail to %(address)s is on its way.") % {"address": ", ".join(mails)}
        messages.success(request, if_it_leaves(said))
    chats = [telling for telling in told if telling.channel == Telling.Channel.WHATSAPP]
    return reverse("orders:chat", args=[order.pk, chats[0].pk]) if chats else f"{sheet_of(order)}#history"
