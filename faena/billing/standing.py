"""Whether what is sold by the month is paid, in a few lines for the pages of other things."""

from django.db.models import F, QuerySet

from faena.accounts.models import User
from faena.billing.models import Invoice, Subscription
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import Ask, Named

MOST = 6  # of a plan; the oldest ones say enough


def unpaid_of(subscription: Subscription, user: User) -> list[Invoice]:
    """The invoices of a plan on which something is left to pay, within the user's reach, the oldest first."""
    reach = scope(user, Perm.BILLING_SEE)
    return [] if reach is Scope.NONE else _unpaid.rows(reach, subscription=subscription.pk, user=user.pk)


def _left_to_pay(ask: type[Ask], reach: Scope) -> QuerySet[Invoice]:
    rows = Invoice.objects.filter(subscription=ask("subscription", Subscription._meta.pk))
    unpaid = rows.filter(charge__cancelled_at=None, charge__amount__gt=F("charge__received"))
    return reached(unpaid, reach, ask("user", User._meta.pk)).with_paid().order_by("id")[:MOST]


_unpaid: Named[Invoice] = Named(_left_to_pay)
