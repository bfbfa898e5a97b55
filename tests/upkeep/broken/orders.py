"""Stages, statuses and ends."""

from django.utils import timezone

from faena.notifications.models import Message
from faena.orders.models import OrderClosing, Reminder, Stage, Status, StatusEntry, Telling, Voiding
from faena.upkeep.fsck import orders
from tests.upkeep.broken import breaks, charge_of, row_of, sql


@breaks(orders.accounts)
def an_order_has_no_account(shop):
    row_of(shop.unknown).update(charge=None)
    return {("order", shop.unknown.pk), ("charge", shop.unknown.charge_id)}


@breaks(orders.statuses)
def a_customer_is_shown_no_status(shop):
    StatusEntry.objects.filter(order=shop.going).update(withdrawn_at=timezone.now())
    return {("order", shop.going.pk)}


@breaks(orders.statuses)
def an_order_has_another_status_than_was_told(shop):
    row_of(shop.going).update(status=Status.objects.get(waits_for_parts=True))
    return {("order", shop.going.pk)}


@breaks(orders.statuses)
def an_order_has_no_status(shop):
    row_of(shop.going).update(status=None)
    return {("order", shop.going.pk)}


@breaks(orders.statuses)
def the_newest_status_is_withdrawn_and_the_order_did_not_follow(shop):
    StatusEntry.objects.filter(order=shop.going, status=shop.going.status).update(withdrawn_at=timezone.now())
    return {("order", shop.going.pk)}


@breaks(orders.stages)
def an_order_is_on_another_stage_than_its_status(shop):
    row_of(shop.going).update(stage=Stage.READY)
    return {("order", shop.going.pk)}


@breaks(orders.closed)
def a_closed_order_has_no_closing(shop):
    sql("DELETE FROM orders_closing WHERE order_id = %s", shop.closed.pk)
    return {("order", shop.closed.pk)}


@breaks(orders.closed)
def a_closing_does_not_stand_and_its_order_is_closed(shop):
    OrderClosing.objects.filter(order=shop.closed).update(reopened_at=timezone.now())
    return {("order", shop.closed.pk), ("reopening", shop.closed.closings.get().pk)}


@breaks(orders.closed)
def a_closing_has_another_outcome_than_its_order(shop):
    OrderClosing.objects.filter(order=shop.closed).update(outcome="not_repairable")
    return {("order", shop.closed.pk), ("closing", shop.closed.closings.get().pk)}


@breaks(orders.closed)
def a_closing_has_another_moment_than_its_order(shop):
    OrderClosing.objects.filter(order=shop.closed).update(at=timezone.now())
    return {("order", shop.closed.pk)}


@breaks(orders.closed)
def a_closing_stands_and_its_order_is_open(shop):
    OrderClosing.objects.filter(order=shop.reopened).update(reopened_at=None)
    return {("order", shop.reopened.pk)}


@breaks(orders.closed)
def an_open_order_has_an_outcome(shop):
    row_of(shop.going).update(outcome="repaired")
    return {("order", shop.going.pk)}


@breaks(orders.finished)
def a_closed_order_is_still_to_be_diagnosed(shop):
    row_of(shop.closed).update(service_value=None)
    charge_of(shop.closed).update(amount=None)
    return {("order", shop.closed.pk)}


@breaks(orders.finished)
def something_is_left_to_collect_on_a_closed_order(shop):
    row_of(shop.closed).update(service_value=30_01)
    charge_of(shop.closed).update(amount=30_01)
    return {("order", shop.closed.pk)}


@breaks(orders.finished)
def the_terms_of_a_closed_order_are_not_signed(shop):
    sql("DELETE FROM orders_signature WHERE order_id = %s", shop.closed.pk)
    return {("order", shop.closed.pk)}


@breaks(orders.finished)
def an_order_that_nobody_signed_says_that_it_is_signed(shop):
    row_of(shop.going).update(is_signed=True)
    return {("order", shop.going.pk)}


@breaks(orders.finished)
def a_closed_order_has_an_unlock_code(shop):
    row_of(shop.closed).update(unlock_sealed="x")
    return {("order", shop.closed.pk)}


@breaks(orders.finished)
def a_void_order_has_an_unlock_code(shop):
    row_of(shop.void).update(unlock_sealed="x")
    return {("order", shop.void.pk)}


@breaks(orders.void)
def an_order_is_void_and_nobody_voided_it(shop):
    sql("DELETE FROM orders_voiding WHERE order_id = %s", shop.void.pk)
    return {("order", shop.void.pk)}


@breaks(orders.void)
def an_order_was_voided_and_goes_on(shop):
    voiding = Voiding.objects.create(order=shop.going, reason="Twice", by=shop.going.opened_by)
    return {("order", shop.going.pk), ("voiding", voiding.pk)}


@breaks(orders.void)
def the_account_of_a_void_order_is_not_cancelled(shop):
    charge_of(shop.void).update(cancelled_at=None)
    return {("order", shop.void.pk)}


@breaks(orders.void)
def the_account_of_an_open_order_is_cancelled(shop):
    charge_of(shop.unknown).update(cancelled_at=timezone.now())
    return {("order", shop.unknown.pk)}


@breaks(orders.texts)
def what_a_customer_was_told_is_not_found_by_its_words(shop):
    entry = StatusEntry.objects.filter(order=shop.going).first()
    StatusEntry.objects.filter(pk=entry.pk).update(note_key="something else")
    return {("status entry", entry.pk)}


@breaks(orders.tellings)
def a_telling_is_about_the_status_of_another_order(shop):
    entry = StatusEntry.objects.exclude(order=shop.going).latest("id")
    facts = {"channel": "whatsapp", "address": "+584145550199", "text": "Ready.", "author": entry.author}
    return {("telling", Telling.objects.create(order=shop.going, entry=entry, **facts).pk)}


@breaks(orders.tellings)
def a_telling_names_another_address_than_its_mail(shop):
    entry = shop.going.entries.latest("id")
    facts = {"channel": "mail", "address": "ana@example.com", "text": "Ready.", "author": entry.author}
    message = Message.objects.create(
        address="eva@example.com", template="orders/told", language="es", dedupe_key="told"
    )
    return {("telling", Telling.objects.create(order=shop.going, entry=entry, message=message, **facts).pk)}


@breaks(orders.reminders)
def somebody_is_reminded_of_what_is_not_ready(shop):
    entry = shop.going.entries.latest("id")
    row = Reminder.objects.create(order=shop.going, entry=entry, due_at=timezone.now(), author=entry.author)
    return {("reminder", row.pk)}
