"""Invoices in the one search of every page: by their number, and those of customers who still owe them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.billing.models import INVOICE_NUMBERS, Invoice
from faena.gate.grants import Perm
from faena.ui.jinja import money
from faena.ui.search import Kind, Line, Shown, Wanted, numbered


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if number := INVOICE_NUMBERS.read(wanted.text):
        yield numbered(rows, number)


def _shown(line: Line) -> Shown:
    left = 0 if line.state else line.amount or 0
    return Shown(
        title=f"{INVOICE_NUMBERS.write(line.number or 0)} · {line.whose}",
        about=line.title,
        state=(
            str(Invoice.State.CANCELLED.label)
            if line.state
            else _("%(amount)s due") % {"amount": money(left, line.currency)}
            if left > 0
            else str(Invoice.State.PAID.label)
        ),
        tone="grey" if line.state else "blue" if left > 0 else "green",
        is_over=left <= 0,
    )


INVOICE_KIND = Kind(
    "invoice",
    gettext_lazy("Invoices"),
    "file-text",
    Perm.BILLING_SEE,
    rows=lambda user: Invoice.objects.visible_to(user),
    reads={
        "number": "number",
        "title": "charge__concept",
        "whose": "customer__name",
        "state": "charge__cancelled_at",  # a moment where it was cancelled
        "amount": F("charge__amount") - F("charge__received"),
        "currency": "charge__currency",
    },
    found=_found,
    shown=_shown,
    module="care",
    order=50,
)
