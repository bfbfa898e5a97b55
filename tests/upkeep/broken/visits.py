"""Visits: what they were booked for, how long they last, and what the history says of them."""

from datetime import timedelta

from django.db.models import F

from faena.agenda.models import Visit, VisitSignature
from faena.orders.models import OrderVisit
from faena.tickets.models import TicketVisit
from faena.upkeep.fsck import history, visits
from tests import factories
from tests.upkeep.broken import breaks


def row_of(visit):
    return Visit.objects.filter(pk=visit.pk)


@breaks(visits.links)
def a_visit_is_another_customers_than_its_ticket(shop):
    row_of(shop.visit).update(customer=factories.a_customer())
    return {("visit", shop.visit.pk)}


@breaks(visits.links)
def an_order_has_a_visit_that_says_it_is_for_another(shop):
    row_of(shop.brought).update(ref_id=shop.closed.pk)
    return {("visit", shop.brought.pk)}


@breaks(visits.links)
def a_ticket_does_not_know_of_its_visit(shop):
    TicketVisit.objects.filter(visit=shop.visit).delete()
    return {("visit", shop.visit.pk)}


@breaks(visits.links)
def an_order_does_not_know_of_its_visit(shop):
    OrderVisit.objects.filter(visit=shop.brought).delete()
    return {("visit", shop.brought.pk)}


@breaks(visits.lengths)
def a_visit_lasts_longer_than_it_says(shop):
    row_of(shop.visit).update(ends_at=F("ends_at") + timedelta(minutes=5))
    return {("visit", shop.visit.pk)}


@breaks(history.unrecorded)
def the_history_tells_of_another_who_booked(shop):
    row_of(shop.visit).update(booked_by=shop.going.technician)
    return {("visit", shop.visit.pk)}


@breaks(history.unrecorded)
def the_history_tells_another_end_of_a_visit(shop):
    row_of(shop.brought).update(ending="Something else.")
    return {("ending", shop.brought.pk)}


@breaks(history.unrecorded)
def somebody_else_signed_that_a_visit_was_done(shop):
    signature = VisitSignature.objects.get(visit=shop.brought)
    VisitSignature.objects.filter(pk=signature.pk).update(signer="Somebody")
    return {("visit signature", signature.pk)}
