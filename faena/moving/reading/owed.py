"""What a row says of money: what was owed when the old system was left, and what was paid before."""

import re
from typing import Final

from django.utils.translation import gettext as _

from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.moving.reading.cells import plain_text
from faena.moving.reading.facts import BalanceRead, PastRead
from faena.moving.reading.fields import Kind
from faena.moving.reading.headers import folded
from faena.moving.reading.row import LeftOut, Row
from faena.moving.reading.states import money_state

_LONGEST_CONCEPT: Final = 120
_MOST_TEXT: Final = 2000
_COUNTED: Final = re.compile(r"^\s*[0-9]{1,3}\s+(?=\D*[0-9])")  # "1 S/. 50.00": one invoice of fifty
_EXPENSES: Final = ("despesa", "gasto", "egreso", "expense", "debito", "salida", "saida", "compra")


def balances_of(row: Row) -> tuple[BalanceRead, ...]:
    """The balance or the debt that stands beside a customer. A credit stays in the notes."""
    found = []
    if row.has("debt"):
        found.append(_debt(row))
    if row.has("balance") and (signed := row.money("balance")):
        is_negative_owed = row.plan.answers.get("balance_sign", "positive_owed") == "negative_owed"
        found.append(_owed(row, "balance", -signed if is_negative_owed else signed))
    return tuple(one for one in found if one)


def money_row_of(row: Row) -> tuple[tuple[BalanceRead, ...], tuple[PastRead, ...]]:
    """A row of a table of invoices or entries: what is open, or what is over. Raises LeftOut."""
    if folded(row.text("direction")) in _EXPENSES:
        raise LeftOut(_("This is an expense."))
    if row.flag("is_void"):
        raise LeftOut(_("This was cancelled in the old system."))
    word, paid_on, amount, paid = row.text("money_state"), row.day("paid_on"), row.money("amount"), row.money("paid")
    number, concept = row.code("number_before"), row.text("concept")
    state = row.plan.answers.get(f"money:{folded(word)}") or money_state(word) if word else "open"
    if paid_on and state == "open":
        state = "history"
    if state == "leave":
        raise LeftOut(_("This was cancelled in the old system."))
    if state == "history":
        if Kind.HISTORY not in row.plan.kinds:
            raise LeftOut(_("This was paid; history is not brought in."))
        text = "\n".join(part for part in (concept, *row.texts("report")) if part)
        past = PastRead(
            kind="payment" if paid_on or paid else "invoice",
            old_number=number,
            opened=row.day("opened_on") or row.day("due_on"),
            ended=paid_on,
            state=word,
            amount=amount,
            paid=paid if paid is not None else amount,
            text=text[:_MOST_TEXT],
        )
        return (), (past,)
    if Kind.BALANCES not in row.plan.kinds:
        raise LeftOut(_("This is open; balances are not brought in."))
    if amount is None:
        raise LeftOut(_("There is no amount in this row."))
    owed = _owed(row, "amount", amount, concept=concept, number=number)
    return ((owed,) if owed else ()), ()


def _debt(row: Row) -> BalanceRead | None:
    cell = row.cell("debt")
    if isinstance(cell, str) and (found := _COUNTED.match(cell)):
        bare = cell[found.end() :]
        amount = row.money("debt", bare)
        if amount is not None:
            row.change("debt", cell.strip(), bare.strip(), _("The count of invoices before the amount was left out."))
    else:
        amount = row.money("debt")
    return _owed(row, "debt", amount) if amount else None


def _owed(row: Row, field: str, amount: int, *, concept: str = "", number: str = "") -> BalanceRead | None:
    if amount == 0:
        return None
    if amount < 0:
        credit = format_money(-amount, row.plan.currency, active_language()).replace("\N{NO-BREAK SPACE}", " ")
        why = _("A credit of %(amount)s cannot be kept yet; it stays in the notes.") % {"amount": credit}
        row.change(field, credit, "", why)
        row.keep(field, credit)
        return None
    return BalanceRead(
        concept=plain_text(concept)[:_LONGEST_CONCEPT] or _("Balance of the old system"),
        amount=amount,
        due=row.day("due_on"),
        old_number=number,
    )
