"""One invoice and what it is made of, each asked for by a text that is kept: its page and the API read the same."""

from faena.accounts.models import User
from faena.billing.models import Invoice, InvoiceLine
from faena.cash.models import Charge, Payment
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import Named, known

_shown: Named[Invoice] = Named(
    lambda ask, reach: reached(
        Invoice.objects.shown().filter(pk=ask("pk", Invoice._meta.pk)), reach, ask("user", User._meta.pk)
    )
)
_lines: Named[InvoiceLine] = Named(
    lambda ask: InvoiceLine.objects.filter(invoice=ask("invoice", Invoice._meta.pk)).order_by("id")
)
_payments: Named[Payment] = Named(
    lambda ask: (
        Payment.objects.filter(charge=ask("charge", Charge._meta.pk))
        .select_related("cashier", "reversal")
        .order_by("id")
    )
)


def invoice_within_reach(pk: int, user: User, perm: Perm = Perm.BILLING_SEE) -> Invoice | None:
    """With what its page shows of other rows, and what came in for it."""
    reach = scope(user, perm)
    return None if reach is Scope.NONE else _shown.first(reach, pk=pk, user=user.pk)


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """Each knows its invoice, whose month it tells."""
    return known(_lines.rows(invoice=invoice.pk), invoice=invoice)


def payments_of(invoice: Invoice) -> list[Payment]:
    """Oldest first, those that were reversed among them."""
    return _payments.rows(charge=invoice.account.pk)
