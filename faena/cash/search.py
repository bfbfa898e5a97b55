"""Receipts and opening balances in the one search of every page: by their number, and by the reference of an operation
or what the old system called it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.cash.lists import referred
from faena.cash.models import BALANCE_NUMBERS, RECEIPT_NUMBERS, OpeningBalance, Payment
from faena.gate.grants import Perm
from faena.lib.text import digits
from faena.ui.jinja import money
from faena.ui.search import Kind, Line, Shown, Wanted, newest, numbered

SHORTEST_REFERENCE = 4  # signs; fewer are a number of ours


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if number := RECEIPT_NUMBERS.read(wanted.text):
        yield numbered(rows, number, "receipt")
    if len(wanted.text) >= SHORTEST_REFERENCE and digits(wanted.text):
        yield newest(rows.filter(pk__in=referred(wanted.text)))


def _shown(line: Line) -> Shown:
    return Shown(
        title=f"{RECEIPT_NUMBERS.write(line.number or 0)} · {money(line.amount, line.currency)}",
        about=f"{line.title} · {line.whose}",
        state=_("Reversed") if line.state else "",
        tone="red",
        is_over=bool(line.state),
    )


PAYMENT_KIND = Kind(
    "payment",
    gettext_lazy("Receipts"),
    "receipt-text",
    Perm.PAYMENT_SEE,
    rows=lambda user: Payment.objects.visible_to(user),
    reads={
        "number": "receipt",
        "title": "charge__account",
        "whose": "charge__customer__name",
        "state": "reversal__at",  # a moment where it was reversed
        "amount": "amount",
        "currency": "charge__currency",
    },
    found=_found,
    shown=_shown,
    order=60,
)


def _balances_found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if number := BALANCE_NUMBERS.read(wanted.text):
        yield numbered(rows, number)
    if digits(wanted.text):
        yield newest(rows.filter(pk__in=OpeningBalance.objects.called(wanted.text).values("pk")))


def _balance_shown(line: Line) -> Shown:
    left = 0 if line.state else line.amount or 0
    state = OpeningBalance.State.VOID.label if line.state else OpeningBalance.State.PAID.label
    return Shown(
        title=f"{BALANCE_NUMBERS.write(line.number or 0)} · {line.whose}",
        about=" · ".join(part for part in (line.label, line.title) if part),
        state=_("%(amount)s due") % {"amount": money(left, line.currency)} if left > 0 else str(state),
        tone="grey" if line.state else "blue" if left > 0 else "green",
        is_over=left <= 0,
    )


BALANCE_KIND = Kind(
    "balance",
    gettext_lazy("Opening balances"),
    "history",
    Perm.PAYMENT_SEE,
    rows=lambda user: OpeningBalance.objects.visible_to(user),
    reads={
        "number": "number",
        "title": "charge__concept",
        "whose": "customer__name",
        "label": "old_number",
        "state": "charge__cancelled_at",  # a moment where it was voided
        "amount": F("charge__amount") - F("charge__received"),
        "currency": "charge__currency",
    },
    found=_balances_found,
    shown=_balance_shown,
    order=55,
)
