"""The search index, pictures, guards and people."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from faena.accounts.models import User
from faena.customers.guards import FTS
from faena.customers.models import Customer, SearchTerm
from faena.lib import guards
from faena.tickets.guards import WORDS
from faena.upkeep.fsck import bootstrap, files, search
from tests.upkeep.broken import breaks, sql
from tests.upkeep.conftest import store


@breaks(search.names)
def a_customer_has_no_name_to_be_found_by(shop):
    SearchTerm.objects.filter(customer=shop.customer, field="name").delete()
    return {("customer", shop.customer.pk)}


@breaks(search.names)
def a_customer_is_found_by_an_earlier_name(shop):
    Customer.objects.filter(pk=shop.customer.pk).update(name="Carmela")
    return {("customer", shop.customer.pk)}


@breaks(search.index)
def the_index_lacks_a_term(shop):
    term = SearchTerm.objects.get(source_kind="customer", source_id=shop.customer.pk, field="name")
    return unindexed(f"INSERT INTO {FTS}({FTS}, rowid, value) VALUES ('delete', %s, %s)", term.pk, term.value)


@breaks(search.index)
def the_index_has_a_term_that_is_gone(shop):
    return unindexed(f"INSERT INTO {FTS}(rowid, value) VALUES (%s, %s)", 10**6, "carmen")


@breaks(search.index)
def the_index_has_a_closing_that_is_gone(shop):
    return unindexed(f"INSERT INTO {WORDS}(rowid, text_key) VALUES (%s, %s)", 10**6, "cable", index=WORDS)


def unindexed(statement, *params, index=FTS):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its index by itself")
    sql(statement, *params)
    return {("index", index)}


@breaks(files.forgotten)
def nothing_shows_a_picture(shop):
    sql("DELETE FROM orders_statusphoto WHERE file_id = %s", shop.picture.pk)
    return {("file", shop.picture.pk)}


@breaks(files.lost)
def a_picture_is_lost(shop):
    default_storage.delete(shop.picture.storage_name)
    return {("file", shop.picture.pk)}


@breaks(files.lost)
def a_small_picture_was_never_stored(shop):
    default_storage.delete(shop.picture.thumb_name)
    type(shop.picture).objects.filter(pk=shop.picture.pk).update(thumb_name="")
    return {("file", shop.picture.pk)}


@breaks(files.forgotten)
def nothing_shows_an_attachment(shop):
    sql("DELETE FROM orders_orderfile WHERE file_id = %s", shop.attached.pk)
    return {("file", shop.attached.pk)}


@breaks(files.lost)
def an_attachment_is_lost(shop):
    default_storage.delete(shop.attached.storage_name)
    return {("file", shop.attached.pk)}


@breaks(files.strays)
def a_stored_attachment_has_no_row(shop):
    return {("stored", store(f"attachments/2026-10/{'cd' * 16}"))}


@breaks(files.strays)
def a_stored_picture_has_no_row(shop):
    return {("stored", store(f"pictures/ab/{'ab' * 16}-1.webp"))}


@breaks(files.strays)
def an_earlier_attempt_at_a_picture_was_left(shop):
    return {("stored", store(shop.picture.storage_name.replace("-1.webp", "-0.webp")))}


@breaks(files.strays)
def an_upload_was_left(shop):
    return {("stored", store("incoming/whatever"))}


@breaks(bootstrap.missing_guards)
def a_guard_was_dropped(shop):
    guard = next(one for one in guards.registered() if one.name == "cash_payment_is_never_changed")
    guard.drop(connection)
    return {("guard", guard.name)}


@breaks(bootstrap.masters)
def no_master_is_active(shop):
    User.objects.filter(role="master").update(is_active=False)
    return {("role", "master")}
