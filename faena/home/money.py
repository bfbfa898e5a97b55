"""Sums of money on home: two currencies as one by the rate of the day, and what was collected today."""

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.cash.models import ExchangeRate, Payment
from faena.cash.payment_options import rate_of_the_day
from faena.cash.totals import in_one
from faena.company.models import Company
from faena.gate.offers import Offer
from faena.home.worklist import Chip, Item
from faena.lib.dates import day_span, format_time
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.ui.jinja import url


class Sums:
    """Of one request: the rate is read once, and only where there is something to convert."""

    def __init__(self, company: Company) -> None:
        self.company = company

    @cached_property
    def rate(self) -> ExchangeRate | None:
        return rate_of_the_day(self.company)

    def in_one(self, sums: dict[str, int]) -> tuple[int, dict[str, int]]:
        """Minor units of the company's own currency, and by currency what no rate says how much it is worth there."""
        own = self.company.currency
        rate = self.rate if any(amount for currency, amount in sums.items() if currency != own) else None
        return in_one(sums, own, rate)


def receipts_of_today(user: User, most: int) -> list[Item]:
    """The last ones, as rows."""
    start, _end = day_span(timezone.localdate(), timezone.get_current_timezone())
    rows = Payment.objects.visible_to(user).filter(at__gte=start).order_by("-at", "-id")
    rows = rows.select_related("charge__customer", "reversal").prefetch_related("tenders__method")
    return [_item(payment) for payment in rows[:most]]


def _item(payment: Payment) -> Item:
    language, page = active_language(), url("cash:payment", payment.pk)
    methods = dict.fromkeys(str(tender.name) for tender in payment.tenders.all())
    chips = [Chip(", ".join(methods), "grey", "banknote"), Chip(format_time(timezone.localtime(payment.at)), "grey")]
    if payment.is_reversed:
        chips.insert(0, Chip(pgettext("payment", "Reversed"), "red", "undo-2"))
    title: Any = format_money(payment.amount, payment.charge.currency, language)
    see = Offer("receipt", _("Receipt"), "receipt", page)
    return Item("payment", "receipt", payment, title, page, payment.charge.customer, payment.charge.account, chips, see)
