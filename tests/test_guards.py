"""Rules that the database keeps by itself, on both engines: raw SQL is refused, and neither a start nor a migration
loses them."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import Migration
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.agenda.models import Visit, VisitSignature
from faena.billing.models import Cancellation
from faena.cash.models import BalanceVoiding, Collection, ReceiptPrint, Tender
from faena.company.models import Branch
from faena.customers.guards import FTS
from faena.journal.access import note
from faena.journal.actions import record
from faena.journal.jobs import seal_accesses
from faena.journal.models import Access, Event
from faena.lib import errors, guards
from faena.lib.trigrams import KEY
from faena.orders.models import Reminder, Signature, StatusPhoto, Voiding
from faena.tickets.models import CommentFile
from tests import factories
from tests.refused import REFUSED
from tests.unguarded import unguarded
from tests.world import race, won


def sql(statement, *params):
    """Behind Django's back, as somebody at the database would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else None


def refuses(name, statement, *params):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        sql(statement, *params)


# --- every guard ------------------------------------------------------------------------------------------


@pytest.fixture
def shop(customer, technician, owner):
    """One row of everything that a guard protects: a closed, signed, paid and reported order, and a visit."""
    order = factories.an_order(customer)
    entry = factories.an_entry(order)
    StatusPhoto.objects.create(entry=entry, file=factories.a_file())
    order.files.create(file=factories.an_attachment())
    factories.a_part(order)
    status = factories.a_status()
    order.internal_entries.create(status=factories.an_internal_status(), author=owner)
    Signature.objects.create(order=order, terms=factories.some_terms(), signer="Carmen", by=owner)
    payment = factories.a_payment(order.charge, amount=order.charge.amount)
    factories.a_reversal(factories.a_payment())
    factories.a_change()
    factories.a_rate(by=owner)
    ReceiptPrint.objects.create(payment=payment, number=1, by=owner)
    record("order.opened", order.as_ref, by=owner)
    note(Access.Kind.SIGN_IN, person=owner)
    seal_accesses()
    order.closings.create(outcome="repaired", work_done="Done.", by=owner)
    order.stage, order.outcome, order.closed_at = "closed", "repaired", timezone.now()
    order.save(update_fields=["stage", "outcome", "closed_at"])
    Voiding.objects.create(order=factories.an_order(stage="void"), reason="Twice.", by=owner)
    visit = factories.a_visit(technician=technician)
    Collection.objects.create(customer=customer, cashier=owner, came_on=timezone.localdate())
    visit.photos.create(file=factories.a_file())
    VisitSignature.objects.create(visit=visit, signer="Carmen", strokes=factories.STROKES, by=owner)
    invoice = factories.an_invoice()
    Cancellation.objects.create(invoice=invoice, reason="Twice.", by=owner)
    BalanceVoiding.objects.create(opening_balance=factories.an_opening_balance(), reason="Twice.", by=owner)
    factories.a_merge(gone=customer, by=owner)
    ticket = factories.a_closed_ticket(customer)
    ticket.status_changes.create(status=ticket.status, author=owner)
    CommentFile.objects.create(comment=factories.a_comment(ticket), file=factories.a_file())
    return {
        "order": order.pk,
        "entry": entry.pk,
        "status": status.pk,
        "payment": payment.pk,
        "visit": visit.pk,
        "invoice": invoice.pk,
    }


ELSEWHERE = {
    "change_is_the_rest_of_cash",  # cash/test_change.py
    "merge_stays_undone",  # customers/test_merge.py
    "ticket_closing_stays_reopened",  # below
    "ticket_closing_keeps_its_reopening",  # below
    "closing_keeps_its_reopening",  # below
    "invoice_keeps_whom_it_billed",  # below
    "visit_no_overlap",  # below
    "closing_stays_reopened",  # below
    "search_term_trigrams",  # keeps an index, refuses nothing: below
    "ticket_closing_words",  # the same
    "status_note_words",  # the same
    "part_words",  # the same
    *("past_words", "past_keeps_its_facts", "past_keeps_its_customer"),  # tests/moving/test_pasts.py
    "charge_knows_what_came_in",  # refuses nothing: below
    "charge_knows_what_went_back",  # the same
    "order_knows_that_it_is_signed",  # refuses nothing: below
    "order_knows_that_it_is_unsigned",  # the same
    "order_that_leaves_ready_ends_its_reminders",  # the same
}
UID = "0" * 31 + "7"


