"""A customer is forgotten: nothing that was personal of him is found anywhere, and what has to hold still holds."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from faena.agenda.models import VisitSignature
from faena.billing.actions import set_keeping
from faena.billing.jobs import drop_billed
from faena.billing.models import Invoice
from faena.cases.actions import record_case
from faena.cash.models import Charge
from faena.customers.actions import (
    CustomerFacts,
    edit_customer,
    forget_again,
    forget_customer,
    merge_customers,
    restore_customer,
    undo_merge,
)
from faena.customers.forgetting import listed, write_list
from faena.customers.models import AccessLink, Customer, Merge
from faena.customers.search import find
from faena.gate.rights import NotAllowed
from faena.journal.access import note
from faena.journal.actions import record
from faena.journal.chain import broken_links
from faena.journal.models import Access, Event
from faena.lib import personal
from faena.lib.errors import RuleBroken, Stale
from faena.lib.personal import BLANK
from faena.notifications.models import Message
from faena.orders.models import Signature, Telling, Voiding
from faena.tickets.models import CommentFile, Holding
from faena.upkeep.fsck import findings
from tests import factories
from tests.unguarded import unguarded
from tests.world import run_jobs

pytestmark = pytest.mark.django_db
WORD = "Canary"


def everything_of(customer, by):
    """A row of each table that hangs on a customer, all of it over."""
    factories.a_contact(customer)
    factories.an_address(customer)
    order = factories.an_order(customer, accessories="bag", condition="scratched")
    entry = factories.an_entry(order, note="Come")
    entry.photos.create(file=factories.a_file(stored=True))
    order.files.create(file=factories.an_attachment(stored=True))
    factories.an_internal_entry(order, note="Loud")
    factories.a_part(order)
    factories.a_signature(order)
    Telling.objects.create(order=order, entry=entry, author=by, channel="whatsapp", address="+58", text="Ready")
    factories.a_message(ref_kind="order", ref_id=order.pk, ref_label=str(order), state="waiting")
    factories.a_message(ref_kind="customer", ref_id=customer.pk, ref_label=customer.name)
    factories.a_link(customer, order.as_ref)
    payment = factories.a_payment(order.charge, amount=50_00, reference="0042", note="by his son")
    factories.a_reversal(factories.a_payment(order.charge))
    order.closings.create(outcome="repaired", work_done="Done.", report={"name": "x"}, reopen_reason="x", by=by)
    order.stage, order.outcome, order.closed_at = "closed", "repaired", timezone.now()
    order.save(update_fields=["stage", "outcome", "closed_at"])
    void = factories.an_order(customer, stage="void")
    Charge.objects.filter(pk=void.charge.pk).update(cancelled_at=timezone.now())
    Voiding.objects.create(order=void, reason="Twice.", by=by)
    record_case("order.voided", order, said={"note": f"{WORD}Said"}, by=by)
    record("customer.edited", customer.as_ref, said={"changes": {"name": [f"{WORD}Old", ""]}}, by=by)
    note(Access.Kind.LINK, about=order.as_ref, said={"typed": f"{WORD}Access"})
    note(Access.Kind.PRINT, person=by, about=payment.as_ref, said={"typed": f"{WORD}Access"})
    ticket = factories.a_closed_ticket(customer, subject="Slow")
    Holding.objects.filter(ticket=ticket).update(reason="")
    CommentFile.objects.create(comment=factories.a_comment(ticket), file=factories.a_file(stored=True))
    factories.a_comment(ticket, "Cable", kind="test", result="broken")
    visit = factories.a_visit(customer=customer, state="cancelled", notes="Ring twice")
    visit.photos.create(file=factories.a_file(stored=True))
    VisitSignature.objects.create(visit=visit, signer="Carmen", strokes=factories.STROKES, by=by)
    plan = factories.a_subscription(
        customer, state="cancelled", cancelled_on=timezone.localdate(), ip="192.0.2.7", mac="00:00:5e:00:53:01"
    )
    invoice = factories.an_invoice(plan, by=by)
    factories.a_payment(invoice.charge, amount=30_00)
    gone = factories.a_customer()
    factories.a_merge(customer, gone, by=by)
    Merge.objects.filter(gone=gone).update(undone_at=None)
    return order, ticket, invoice


def planted(customer):
    """A canary in every column of his that is declared personal: as text of its own, folded where it is a key."""
    customers = [customer.pk, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]
    columns = set()
    with unguarded():
        for table in personal.register().values():
            rows = table.rows(customers) if table.of else table.model._base_manager.all() if table.by_ref else None
            for name in () if rows is None else [*table.erased, *table.replaced, *table.kept]:
                column = table.model._meta.get_field(name)
                if isinstance(column, models.GenericIPAddressField) or name in ("language", "ref_label", "value"):
                    continue
                word = f"{WORD}{name.replace('_', '')}"[: column.max_length or 60]
                for row in rows.exclude(**{f"{name}__isnull": True}) if isinstance(column, models.JSONField) else rows:
                    told = {"w": 9, "h": 9, "lines": [[word]]} if isinstance(column, models.JSONField) else word
                    if column.unique:
                        told = f"{word}{row.pk}"
                    try:
                        with transaction.atomic():
                            table.model._base_manager.filter(pk=row.pk).update(**{name: told})
                    except DatabaseError:  # a comment has no result, which a test has
                        continue
                    columns.add((table.model._meta.label, name))
    for field in ("name", "phone", "email", "contact", "address", "serial", "login", "installed"):
        factories.a_term(customer, field, f"{WORD}{field}")
    customer.refresh_from_db()
    return columns


def sung():
    """ "room.Model.column" of each place of the database in which a canary is heard."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            for value in model._base_manager.values_list(column.attname, flat=True):
                if WORD.casefold() in str(value).casefold():
                    found.add(f"{model._meta.label}.{column.name}")
    with connection.cursor() as cursor:  # the copies that triggers keep
        for table in connection.introspection.table_names():
            if "_fts" in table or "_trigrams" in table:
                cursor.execute(f"SELECT * FROM {table}")  # a name of ours
                if any(WORD.casefold() in str(row).casefold() for row in cursor.fetchall()):
                    found.add(table)
    return found


