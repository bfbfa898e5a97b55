"""The receipt of a payment (W35), on a roll or on A4, in the customer's language. It is no fiscal document, and says so
in the company's."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.cash.models import Payment, Tender
from faena.company.models import Company, SlipPaper
from faena.company.paper import facts, head, language
from faena.lib.dates import exact_moment, format_day
from faena.lib.money import format_money
from faena.lib.rates import format_rounding
from faena.lib.typeset import Paper
from faena.lib.words import amount_in_words

SOURCE = Path(__file__).parent / "templates" / "cash" / "paper" / "receipt.typ"


PREVIEW = -1  # in place of the number of a copy: what stands on a page, and was not printed


def receipt(payment: Payment, company: Company, size: str = "", *, copy: int = 0) -> Paper:
    """`size`: a SlipPaper, else the shop's own. `copy`: 0 for the original, else which copy it is, or PREVIEW."""
    size = size or company.slip_paper
    charge, customer = payment.charge, payment.charge.customer
    tenders = list(payment.tenders.all())
    with translation.override(company.language):
        notice = _("This is not a fiscal document.")
    with translation.override(customer.language):
        data: dict[str, Any] = {
            **head(company),
            "paper": size,
            "title": _("Receipt"),
            "number": str(payment),
            "at": exact_moment(payment.at, language()),
            "stamps": _stamps(payment, copy),
            "facts": facts(
                (_("Customer"), customer.name),
                (_("Document"), customer.document_shown),
                (_("Account"), charge.account),
                (pgettext("receipt", "For"), charge.concept),
                (_("Received by"), payment.cashier.name),
            ),
            "tenders": [_tender(tender, charge.currency) for tender in tenders],
            "sums": _sums(payment, tenders),
            "words": amount_in_words(payment.amount, charge.currency, language()),
            "left": [_("Left to pay"), _left(payment, tenders)],
            "signature": pgettext("money", "Received in agreement"),
            "notice": notice,
        }
    return Paper(SOURCE, SlipPaper(size).width, data)


def _stamps(payment: Payment, copy: int) -> list[str]:
    """What must not be overlooked: that it was undone, and that it is not the first print."""
    stamps = []
    if payment.is_reversed:
        stamps.append(pgettext("payment", "Reversed"))
    if copy == PREVIEW:
        stamps.append(_("Preview"))
    elif copy:
        stamps.append(pgettext("paper", "Copy") if copy == 1 else _("Copy %(number)s") % {"number": copy})
    return stamps


def _tender(tender: Tender, own: str) -> dict[str, str]:
    """One tender: what was given, by which rate of which day, and what rounding added."""
    quote, more = tender.quote, []
    if tender.came_on:
        more.append(_("Day of payment: %(day)s") % {"day": format_day(tender.came_on, language())})
    if quote is not None:
        more.append(f"{quote.written(language())} · {format_day(tender.rate_on, language())}")
        if tender.rounding:
            more.append(_("Rounding: %(amount)s") % {"amount": format_rounding(tender.rounding, own, language())})
    if tender.reference:
        more.append(_("Reference: %(reference)s") % {"reference": tender.reference})
    return {
        "method": tender.name,
        "given": format_money(tender.amount, tender.currency, language()),
        "worth": format_money(tender.amount_in_charge_currency, own, language()) if quote else "",
        "more": "\n".join(more),
    }


def _sums(payment: Payment, tenders: list[Tender]) -> list[list[str]]:
    """What was received; where it came in both currencies, what it all is in the other."""
    own = payment.charge.currency
    rows = [[pgettext("money", "Received"), format_money(payment.amount, own, language())]]
    if len({tender.currency for tender in tenders}) > 1:
        rows.insert(0, [_("Equal to"), _in_other(payment.amount, own, tenders)])
    return rows


def _left(payment: Payment, tenders: list[Tender]) -> str:
    """After this payment, as it was then; unknown while the value was to be diagnosed."""
    if payment.left is None:
        return _("to be diagnosed")
    own = payment.charge.currency
    left = format_money(payment.left, own, language())
    same = _in_other(payment.left, own, tenders) if payment.left else ""
    return f"{left} = {same}" if same else left


def _in_other(amount: int, own: str, tenders: list[Tender]) -> str:
    """The same in the currency of the first tender that came in another; "" where all came in the account's own."""
    for tender in tenders:
        if (quote := tender.quote) is not None:
            return format_money(quote.convert(amount, own, tender.currency), tender.currency, language())
    return ""