def test_every_guard_that_is_declared_is_tried_here():
    assert {guard.name for guard in guards.registered()} == set(REFUSED) | ELSEWHERE


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_it_refuses(name, shop):
    for statement in REFUSED[name]:
        refuses(name, statement % (shop | {"uid": UID}))


def test_reopening_marks_the_closing_first_and_then_the_order_opens(shop):
    sql("UPDATE orders_closing SET reopened_at = CURRENT_TIMESTAMP, reopen_reason = 'It failed again.'")
    sql(f"UPDATE orders_serviceorder SET stage = 'ready', closed_at = NULL WHERE id = {shop['order']}")

    sql(f"UPDATE orders_serviceorder SET service_value = 1 WHERE id = {shop['order']}")
    sql("UPDATE orders_part SET unit_price = 0")


def test_the_mark_of_a_reopening_stays(shop):
    """Or an order could be opened, changed and closed again as if nothing had been."""
    sql("UPDATE orders_closing SET reopened_at = CURRENT_TIMESTAMP, reopen_reason = 'It failed again.'")

    refuses("closing_stays_reopened", "UPDATE orders_closing SET reopened_at = NULL")
    refuses("closing_keeps_its_reopening", "UPDATE orders_closing SET reopen_reason = 'Nobody knows.'")


def test_the_mark_of_a_reopened_ticket_stays(shop):
    """C13: it is put once."""
    sql("UPDATE tickets_closing SET reopened_at = CURRENT_TIMESTAMP, reopen_reason = 'It failed again.'")

    refuses("ticket_closing_stays_reopened", "UPDATE tickets_closing SET reopened_at = NULL")
    refuses("ticket_closing_keeps_its_reopening", "UPDATE tickets_closing SET reopen_reason = 'Nobody knows.'")


def test_personal_words_may_be_blanked_and_nothing_else(shop):
    """For whoever is forgotten: by the blank word or by nothing, also in what is closed."""
    sql("UPDATE orders_serviceorder SET reason = '—', accessories = '', condition = '—'")
    sql("UPDATE orders_signature SET signer = '—', strokes = '{}'")
    sql("UPDATE orders_closing SET work_done = '', report = '{}'")
    sql("UPDATE orders_statusentry SET note = '', note_key = ''")
    sql("UPDATE tickets_comment SET text = '—'")
    sql("UPDATE tickets_closing SET text = '—', text_key = ''")
    sql("UPDATE cash_tender SET reference = ''")


def test_whom_an_invoice_billed_is_written_once(shop):
    sql("UPDATE billing_invoice SET billed_name = 'Carmen', billed_document = 'V-1'")

    refuses("invoice_keeps_whom_it_billed", "UPDATE billing_invoice SET billed_name = 'Esteban'")
    sql("UPDATE billing_invoice SET billed_name = '', billed_document = ''")


def test_nothing_moves_from_an_open_order_into_a_closed_one(shop):
    other = factories.an_order()
    entry = factories.an_entry(other)
    StatusPhoto.objects.create(entry=entry, file=factories.a_file())
    factories.a_part(other)
    other.files.create(file=factories.an_attachment())

    for table in ("orders_part", "orders_statusentry", "orders_orderfile"):
        moved = f"UPDATE {table} SET order_id = {shop['order']} WHERE order_id = {other.pk}"
        refuses(f"closed_order_keeps_{table}_update", moved)
    moved = f"UPDATE orders_statusphoto SET entry_id = {shop['entry']} WHERE entry_id = {entry.pk}"
    refuses("closed_order_keeps_orders_statusphoto_update", moved)


