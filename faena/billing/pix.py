"""What a Brazilian customer pays an invoice by: PIX copy-and-paste and its QR code (C6)."""

from dataclasses import dataclass
from datetime import date

import segno
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.billing.late import proposed
from faena.billing.models import Invoice
from faena.cash.cases import Late
from faena.company.models import Company
from faena.company.pix import kind_of, pix_told
from faena.lib.brcode import brcode
from faena.lib.dates import format_day
from faena.lib.locales import active_language
from faena.lib.money import format_money

REAL = "BRL"


@dataclass(frozen=True)
class Pix:
    """text: what is copied and pasted; amount: what it pays, in centavos; late: the fine and interest of the day `on`
    that are in it."""

    text: str
    amount: int
    on: date
    late: Late | None = None

    @property
    def picture(self) -> str:
        """The QR code as an image's address."""
        uri: str = segno.make(self.text, error="m").svg_data_uri(border=3, light="#fff", scale=4)
        return uri

    @property
    def told(self) -> str:
        """What is in it besides what is left to pay, in the reader's language; "" in time."""
        if self.late is None:
            return ""
        return _(
            "The code pays %(amount)s: it counts the fine and the interest up to %(day)s, as the counter does."
        ) % {
            "amount": format_money(self.amount, REAL, active_language()),
            "day": format_day(self.on, active_language()),
        }


def pix_of(invoice: Invoice, company: Company) -> Pix | None:
    """None where nothing is left to pay, or the shop has other money, no key, or one that may be of two kinds. Of an
    overdue invoice it asks what the counter would ask today."""
    if not kind_of(company) or invoice.account.currency != REAL or invoice.balance <= 0:
        return None
    today = timezone.localdate()
    late = proposed(invoice, company, today)
    amount = invoice.balance + (late.fine + late.interest if late else 0)
    text = brcode(
        key=company.pix_key,
        name=company.name,
        city=company.city,
        amount=amount,
        reference=str(invoice),
    )
    return Pix(text, amount, today, late)


def pix_doubt(invoice: Invoice, company: Company) -> str:
    """Why an invoice in reais has no code although the shop has a key: the sentence for who works there; "" else."""
    told = pix_told({}, company) if company.pix_key and invoice.account.currency == REAL else None
    return told.problem if told else ""
