"""The receipt of a payment (W35), on a roll or on A4, in the customer's language. It is no fiscal document, and says so
in the company's."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.cash.models import Change, Payment, ReceiptPrint, Tender, receipts_of
from faena.cash.payment_options import given_back
from faena.company.models import Company, SlipPaper
from faena.company.paper import facts, head, language
from faena.customers.merging import issued_to
from faena.lib.dates import exact_moment, format_day
from faena.lib.money import format_money
from faena.lib.rates import format_rounding
from faena.lib.typeset import Paper
from faena.lib.words import amount_in_words

SOURCE = Path(__file__).parent / "templates" / "cash" / "paper" / "receipt.typ"


AT_THE_PRINTER = timedelta(minutes=10)  # a browser may fetch what it prints more than once
PREVIEW = -1  # in place of the number of a copy: what stands on a page, and was not printed


def copy_of(made: ReceiptPrint, reader: User) -> int:
    """Which copy it is, 0 for the original: that comes only to who printed it, and only just now."""
    is_new = made.by_id == reader.pk and timezone.now() - made.at < AT_THE_PRINTER
    return made.number - 1 if is_new else max(1, made.number - 1)


def receipt(payment: Payment, company: Company, size: str = "", *, copy: int = 0) -> Paper:
    """`size`: a SlipPaper, else the shop's own. `copy`: 0 for the original, else which copy it is, or PREVIEW."""
    size = size or company.slip_paper
    charge, customer = payment.charge, issued_to(payment.charge)
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
            "parts": [],
            "tenders": [_tender(tender, charge.currency) for tender in tenders],
            "sums": _sums(payment.amount, charge.currency, tenders, changes_of([payment])),
            "words": amount_in_words(payment.amount, charge.currency, language()),
            "left": [_("Left to pay"), _left(payment, tenders)],
            "signature": pgettext("money", "Received in agreement"),
            "notice": notice,
        }
    return Paper(SOURCE, SlipPaper(size).width, data)


def receipts(payments: list[Payment], company: Company, size: str = "", *, copy: int = 0) -> Paper:
    """All receipts of one collection on one paper: each account with what it got, and the money as it was handed over.
    The rest as `receipt`."""
    size, first = size or company.slip_paper, payments[0]
    customer, own = issued_to(first.collection), first.charge.currency
    tenders = merged(payments)
    standing = [one for one in payments if not one.is_reversed]
    with translation.override(company.language):
        notice = _("This is not a fiscal document.")
    with translation.override(customer.language):
        amount, left = sum(one.amount for one in payments), sum(one.left or 0 for one in payments)
        data: dict[str, Any] = {
            **head(company),
            "paper": size,
            "title": _("Receipt"),
            "number": receipts_of(payments),
            "at": exact_moment(first.at, language()),
            "stamps": _stamps(first if not standing else standing[0], copy),
            "facts": facts(
                (_("Customer"), customer.name),
                (_("Document"), customer.document_shown),
                (_("Received by"), first.cashier.name),
            ),
            "parts": [_part(one) for one in payments],
            "tenders": [_tender(tender, own) for tender in tenders],
            "sums": _sums(amount, own, tenders, changes_of(payments)),
            "words": amount_in_words(amount, own, language()),
            "left": [_("Left to pay"), format_money(left, own, language())],
            "signature": pgettext("money", "Received in agreement"),
            "notice": notice,
        }
    return Paper(SOURCE, SlipPaper(size).width, data)


def merged(payments: list[Payment]) -> list[Tender]:
    """The tenders as they were handed over: the parts of each put together again."""
    whole: dict[tuple[Any, ...], Tender] = {}
    for payment in payments:
        for part in payment.tenders.all():
            key = (part.method_id, part.currency, part.rate, part.rate_unit, part.rate_on, part.reference, part.came_on)
            if key not in whole:
                names = ("method", "method_name", "currency", "rate", "rate_unit", "rate_on", "reference", "came_on")
                same = {name: getattr(part, name) for name in names}
                whole[key] = Tender(payment=payment, amount=0, amount_in_charge_currency=0, **same)
            whole[key].amount += part.amount
            whole[key].amount_in_charge_currency += part.amount_in_charge_currency
    return list(whole.values())


def _part(payment: Payment) -> dict[str, str]:
    """One account of several: its receipt, what it is for, what it got, and what is left of it."""
    charge, more = payment.charge, []
    if payment.is_reversed:
        more.append(pgettext("payment", "Reversed"))
    if payment.left:
        left = format_money(payment.left, charge.currency, language())
        more.append(_("Left to pay: %(amount)s.") % {"amount": left})
    return {
        "method": f"{charge.account} · {charge.concept}",
        "given": format_money(payment.amount, charge.currency, language()),
        "worth": "",
        "more": "\n".join([str(payment), *more]),
    }


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


def changes_of(payments: Sequence[Payment]) -> list[Change]:
    """What went back of them."""
    return [change for payment in payments for one in payment.tenders.all() if (change := given_back(one))]


def _sums(amount: int, own: str, tenders: list[Tender], changes: list[Change]) -> list[list[str]]:
    """What was received; where something went back, how much it was and what stayed; where it came in both currencies,
    what it all is in the other."""
    handed = amount + sum(change.worth for change in changes)
    rows = [[pgettext("money", "Received"), format_money(handed, own, language())]]
    for change in changes:
        rows.append([pgettext("money", "Change"), format_money(-change.amount, change.currency, language())])
        if change.currency != own and change.quote:
            rows.append([change.quote.written(language()), format_money(-change.worth, own, language())])
    if changes:
        rows.append([pgettext("money", "Collected"), format_money(amount, own, language())])
    if len({tender.currency for tender in tenders}) > 1:
        rows.insert(0, [_("Equal to"), _in_other(handed, own, tenders)])
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