@pytest.mark.engine("postgres", "SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table", ["journal_event", "cash_tender", "cash_payment", "orders_part", "orders_closing", "orders_serviceorder"]
)
def test_a_table_that_keeps_rows_is_not_emptied_at_once(shop, table):
    connection.check_constraints()  # a table with checks to come is not emptied anyway

    refuses("is_never|closed_order|closing_is", f"TRUNCATE {table} CASCADE")


@pytest.mark.engine("sqlite", "only SQLite calls the key rowid as well")
def test_the_key_by_its_other_name_does_not_change_either(shop):
    refuses("cash_tender_is_never_changed", "UPDATE cash_tender SET rowid = 99")


def test_an_open_order_may_change(customer):
    order = factories.an_order(customer)
    factories.a_part(order)

    sql("UPDATE orders_part SET unit_price = 0")
    sql("UPDATE orders_serviceorder SET service_value = 1")
    sql("UPDATE cash_charge SET amount = 1")
    sql("DELETE FROM orders_part")


def test_an_account_knows_what_came_in(customer):
    charge = factories.an_order(customer).charge
    known = lambda: sql(f"SELECT received FROM cash_charge WHERE id = {charge.pk}")  # noqa: E731  # asked after each step

    first = factories.a_payment(charge, amount=5_00)
    factories.a_payment(charge, amount=7_00)
    both = known()
    factories.a_reversal(first)

    assert (both, known()) == ([(12_00,)], [(7_00,)])


def test_an_order_knows_whether_it_is_signed(customer):
    order = factories.an_order(customer)
    signed = lambda: sql(f"SELECT id FROM orders_serviceorder WHERE is_signed AND id = {order.pk}") != []  # noqa: E731  # the same

    before, signature = signed(), factories.a_signature(order)
    after = signed()
    sql(f"DELETE FROM orders_signature WHERE id = {signature.pk}")

    assert (before, after, signed()) == (False, True, False)


def test_an_order_that_leaves_ready_ends_its_reminders(customer, clerk):
    """M21: whoever changes its stage."""
    order = factories.an_order(customer, stage="ready")
    Reminder.objects.create(order=order, entry=factories.an_entry(order), due_at=timezone.now(), author=clerk)
    state = lambda: sql("SELECT state FROM orders_reminder")  # noqa: E731  # the same

    sql("UPDATE orders_serviceorder SET stage = 'ready'")
    before = state()
    sql("UPDATE orders_serviceorder SET stage = 'repairing'")

    assert (before, state()) == ([("open",)], [("left",)])


def test_a_guard_that_is_lifted_no_longer_refuses(shop):
    with unguarded():
        sql("DELETE FROM cash_reversal")

    assert sql("SELECT count(*) FROM cash_reversal") == [(0,)]
    assert guards.missing() == []


# --- the technician's time -----------------------------------------------------------------------------------


@pytest.fixture
def busy(technician):
    """Tina is out from 9 to 10."""
    return factories.a_visit(technician=technician, hours=9)


def test_two_visits_of_a_technician_do_not_overlap(busy):
    for hours, lasting in ((9.5, 1), (8.5, 1), (9.25, 0.5), (8, 4)):
        with pytest.raises(errors.RuleBroken, match="already has a visit"), errors.refused(reads_on=True):
            factories.a_visit(technician=busy.technician, hours=hours, lasting=lasting)

    assert Visit.objects.count() == 1


def test_visits_may_touch(busy):
    factories.a_visit(technician=busy.technician, hours=10)
    factories.a_visit(technician=busy.technician, hours=8)

    assert Visit.objects.count() == 3


def test_a_visit_cannot_be_moved_into_another(busy):
    later = factories.a_visit(technician=busy.technician, hours=12)

    refuses("visit_no_overlap", "UPDATE agenda_visit SET starts_at = %s WHERE id = %s", busy.starts_at, later.pk)
    other = factories.a_visit(hours=9)
    refuses(
        "visit_no_overlap",
        "UPDATE agenda_visit SET technician_id = %s WHERE id = %s",
        busy.technician_id,
        other.pk,
    )


