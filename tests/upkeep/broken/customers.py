"""Customers who were merged: whom their things are, and what tells of it."""

from faena.customers.models import Customer, Merge
from faena.upkeep.fsck import customers
from tests import factories
from tests.upkeep.broken import breaks


def standing():
    return Merge.objects.filter(undone_at=None)


@breaks(customers.merged)
def something_hangs_on_one_who_was_merged(shop):
    factories.a_contact(shop.twice)
    return {("customer", shop.twice.pk)}


@breaks(customers.merged)
def one_who_was_merged_is_found_by_himself(shop):
    factories.a_term(shop.twice, "alias", "twice")
    return {("customer", shop.twice.pk)}


@breaks(customers.merged)
def no_merge_tells_of_one_who_was_merged(shop):
    standing().delete()
    return {("customer", shop.twice.pk)}


@breaks(customers.merges)
def one_who_was_merged_does_not_know_into_whom(shop):
    Customer.objects.filter(pk=shop.twice.pk).update(merged_into=None)
    return {("merge", standing().get().pk), ("customer", shop.twice.pk)}


@breaks(customers.merges)
def a_merge_was_left_while_it_moved(shop):
    standing().update(is_moving=True)
    return {("merge", standing().get().pk)}