KEPT = {f"{table.model._meta.label}.{name}" for table in personal.register().values() for name in table.kept}


@pytest.fixture
def retired(customer, owner):
    """Somebody of whom there is a row of everything, all of it over."""
    factories.the_company(has_care=True)
    everything_of(customer, owner)
    Customer.objects.filter(pk=customer.pk).update(retired_at=timezone.now())
    customer.refresh_from_db()
    return customer


def forget(customer, by, **more):
    return forget_customer(customer, **{"reason": "Asked by letter.", "version": customer.version, "by": by} | more)


def test_no_word_of_a_forgotten_customer_is_found_anywhere(retired, owner, django_capture_on_commit_callbacks):
    """LGPD, article 18: but for what was used, charged and repaired, and the frozen invoices."""
    columns = planted(retired)
    folder = Path(django_settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True)
    (folder / "one.log").write_text(f"To: <{WORD}address>\nSubject: x\n\n{WORD}\n")
    (folder / "two.log").write_text("To: <somebody@example.com>\n\nhello\n")
    assert len(columns) > 50

    with django_capture_on_commit_callbacks(execute=True):
        forget(retired, owner)
        run_jobs()

    assert sung() <= KEPT | {"customers.SearchTerm.value", "orders_part_fts"}
    assert set(retired.terms.filter(value__startswith="canary").values_list("field", flat=True)) == {"device"}
    assert "billing.Invoice.billed_name" in sung()
    assert [file.name for file in folder.iterdir()] == ["two.log"]
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


def test_its_pictures_are_erased(retired, owner, django_capture_on_commit_callbacks):
    names = [photo.file.storage_name for photo in retired.orders.first().entries.first().photos.all()]
    assert names
    assert default_storage.exists(names[0])

    with django_capture_on_commit_callbacks(execute=True):
        forget(retired, owner)
        run_jobs()

    assert not default_storage.exists(names[0])
    assert retired.orders.first().entries.first().photos.first().file.is_refused


def test_numbers_and_amounts_stay(retired, owner):
    before = [(order.number, order.charge.received) for order in retired.orders.order_by("id")]

    forgotten = forget(retired, owner)

    assert forgotten.name == f"Cliente borrado {retired.code}"  # in the language of the company
    assert [(order.number, order.charge.received) for order in retired.orders.order_by("id")] == before
    assert Signature.objects.get().signer == BLANK
    assert not AccessLink.objects.filter(customer=retired, revoked_at=None).exists()
    assert not Message.objects.filter(state="waiting").exists()
    event = Event.objects.get(verb="customer.forgotten")
    assert event.facts["rows"]["order"] == 2
    assert event.said == {"note": "Asked by letter."}


def test_what_was_ok_before_is_ok_afterwards(retired, owner):
    """Chains, sums and searches, as fsck asks for them; rows of this test that have no event had none before."""
    before = {(found.kind, found.id) for found in findings()}

    forget(retired, owner)

    assert {(found.kind, found.id) for found in findings()} <= before


def test_he_is_found_by_his_code_alone(retired, owner):
    forget(retired, owner)

    assert set(retired.terms.values_list("field", flat=True)) <= {"name", "code", "device", "protocol"}
    assert find("carmen", user=owner) == []


OPEN = {
    "Orders": lambda customer: factories.an_order(customer, value=None),
    "Tickets": factories.a_ticket,
    "Visits": lambda customer: factories.a_visit(customer=customer),
    "Plans": factories.a_subscription,
    "Balance": lambda customer: factories.a_charge(customer, ref=customer.as_ref, amount=10_00),
}


