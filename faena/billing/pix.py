"""What a Brazilian customer pays an invoice by: PIX copy-and-paste and its QR code (C6)."""

from dataclasses import dataclass

import segno

from faena.billing.models import Invoice
from faena.company.models import Company
from faena.lib.brcode import brcode

REAL = "BRL"


@dataclass(frozen=True)
class Pix:
    """text: what is copied and pasted; amount: what is left to pay, in centavos."""

    text: str
    amount: int

    @property
    def picture(self) -> str:
        """The QR code as an image's address."""
        uri: str = segno.make(self.text, error="m").svg_data_uri(border=3, light="#fff", scale=4)
        return uri


def pix_of(invoice: Invoice, company: Company) -> Pix | None:
    """None where nothing is left to pay, or the shop has no key or other money."""
    if not company.pix_key or invoice.account.currency != REAL or invoice.balance <= 0:
        return None
    text = brcode(
        key=company.pix_key,
        name=company.name,
        city=company.address.rpartition(",")[2],
        amount=invoice.balance,
        reference=str(invoice),
    )
    return Pix(text, invoice.balance)
