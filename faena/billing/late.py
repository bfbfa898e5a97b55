"""What is proposed when an invoice is paid after its due day: the company's fine, once, and its interest by the day.
Nothing accrues by itself (C19): whoever collects adds it, or does not."""

from datetime import date

from faena.billing.models import Invoice, InvoiceLine
from faena.cash.cases import Late
from faena.company.models import Company

WHOLE = 10_000  # hundredths of a percent
MONTH = 30  # days
OWED = (InvoiceLine.Kind.PLAN, InvoiceLine.Kind.ITEM, InvoiceLine.Kind.DISCOUNT)


def proposed(invoice: Invoice, company: Company, on: date) -> Late | None:
    """Of what is left of the plan or the items themselves, not of earlier fines and interest; None in time, or where it
    comes to nothing. The interest runs from the due day, or from the day up to which some was added; where a due day
    without banks moves and nobody paid on the next banking day, from the due day all the same. `on`: the day on which
    the money comes, or came."""
    due = invoice.account.due_on
    if due is None or not invoice.balance or due > company.overdue_up_to(on):
        return None
    lines = list(invoice.lines.all())
    owed = sum(line.amount for line in lines if line.kind in OWED)
    base = max(0, min(owed, invoice.balance))
    counted = sum(line.days or 0 for line in lines if line.kind == InvoiceLine.Kind.INTEREST)
    days = max(0, (on - due).days - counted)
    fined = any(line.kind == InvoiceLine.Kind.FINE for line in lines)
    fine = 0 if fined else _share(base * company.fine_bp, WHOLE)
    interest = _share(base * company.interest_bp * days, WHOLE * MONTH)
    return Late(fine, interest, days, company.fine_bp, company.interest_bp) if fine or interest else None


def _share(product: int, whole: int) -> int:
    """Rounded half up once."""
    return (2 * product + whole) // (2 * whole)