@pytest.mark.parametrize("what", OPEN)
def test_while_something_is_open_nobody_is_forgotten(what, customer, owner):
    factories.the_company(has_care=True)
    OPEN[what](customer)
    Customer.objects.filter(pk=customer.pk).update(retired_at=timezone.now())

    with pytest.raises(RuleBroken, match=f"has open things: .*{what}: 1"):
        forget(customer, owner)


def test_who_is_not_retired_is_not_forgotten(customer, owner):
    with pytest.raises(RuleBroken, match="Retire the customer first"):
        forget(customer, owner)


def test_only_a_master_forgets_and_says_why(retired, owner, admin):
    with pytest.raises(NotAllowed):
        forget(retired, admin)
    with pytest.raises(RuleBroken, match="Say why") as refusal:
        forget(retired, owner, reason=" ")
    assert refusal.value.at == "reason"
    with pytest.raises(Stale):
        forget(retired, owner, version=99)


def test_it_cannot_be_undone(retired, owner):
    forgotten = forget(retired, owner)

    with pytest.raises(RuleBroken, match="erased for good"):
        restore_customer(forgotten, version=forgotten.version, by=owner)
    with pytest.raises(RuleBroken, match="erased for good"):
        edit_customer(forgotten, CustomerFacts("Carmen"), version=forgotten.version, by=owner)
    with pytest.raises(RuleBroken, match="erased for good"):
        undo_merge(Merge.objects.get(), by=owner)
    with pytest.raises(RuleBroken, match="erased already"):
        forget(forgotten, owner)


def test_who_was_merged_into_him_is_forgotten_with_him(customer, owner):
    other = factories.a_customer(name=f"{WORD} Other", document="rif J-12345678-4", notes=f"{WORD} notes")
    merge_customers(customer, other, takes=["document"], version=customer.version, gone_version=other.version, by=owner)
    customer.refresh_from_db()
    Customer.objects.filter(pk=customer.pk).update(retired_at=timezone.now())

    forget(customer, owner)

    assert sung() == set()
    other.refresh_from_db()
    assert other.is_forgotten


# --- invoices -----------------------------------------------------------------------------------------------


def test_invoices_keep_whom_they_were_issued_to_for_some_years(retired, owner):
    """Five, unless the company says otherwise."""
    Customer.objects.filter(pk=retired.pk).update(document_kind="rif", document="J-12345678-4")
    shown = Customer.objects.get(pk=retired.pk).document_shown
    assert shown

    forget(retired, owner)

    invoice = Invoice.objects.get()
    assert (invoice.billed_name, invoice.billed_document) == ("Carmen Customer", shown)
    assert drop_billed() == 0
    with unguarded():
        Invoice.objects.update(issued_at=timezone.now() - timedelta(days=6 * 365))
    assert drop_billed() == 1
    assert Invoice.objects.get().billed_name == ""


def test_a_company_that_keeps_nothing_freezes_nothing_older_than_today(retired, owner):
    set_keeping(years=0, version=0, by=owner)
    with unguarded():
        Invoice.objects.update(issued_at=timezone.now() - timedelta(days=3))

    forget(retired, owner)

    assert Invoice.objects.get().billed_name == ""


# --- after a restore ---------------------------------------------------------------------------------------


def test_a_restored_backup_forgets_him_again(retired, owner, django_capture_on_commit_callbacks):
    """Also where something of his is open in it."""
    with transaction.atomic():
        with django_capture_on_commit_callbacks(execute=True):
            forget(retired, owner)
        assert retired.uid.hex in listed()
        transaction.set_rollback(True)  # the database as it was before
    factories.an_order(retired, reason=f"{WORD} reason")
    Customer.objects.filter(pk=retired.pk).update(retired_at=None)
    assert Customer.objects.get(pk=retired.pk).forgotten_at is None

    assert forget_again() == 1
    assert forget_again() == 0

    again = Customer.objects.get(pk=retired.pk)
    assert again.is_forgotten
    assert again.is_retired
    assert not retired.orders.filter(reason__contains=WORD).exists()
    assert Event.objects.filter(verb="customer.forgotten").last().facts["again"] is True


def test_the_list_is_private_and_whole(retired, owner):
    forget(retired, owner)

    assert write_list() == 2  # and the one who was merged into him
    assert write_list() == 0
    path = Path(django_settings.FORGOTTEN_LIST)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {frozenset(json.loads(line)) for line in path.read_text().splitlines()} == {frozenset({"uid", "at"})}
    path.write_text(path.read_text()[:20])  # cut off while it was written
    assert listed() == {}
    assert write_list() == 2
    assert retired.uid.hex in listed()
