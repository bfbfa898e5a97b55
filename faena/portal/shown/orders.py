"""The public part of an order (W1, W2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.cash.models import Charge, Payment
from faena.company.models import Company
from faena.lib.money import QUANTITY_SCALE, format_money, format_quantity
from faena.lib.named import AmongKeys, Named, NamedValues, known, with_children
from faena.orders.models import WAY, OrderFile, Part, ServiceOrder, Stage, StatusEntry, StatusPhoto
from faena.portal.shown.pieces import (
    Attached,
    ShownStep,
    attachments,
    chat,
    language,
    map_of,
    photos,
    visit_steps,
    written_day,
)

_KEY = ServiceOrder._meta.pk
_entries: Named[StatusEntry] = Named(
    lambda ask: StatusEntry.objects.filter(order=ask("order", _KEY)).public().select_related("status")
)
_photos: Named[StatusPhoto] = Named(
    lambda _ask: StatusPhoto.objects.filter(AmongKeys("entry")).select_related("file").order_by("position", "id")
)
_files: Named[OrderFile] = Named(
    lambda ask: OrderFile.objects.filter(order=ask("order", _KEY)).public().select_related("file")
)
_parts: Named[Part] = Named(lambda ask: Part.objects.filter(order=ask("order", _KEY)).order_by("id"))
_received = NamedValues(
    lambda ask: Payment.objects.filter(charge=ask("charge", Charge._meta.pk)).not_reversed().values_list("amount")
)


@dataclass(frozen=True)
class PartUsed:
    name: str
    warranty: str
    price: str


@dataclass(frozen=True)
class Account:
    """What is owed, line by line, as money is written; title: what is still to be done about it. `is_settled`: it was
    something, and nothing is left."""

    title: str
    lines: list[tuple[str, str]]
    balance: str
    is_settled: bool


@dataclass(frozen=True)
class ShownOrder:
    """steps: newest first. reached: how many of `stages` were reached; 0 for a void order. word: what the customer
    should know or do now. promised_at: only while it matters."""

    number: str
    device: str
    status: str
    tone: str
    reached: int
    stages: int
    word: str
    promised_at: datetime | None
    is_late: bool
    steps: list[ShownStep]
    attachments: list[Attached]
    parts: list[PartUsed]
    account: Account | None
    signed: str
    has_report: bool
    whatsapp: str
    map: str


def shown(order: ServiceOrder, company: Company) -> ShownOrder:
    """Everything that the customer may see of `order`, and nothing else."""
    entries = _entries.rows(order=order.pk)
    with_children(entries, "photos", _photos, "entry")
    order.account.paid = sum(_received.keys(charge=order.account.pk))
    steps = [_step(entry) for entry in reversed(entries)]
    return ShownOrder(
        number=str(order),
        device=str(order.device),
        status=steps[0].title if steps else str(order.get_stage_display()),
        tone=steps[0].tone if steps else order.tone,
        reached=WAY.index(Stage(order.stage)) + 1 if order.stage in WAY else 0,
        stages=len(WAY),
        word=_word(order, company),
        promised_at=order.promised_at if order.is_working else None,
        is_late=order.is_late,
        steps=sorted(steps + visit_steps(order), key=lambda step: step.at, reverse=True),
        attachments=attachments(_files.rows(order=order.pk)),
        parts=[_part(part, company) for part in known(_parts.rows(order=order.pk), order=order)],
        account=_account(order) if company.shows_prices and not order.is_void else None,
        signed=_signed(order),
        has_report=order.is_closed,
        whatsapp=chat(
            company,
            _("Hello, I am writing about %(order)s (%(device)s).") % {"order": order, "device": order.device},
        ),
        map=map_of(company),
    )


def _step(entry: StatusEntry) -> ShownStep:
    shown_ones = photos(photo for photo in entry.photos.all() if photo.is_shown)
    return ShownStep(entry.status.name_for_customer, entry.status.tone, entry.happened_at, entry.note, shown_ones)


def _word(order: ServiceOrder, company: Company) -> str:
    if order.closed_at is not None:
        return _("Handed back on %(day)s.") % {"day": written_day(timezone.localdate(order.closed_at))}
    if order.stage == Stage.READY:
        left = order.account.balance
        if left and company.shows_prices:
            return _("You can come and collect it. Left to pay: %(amount)s.") % {"amount": _money(left, order)}
        return _("You can come and collect it.")
    if order.stage == Stage.WAITING:
        return _("We need your word to go on: call or write to us.")
    return _("This order was cancelled. If you have a question, call or write to us.") if order.is_void else ""


def _part(part: Part, company: Company) -> PartUsed:
    several = part.quantity != QUANTITY_SCALE
    name = f"{format_quantity(part.quantity, language())} × {part.description}" if several else part.description
    price = _money(part.total, part.order) if part.is_chargeable else _("included")
    return PartUsed(name, _warranty(part), price if company.shows_prices else "")


def _warranty(part: Part) -> str:
    """How long while the device is here, until when once it was handed back (W18)."""
    if not part.warranty or part.order.is_void:
        return ""
    if until := part.warranty_end:
        over = until < timezone.localdate()
        said = _("Warranty ended on %(day)s") if over else _("Warranty until %(day)s")
        return said % {"day": written_day(until)}
    if part.warranty_unit == Part.WarrantyUnit.DAYS:
        said = ngettext("Warranty: %(num)s day from delivery", "Warranty: %(num)s days from delivery", part.warranty)
    else:
        said = ngettext(
            "Warranty: %(num)s month from delivery", "Warranty: %(num)s months from delivery", part.warranty
        )
    return said % {"num": part.warranty}


def _account(order: ServiceOrder) -> Account:
    charge, value = order.account, order.service_value
    lines = [(_("Service"), _("to be diagnosed") if value is None else _money(value, order))]
    if charge.amount is not None and charge.amount != value:
        lines.append((_("Parts"), _money(charge.amount - (value or 0), order)))
        lines.append((_("Total"), _money(charge.amount, order)))
    if charge.paid:
        lines.append((_("Paid"), _money(charge.paid, order)))
    balance = charge.balance
    is_settled = balance == 0 and bool(charge.amount)
    title = _("Paid in full") if is_settled else _("Nothing to pay") if balance == 0 else _("To pay")
    return Account(title, lines, "—" if balance is None else _money(balance, order), is_settled)


def _signed(order: ServiceOrder) -> str:
    if (signature := order.signed) is None:
        return ""
    day = written_day(timezone.localdate(signature.happened_at))
    return _("Terms signed on %(day)s (version %(number)s).") % {"day": day, "number": signature.terms.number}


def _money(amount: int, order: ServiceOrder) -> str:
    return format_money(amount, order.currency, language())