def test_a_cancelled_visit_frees_its_time_and_cannot_come_back_into_a_taken_one(busy):
    ended = "ended_at = booked_at, ended_by_id = booked_by_id, ending = 'x'"
    sql(f"UPDATE agenda_visit SET is_active = %s, state = 'cancelled', {ended}", False)
    factories.a_visit(technician=busy.technician, hours=9)

    again = "UPDATE agenda_visit SET is_active = %s, state = 'booked', ended_at = NULL WHERE id = %s"
    refuses("visit_no_overlap", again, True, busy.pk)


def test_visits_of_a_period_are_load_and_may_share_a_day(busy):
    for _ in range(2):
        factories.a_visit(technician=busy.technician, starts_at=None, ends_at=None, period="morning")

    assert Visit.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_eight_bookings_of_one_hour_at_once_leave_one():
    technician, customer = factories.a_user(role="technician"), factories.a_customer()
    kind, clerk = factories.a_visit_kind(), factories.a_user()
    starts_at = timezone.now() + timedelta(days=1)

    def book(place):
        with errors.refused(reads_on=True):
            return Visit.objects.create(
                number=place + 1,
                branch=Branch.default(),
                customer=customer,
                technician=technician,
                kind=kind,
                booked_by=clerk,
                address="Calle 1",
                on=starts_at.date(),
                starts_at=starts_at + timedelta(minutes=place),
                ends_at=starts_at + timedelta(hours=1),
            )

    assert len(won(race(book, 8))) == 1
    assert Visit.objects.count() == 1


# --- the index of what customers are found by ---------------------------------------------------------------


@pytest.mark.engine("sqlite", "PostgreSQL keeps its index itself")
def test_the_trigram_index_follows_the_terms(customer):
    def found(word):
        return sql(
            f"SELECT t.customer_id FROM {FTS} f JOIN customers_searchterm t ON t.id = f.rowid & {KEY} "
            f"WHERE {FTS} MATCH %s",
            f'"{word}"',
        )

    assert found("armen") == [(customer.pk,)]
    sql("UPDATE customers_searchterm SET value = 'maria' WHERE field = 'name'")
    assert (found("armen"), found("mari")) == ([], [(customer.pk,)])
    sql("DELETE FROM customers_searchterm")
    assert found("mari") == []


@pytest.mark.engine("sqlite", "PostgreSQL keeps its index itself")
def test_the_words_of_closings_are_indexed_those_of_before_too(db):
    def found(word):
        return sql("SELECT rowid FROM tickets_closing_fts WHERE tickets_closing_fts MATCH %s", f'"{word}"')

    with unguarded():  # as it was before there was an index
        factories.a_closed_ticket(text="Era el conector.")
    factories.a_closed_ticket(text="Cambió el conector.")

    assert len(found("nect")) == 2


INDEXED = {
    "part_words": ("orders_part", "description_key", lambda order: factories.a_part(order, description="Conector")),
    "status_note_words": ("orders_statusentry", "note_key", lambda order: factories.an_entry(order, note="Conector")),
}


