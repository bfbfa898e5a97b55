"""Which events somebody may read: those that the history of some page shows him."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from faena.customers.models import Customer
from faena.gate.grants import Perm, Scope, may, scope
from faena.journal.models import Event, EventQuerySet

# Numbers are given before a transaction ends: whoever reads on by them waits so long for those that are still written.
SETTLED: Final = timedelta(seconds=10)


def events_seen(user: Any) -> EventQuerySet:
    """Of customers within reach, with all that is theirs, as the record shows it, but for what a token was not given;
    of the company, of users and of the lists that are edited, for whoever may open their pages."""
    seen = Q(pk=None)
    reach = scope(user, Perm.CUSTOMER_SEE)
    if reach is Scope.ALL:
        seen |= Q(customer_id__isnull=False)
    elif reach is Scope.OWN:
        own = Customer.objects.filter(Q(seller=user.pk, merged_into=None) | Q(merged_into__seller=user.pk))
        seen |= Q(Exists(own.filter(pk=OuterRef("customer_id"))))
    seen &= ~Q(about_kind__in=[kind for kind, perm in OF_ROOMS.items() if not may(user, perm)])
    kinds = [kind for kind, perm in PAGES.items() if may(user, perm)]
    if kinds:
        seen |= Q(customer_id=None, about_kind__in=kinds)
    if may(user, Perm.CATALOGUE_EDIT):
        seen |= Q(customer_id=None, about_kind__startswith="catalogue:")
    return Event.objects.filter(seen)


PAGES: Final = {"company": Perm.COMPANY_EDIT, "user": Perm.USER_SEE}
OF_ROOMS: Final = {
    "order": Perm.ORDER_SEE,
    "ticket": Perm.TICKET_SEE,
    "visit": Perm.AGENDA_SEE,
    **dict.fromkeys(("charge", "payment", "balance"), Perm.PAYMENT_SEE),
    **dict.fromkeys(("subscription", "invoice", "run"), Perm.BILLING_SEE),
}
