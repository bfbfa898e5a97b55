"""The customer is written to: by mail, which leaves by itself, or on WhatsApp, which is opened with the text. A status
and its telling are one press."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import User
from faena.cases.actions import locked, mail_customer, record_case
from faena.company.models import Company
from faena.customers.models import AccessLink, Customer
from faena.customers.readers import chat_number, mail_readers
from faena.gate.grants import Perm
from faena.journal.actions import kept_label, record
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken, Stale, refused
from faena.lib.limits import check_value
from faena.lib.phones import format_phone, whatsapp_link
from faena.lib.text import clean
from faena.orders.actions.reminding import remind, told_again
from faena.orders.actions.statuses import add_status
from faena.orders.models import Reminder, Reminding, ServiceOrder, Status, StatusEntry, Telling, Wording
from faena.orders.wording import LINK, as_kept, written

MAIL = "orders/told"
VERBS = {Telling.Channel.MAIL: "order.told_by_mail", Telling.Channel.WHATSAPP: "order.told_by_whatsapp"}
CONFIRMED, REMINDED = "order.told_confirmed", "order.reminded_by_mail"
ONE_PRESS = timedelta(minutes=2)  # the same once more within it was pressed twice
NO_WAY = {
    Telling.Channel.MAIL: gettext_lazy("%(name)s has no e-mail. Write it on the customer's record."),
    Telling.Channel.WHATSAPP: gettext_lazy("%(name)s has no phone. Write it on the customer's record."),
}


@action(Perm.STATUS_ADD)
def update_customer(
    order: ServiceOrder,
    *,
    status: Status,
    note: str = "",
    photos: "Sequence[UploadedFile[bytes]]" = (),
    channels: Collection[str] = (),
    text: str = "",
    reminds: bool = False,
    by: User,
) -> tuple[StatusEntry, list[Telling]]:
    """A status and what is written about it, both or neither. `text`: "" for the shop's own about this status and
    note. `channels`: none where nobody is written to. `reminds`: where the device is ready, if nobody collects it.

    Raises RuleBroken as add_status and tell_customer do."""
    entry = add_status(order, status=status, note=note, photos=photos, by=by)
    if not channels:
        if reminds:
            remind(entry, channels=(), by=by)
        return entry, []
    text = text or written(entry, entry.order, Company.here())
    return entry, tell_customer(entry, channels=channels, text=text, reminds=reminds, by=by)


@action(Perm.LINK_SEND)
def tell_customer(
    entry: StatusEntry, *, channels: Collection[str], text: str, reminds: bool = False, by: User
) -> list[Telling]:
    """Write to the customer what he was told (a status, or that the order is closed, with its final report): a mail to
    each address, one chat. Pressed twice it is written once. What WhatsApp does is not known: it was opened. What was
    to remind of the order before is over; `reminds`: somebody is to be reminded anew.

    Raises RuleBroken without a channel or text, for a channel that does not reach the customer, and for a status that
    is withdrawn."""
    order = locked(entry.order, Perm.LINK_SEND, any_state=True, by=by)
    entry = StatusEntry.locked(entry.pk)
    if why := why_not_tell(entry):
        raise RuleBroken(why)
    ways = _ways(order.customer, channels)
    text = clean(text, multiline=True)
    if not text:
        raise RuleBroken(_("Write what the customer reads."), "text", "required")
    link = AccessLink.objects.alive().of(order.as_ref)
    kept = text.replace(link.url, LINK) if link and link.url else text
    check_value(Telling, "text", kept, at="text")
    moments = clocks()
    facts = {"order": order, "entry": entry, "text": kept, "author": by, **moments}
    tellings = [_told(Telling(channel=channel, address=address, **facts), text) for channel, address in ways]
    entry.order = order
    if reminds:
        remind(entry, channels=channels, by=by)
    else:
        told_again(order)
    return tellings


@action(Perm.LINK_SEND)
def confirm_telling(telling: Telling, *, by: User) -> Telling:
    """Somebody says that the message was sent in WhatsApp, which nobody here can see.

    Raises RuleBroken for a mail, and for what was withdrawn."""
    order = locked(telling.order, Perm.LINK_SEND, any_state=True, by=by)
    telling = Telling.objects.select_for_update(of=("self",)).select_related("entry__status").get(pk=telling.pk)
    if telling.channel != Telling.Channel.WHATSAPP or telling.withdrawn_at is not None:
        raise RuleBroken(_("There is nothing to confirm: this was no message in WhatsApp, or it was withdrawn."))
    if telling.confirmed_at is not None:
        return telling
    telling.confirmed_at, telling.confirmed_by = timezone.now(), by
    telling.save(update_fields=["confirmed_at", "confirmed_by"])
    facts = {"entry_id": telling.entry_id, "status": telling.entry.status.name, "telling_id": telling.pk}
    record_case(CONFIRMED, order, facts=facts, by=by)
    return telling


@action(authorised_by="whoever wanted to be reminded when the customer was told")
def remind_by_mail(reminder: Reminder, *, by: User) -> list[Telling]:
    """The day has come and nobody collected: each of the customer's addresses gets one mail. Where none is left, or the
    company wants that no more, the shop is reminded instead."""
    ServiceOrder.lock(reminder.order_id, no_key=True)
    order = ServiceOrder.shown(reminder.order_id)
    reminder = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if reminder.state != Reminder.State.OPEN or not reminder.by_mail:
        return []
    addresses = ways_to(order.customer)[Telling.Channel.MAIL]
    if not addresses or not Reminding.the().by_mail:
        reminder.by_mail = False
        reminder.save(update_fields=["by_mail"])
        return []
    entry = StatusEntry.objects.filter(order=order).public().select_related("status").last()
    assert entry is not None  # an order has a status as long as it lives
    text = written(entry, order, Company.here(), kind=Wording.Kind.REMINDER)
    link = AccessLink.objects.alive().of(order.as_ref)
    kept = text.replace(link.url, LINK) if link and link.url else text
    facts = {"order": order, "entry": entry, "text": kept, "author": by, "channel": Telling.Channel.MAIL}
    reminder.state = Reminder.State.MAILED
    reminder.save(update_fields=["state"])
    return [_told(Telling(address=address, **facts), text, verb=REMINDED) for address in addresses]


def ways_to(customer: Customer) -> dict[str, list[str]]:
    """Channel → the addresses that it reaches; none for one that does not reach the customer."""
    chat = chat_number(customer)
    mails = [address for _whom, _name, address in mail_readers(customer)]
    return {Telling.Channel.WHATSAPP: [chat] if chat else [], Telling.Channel.MAIL: mails}


def why_not_by(channel: str, customer: Customer) -> str:
    """Why a channel does not reach the customer."""
    return NO_WAY[Telling.Channel(channel)] % {"name": customer.name}


def why_not_tell(entry: StatusEntry) -> str:
    return str(entry.WITHDRAWN) if entry.withdrawn_at is not None else ""


def why_not_tell_any(order: ServiceOrder) -> str:
    """Of the last one: an order has a status as long as its customer sees one."""
    return "" if order.status_id else _("The customer sees no status yet. Add one first.")


def chosen_last(customer: Customer, by: User) -> list[str]:
    """The channels by which the customer was written to the last time, else those that this person took last."""
    of_customer = Telling.objects.filter(order__in=ServiceOrder.objects.filter(customer=customer))
    newest = of_customer.aggregate(newest=Max("id"))["newest"]  # of a few rows: the index of the orders leads there
    last = Telling.objects.filter(pk=newest).first() if newest else None
    last = last or Telling.objects.filter(author=by).order_by("-id").first()
    if last is None:
        return []
    return list(Telling.objects.filter(entry=last.entry_id, at=last.at).values_list("channel", flat=True).distinct())


def chat_of(telling: Telling) -> str:
    """The address that opens WhatsApp with the text, and the link in it as it is now."""
    return whatsapp_link(telling.address, read(telling))


def read(telling: Telling) -> str:
    link = AccessLink.objects.alive().of(telling.order.as_ref)
    return telling.text.replace(LINK, link.url if link else "")


@action(Perm.COMPANY_EDIT)
def write_wording(kind: str, language: str, *, text: str, version: int, by: User) -> Wording:
    """The shop says it in its own words from now on; "" takes the program's again. `version`: of the one that its
    author saw, 0 for none.

    Raises RuleBroken beside "text" for a placeholder that there is not, Stale when somebody saved first."""
    kept = as_kept(text) if text else ""
    check_value(Wording, "text", kept, at="text")
    found = Wording.objects.select_for_update().filter(kind=kind, language=language).first()
    wording = found or Wording(kind=kind, language=language)
    if version != (found.version if found else 0):
        raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=wording)
    old, wording.text = wording.text, kept
    if old == kept:
        return wording
    if found:
        wording.save_changes("text")
    else:
        with refused():
            wording.save(force_insert=True)
    facts = {"kind": kept_label(wording.get_kind_display()), "tongue": kept_label(_LANGUAGES[language])}
    record("wording.edited", Company.the().as_ref, facts=facts, said={"changes": {"text": [old, kept]}}, by=by)
    return wording


_LANGUAGES = {"es": gettext_lazy("Spanish"), "pt-br": gettext_lazy("Portuguese"), "en": gettext_lazy("English")}


def _ways(customer: Customer, channels: Collection[str]) -> list[tuple[str, str]]:
    """Channel and address, of what was chosen."""
    known = ways_to(customer)
    if not channels:
        raise RuleBroken(_("Choose how the customer is told."), "channels", "required")
    for channel in channels:
        if channel not in known:
            raise RuleBroken(_("Choose one of those that are offered."), "channels", "not-offered")
        if not known[channel]:
            raise RuleBroken(why_not_by(channel, customer), "channels")
    return [(channel, address) for channel, addresses in known.items() if channel in channels for address in addresses]


def _told(telling: Telling, text: str, *, verb: str = "") -> Telling:
    """Write it down, and send it where it leaves by itself; the one that was just written is given again."""
    order, entry = telling.order, telling.entry
    same = {name: getattr(telling, name) for name in ("entry", "channel", "address", "text")}
    if again := Telling.objects.filter(**same, withdrawn_at=None, at__gt=timezone.now() - ONE_PRESS).first():
        return again
    facts = {"entry_id": entry.pk, "status": entry.status.name}
    note = {"note": telling.text.replace(LINK, "…/t/…")}
    verb = verb or VERBS[Telling.Channel(telling.channel)]
    if telling.channel == Telling.Channel.MAIL:
        telling.message = mail_customer(
            order,
            MAIL,
            address=telling.address,
            data={"order": str(order), "device": str(order.device), "status": entry.status.name_for_customer},
            secret={"text": text},  # the link is in it
            verb=verb,
            facts=facts,
            said=note,
            dedupe_key=f"told-{telling.uid}",
            by=telling.author,
        )
        telling.save(force_insert=True)
        return telling
    telling.save(force_insert=True)
    said = {"address": format_phone(telling.address, Company.the().country), **note}
    record_case(verb, order, facts={**facts, "telling_id": telling.pk}, said=said, by=telling.author)
    return telling
