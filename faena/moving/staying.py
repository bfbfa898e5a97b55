"""Which customers of an import somebody did something with since: they stay when it is undone."""

from faena.customers.models import Customer
from faena.journal.models import Event
from faena.moving.models import Import

SHOWN = 20


def staying(import_: Import) -> tuple[list[Customer], bool]:
    """The first of them by name, and whether there are more. Two queries, however many rows the file has."""
    if import_.started_at is None:
        return [], False
    older = Event.objects.filter(at__lt=import_.started_at).order_by("-pk").values_list("pk", flat=True)
    since = Event.objects.filter(pk__gt=older.first() or 0).exclude(act=import_.uid).exclude(customer_id=None)
    made = import_.rows.filter(ref_kind="customer", was_new=True).values("ref_id")
    found = Customer.objects.filter(pk__in=made).filter(pk__in=since.values("customer_id"))
    customers = list(found.order_by("sort_name", "pk")[: SHOWN + 1])
    return customers[:SHOWN], len(customers) > SHOWN