@pytest.mark.engine("sqlite", "PostgreSQL keeps its index itself")
@pytest.mark.parametrize("name", INDEXED)
def test_the_words_of_an_order_are_indexed_and_follow_their_rows(customer, name):
    table, column, made = INDEXED[name]

    def found(word):
        return len(sql(f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", f'"{word}"'))

    made(factories.an_order(customer))
    come = found("nect")
    sql(f"UPDATE {table} SET {column} = 'pantalla'")
    changed = found("nect"), found("ntal")
    sql(f"DELETE FROM {table}")

    assert (come, changed, found("ntal")) == (1, (0, 1), 0)


# --- a start that migrates nothing ---------------------------------------------------------------------------


def start():
    """What `migrate` does around an empty plan. Gives the statements that it asked."""
    with CaptureQueriesContext(connection) as captured:
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    return [query["sql"] for query in captured]


def test_a_start_that_migrates_nothing_leaves_the_guards_as_they_are(db):
    """At a million customers making them and their indexes anew took a minute and a half of each start."""
    made = re.compile(r"CREATE|DROP|rebuild|integrity-check")

    assert [text for text in start() if made.search(text)] == []
    assert guards.are_current()


@pytest.mark.django_db(transaction=True)
def test_a_guard_of_an_earlier_release_is_made_as_it_is_declared_now():
    declared = next(guard for guard in guards.registered() if guard.name == "cash_tender_is_never_deleted")
    earlier = guards.refuse(declared.name, declared.table, "DELETE", when="OLD.amount = 77")
    declared.drop(connection)
    earlier.make(connection)
    if connection.vendor == "postgresql":  # where the hash is that of what was declared
        sql("COMMENT ON TABLE django_migrations IS 'of an earlier release'")
    factories.a_payment()
    assert not guards.are_current()

    start()

    assert guards.are_current()
    refuses("cash_tender_is_never_deleted", "DELETE FROM cash_tender")


@pytest.mark.engine("sqlite", "PostgreSQL keeps its index itself")
def test_an_index_that_lacks_a_row_is_built_anew_and_only_then(customer):
    def is_found():
        return bool(sql(f"SELECT 1 FROM {FTS} WHERE {FTS} MATCH '\"armen\"'"))

    sql("DROP TRIGGER search_term_trigrams_deleted")
    term = sql("SELECT id FROM customers_searchterm WHERE field = 'name'")[0][0]
    row = f"'delete', {term}, 'carmen customer'"
    sql(f"INSERT INTO {FTS}({FTS}, rowid, value) VALUES ({row})")
    assert not is_found()
    assert not guards.are_current()

    assert [text for text in start() if "rebuild" in text] == [f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')"]
    assert is_found()


# --- migrations ---------------------------------------------------------------------------------------------


PLAN = [(Migration("of_a_test", "lib"), False)]


def migrated(add):
    """What `migrate` does around a change of the tables."""
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=PLAN)
    with connection.schema_editor() as editor:
        add(editor)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default", plan=PLAN)


def required_column(model):
    column = models.CharField(max_length=8, default="x")
    column.set_attributes_from_name("till")
    column.model = model
    return column


@pytest.mark.django_db(transaction=True)
def test_the_guards_survive_a_migration_that_adds_a_required_column():
    factories.a_payment()
    column = required_column(Tender)

    migrated(lambda editor: editor.add_field(Tender, column))

    try:
        assert guards.missing() == []
        refuses("cash_tender_is_never_changed", "UPDATE cash_tender SET amount = 1")
    finally:
        migrated(lambda editor: editor.remove_field(Tender, column))
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine("sqlite", "only SQLite makes the table anew")
def test_without_the_signals_sqlite_would_lose_them_and_the_program_would_not_start():
    column = required_column(Event)

    with connection.schema_editor() as editor:
        editor.add_field(Event, column)

    try:
        assert guards.missing() == [
            "journal_event_is_never_deleted",
            "journal_event_is_never_changed",
            "journal_event_text_is_only_blanked",
        ]
        with pytest.raises(ImproperlyConfigured, match=r"journal_event_is_never_deleted.*manage\.py migrate"):
            guards.demand()
    finally:
        migrated(lambda editor: editor.remove_field(Event, column))


def test_a_database_without_its_guards_is_named(db):
    guard = next(guard for guard in guards.registered() if guard.name == "visit_no_overlap")
    guards.demand()

    guard.drop(connection)

    with pytest.raises(ImproperlyConfigured, match="visit_no_overlap"):
        guards.demand()
    guard.make(connection)
    guards.demand()


def test_a_guard_that_lost_a_part_is_missed(db):
    """One rule may be several triggers: none of them may be away."""
    if connection.vendor == "sqlite":
        name, part = "visit_no_overlap", "DROP TRIGGER visit_no_overlap_moved"
    else:
        name = "cash_payment_is_never_deleted"
        part = "DROP TRIGGER cash_payment_is_never_deleted_at_once ON cash_payment"

    sql(part)

    assert guards.missing() == [name]
