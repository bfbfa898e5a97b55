"""Customers who were merged: nothing hangs on one of them, and each merge is over and says where its customer is."""

from collections.abc import Iterator

from faena.customers.merging import relations
from faena.customers.models import Customer, Merge, SearchTerm
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def merged() -> Iterator[Finding]:
    """Everything of a customer who was merged is the other one's, who was not merged himself, and a merge says so."""
    gone = Customer.objects.exclude(merged_into=None)
    for relation in relations():
        for key in relation.of_many(gone).values_list(relation.field, flat=True).distinct():
            yield Finding("customer", key, f"It was merged into another, and {relation.model._meta.label} hangs on it.")
    for key in SearchTerm.objects.filter(customer__in=gone).values_list("customer", flat=True).distinct():
        yield Finding("customer", key, "It was merged into another, and is found by itself.")
    told = Merge.objects.filter(undone_at=None).values("gone")
    for customer in gone.exclude(pk__in=told).iterator(AT_ONCE):
        yield Finding("customer", customer.pk, f"Customer {customer.code} was merged, and no merge tells of it.")


def merges() -> Iterator[Finding]:
    """A merge that stands has a customer who is merged; none is on its way for ever, which would hold guards open."""
    for merge in Merge.objects.filter(undone_at=None, gone__merged_into=None).iterator(AT_ONCE):
        yield Finding("merge", merge.pk, f"Customer {merge.gone_id} was merged, and does not know into whom.")
    for merge in Merge.objects.filter(is_moving=True).iterator(AT_ONCE):
        yield Finding("merge", merge.pk, "It was left while it moved things.")
