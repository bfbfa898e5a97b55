"""The file of the page, and the accounts behind what is still to be received."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.cash.models import Charge, ChargeQuerySet
from faena.company.models import Company
from faena.summary.cards import Card, Row
from faena.summary.open_now import AGES, OVERDUE, of_age, receivable
from faena.ui.columns import Amount, Column
from faena.ui.listing import Choice, Filters, Listing, Sort


class Line(NamedTuple):
    """Of the file: what stands in a card, row by row."""

    card: str
    name: str
    value: str
    more: str


COLUMNS = [
    Column("card", _("Chart"), lambda line: line.card, at="title", width=32),
    Column("name", _("Name"), lambda line: line.name, width=32),
    Column("value", _("Figure"), lambda line: line.value),
    Column("more", _("Of which"), lambda line: line.more, width=32),
]


def lines_of(cards: Sequence[Card], extras: Sequence[Row]) -> Iterator[Line]:
    """Each card's one number, then its rows."""
    for card in cards:
        yield Line(card.title, "", card.head, " ".join(filter(None, (card.change or card.bad, card.note))))
        for row in card.rows:
            yield Line(card.title, row.name, row.value, _of_which(card, row))
    for row in extras:
        yield Line(str(_("Parts and discounts")), row.name, row.value, "")


def _of_which(card: Card, row: Row) -> str:
    """The further figures of a row, each under its name."""
    names = card.heads[1:] or [legend.text for legend in card.legend]
    return " · ".join(f"{name}: {cell}" for name, cell in zip(names, row.cells, strict=False))


# --- still to be received -----------------------------------------------------------------------------------


def _left(charge: Charge) -> Amount:
    return Amount((charge.amount or 0) - charge.received, charge.currency)


ALL_AGES, ALL_OVERDUE = "", "overdue"
RECEIVABLES = Listing(
    Charge,
    [
        Column("account", _("Account"), str, at="title", second=lambda charge: charge.concept, width=24),
        Column("concept", pgettext_lazy("money", "Concept"), lambda charge: charge.concept, width=32),
        Column("customer", _("Customer"), lambda charge: charge.customer.name, at="sub", width=32),
        Column("phone", _("Phone"), lambda charge: charge.customer.phone, kind="phone", width=20),
        Column("issued", _("Issued"), lambda charge: charge.issued_on, at="state", is_named=True),
        Column("due", _("Due"), lambda charge: charge.due_on, at="when", is_named=True),
        Column("total", _("Total"), lambda charge: Amount(charge.amount, charge.currency)),
        Column("left", _("Left to pay"), _left, at="sum", align="right"),
        Column("currency", _("Currency"), lambda charge: charge.currency),
    ],
    page=("account", "customer", "issued", "due", "left"),
    oldest=Sort(_("Oldest first"), ("id",)),
    newest=Sort(_("Newest first"), ("-id",)),
)


def receivable_fields() -> list[Choice]:
    options: list[tuple[Any, Any]] = [(ALL_AGES, _("All accounts")), (ALL_OVERDUE, _("Overdue")), *AGES.items()]
    return [Choice("age", _("Age"), options, in_tabs=True)]


def receivables_found(user: User, filters: Filters, company: Company, today: Any) -> ChargeQuerySet:
    """Of one age, or of all that are overdue."""
    rows = receivable(user).select_related("customer")
    if filters["age"] == ALL_OVERDUE:
        overdue = of_age(OVERDUE[0], company, today)
        for age in OVERDUE[1:]:
            overdue |= of_age(age, company, today)
        return rows.filter(overdue)
    return rows.filter(of_age(filters["age"], company, today)) if filters["age"] else rows
