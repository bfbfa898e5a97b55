"""A small shop at work for fsck: everything in it came about by the actions, so everything holds."""

import json
import os
import time
import uuid
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from faena.agenda import actions as agenda
from faena.billing import actions as billing
from faena.billing.models import Invoice
from faena.cash.actions import (
    BalanceFacts,
    ChangeFacts,
    TenderFacts,
    open_balance,
    open_balances,
    print_receipt,
    receive_payment,
    reverse_payment,
    set_rate,
    take_back_balance,
    void_balance,
)
from faena.cash.cases import Adjustment
from faena.cash.models import OpeningBalance
from faena.customers.actions import (
    CustomerFacts,
    DeviceFacts,
    create_customer,
    delete_customer,
    merge_customers,
    undo_merge,
)
from faena.lib.rates import Quote
from faena.orders import actions as orders
from faena.orders.models import OrderFile, ServiceOrder, Stage, Status, StatusPhoto
from faena.tickets import actions as tickets
from faena.tickets.actions import ClosingFacts, CommentFacts, OpeningFacts, open_ticket, send_to_workshop
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.models import CommentFile, Ticket
from faena.upkeep.fsck import files
from tests import factories
from tests.world import for_a_whole_file

LONG_AGO = files.OLD.total_seconds() + 60


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with for_a_whole_file(django_db_blocker):
        yield a_shop_at_work()


@pytest.fixture
def shop(built, db):
    """A shop in which everything came about by the actions, and the files of its picture."""
    for picture in (built.picture, built.handled.comments.get().files.get().file):
        store(picture.storage_name)
        store(picture.thumb_name)
    store(built.attached.storage_name)
    return built


def a_shop_at_work():
    """`going`: with a part, a picture, an advance, a payment in two currencies and one that was reversed; `unknown`: to
    be diagnosed; `closed`: signed, paid with change in bolívars, its receipt printed twice; `void`; `reopened`. A
    `ticket` is open, another was `handled`, and one was `sent` to the workshop. A customer was deleted, another was
    registered `twice` and merged."""
    owner, clerk = factories.a_user(role="master"), factories.a_user(role="operator")
    technician = factories.a_user(role="technician")
    factories.the_company(second_currency="VES")
    cash, rate = (
        factories.a_method("Cash", kind="cash"),
        set_rate(Quote("USD", "VES", 245_50000000), on=timezone.localdate(), is_sure=True, by=owner),
    )
    dollars, bolivars = TenderFacts(cash, 10_00, "USD"), TenderFacts(cash, 1000_01, "VES", rate)
    terms = orders.publish_terms("Come within 90 days.", version=0, by=owner)
    delete_customer(create_customer(CustomerFacts("Twice"), by=owner), version=1, by=owner)
    carmen = create_customer(CustomerFacts("Carmen Customer", phone="0412 555 0101"), by=clerk)

    def opened(serial, value, **more):
        facts = orders.IntakeFacts(reason="It does not start.", service_value=value, technician=technician, **more)
        return orders.open_order(carmen, device=DeviceFacts("Laptop", serial=serial), facts=facts, by=clerk)

    going = opened("SN1", 50_00, advance=dollars, unlock_code="1234")
    repairing = Status.objects.filter(stage=Stage.REPAIRING).first()
    entry = orders.add_status(going, status=repairing, note="Begun.", by=technician)
    StatusPhoto.objects.create(entry=entry, file=a_picture(author=technician))
    attached = factories.an_attachment(author=technician, created_at=timezone.now() - 2 * files.OLD)
    OrderFile.objects.create(order=going, file=attached)
    part = orders.add_part(going, orders.PartFacts("Cable", quantity=1500, unit_price=10_01), by=technician)
    mixed = receive_payment(going.account, tenders=[dollars, bolivars], by=clerk)
    rest = again(going).account.balance
    large = receive_payment(going.account, tenders=[TenderFacts(cash, rest, "USD")], by=clerk)
    reverse_payment(large, reason="Typed twice", by=owner)
    receive_payment(going.account, tenders=[dollars], by=clerk)

    unknown = opened("SN2", None)
    orders.add_part(unknown, orders.PartFacts("Fan", unit_price=5_00), by=technician)

    closed = opened("SN3", 30_00, unlock_code="4321")
    orders.sign_terms(closed, terms=terms.pk, signer="Carmen", strokes=None, by=clerk)
    handed = TenderFacts(cash, 30_00, "USD", change=ChangeFacts(cash, "VES", 20_00, rate))
    paid = receive_payment(closed.account, tenders=[handed], by=clerk)
    print_receipt(paid, by=clerk)
    print_receipt(paid, by=clerk)
    close(closed, by=clerk)

    void = opened("SN4", 20_00)
    orders.void_order(again(void), reason="Opened twice", version=again(void).version, by=owner)

    reopened = opened("SN5", 0)
    orders.sign_terms(reopened, terms=terms.pk, signer="Carmen", strokes=None, by=clerk)
    close(reopened, by=clerk)
    orders.reopen_order(again(reopened), reason="It broke again", version=again(reopened).version, by=owner)
    owed, wrong = owed_before(carmen, cash, by=owner)
    invoiced, unwanted = two_invoices(carmen, cash, by=owner)
    query = OpeningFacts(factories.a_ticket_type(), "The line is dead.", destination=technician)
    ticket = open_ticket(carmen, query, by=clerk)
    visit, brought = two_visits(ticket, going, technician, by=clerk)
    sent = open_ticket(carmen, query, by=clerk)
    send_to_workshop(sent, DeviceFacts("Router"), orders.IntakeFacts(reason="It does not start."), by=clerk)
    sent.refresh_from_db()
    return SimpleNamespace(
        owed=owed,
        wrong=wrong,
        twice=a_double(carmen, owner),
        sent=sent,
        invoiced=invoiced,
        unwanted=unwanted,
        ticket=ticket,
        handled=a_handled_ticket(carmen, technician, clerk, owner),
        customer=carmen,
        going=again(going),
        unknown=again(unknown),
        closed=again(closed),
        void=again(void),
        reopened=again(reopened),
        part=part,
        attached=attached,
        mixed=mixed,
        large=large,
        paid=paid,
        picture=entry.photos.get().file,
        visit=visit,
        brought=brought,
    )


def a_handled_ticket(customer, technician, clerk, owner):
    """It was taken from a position, forwarded, commented with a picture, closed as something else, reopened and closed
    again."""
    queue = factories.a_queue(member=technician)
    ticket = open_ticket(customer, OpeningFacts(factories.a_ticket_type(), "It hums.", destination=queue), by=clerk)
    tickets.take(ticket, by=technician)
    tickets.forward(ticket, to=clerk, reason="He pays.", version=2, by=technician)
    tickets.change_status(ticket, status=factories.a_ticket_status(), priority=3, version=3, by=clerk)
    said = tickets.comment(ticket, CommentFacts("The cable", "test", "Broken"), by=technician)
    CommentFile.objects.create(comment=said, file=a_picture(author=technician))
    ended = ClosingFacts("done", factories.a_ticket_type(), "A new cable.")
    tickets.close_ticket(ticket, ended, version=4, by=clerk)
    tickets.reopen_ticket(ticket, reason="It hums again.", version=5, by=owner)
    tickets.close_ticket(ticket, replace(ended, outcome="no_solution", text="The street hums."), version=6, by=clerk)
    return Ticket.objects.get(pk=ticket.pk)


def a_double(customer, owner):
    """Merged, undone and merged again: what moves goes there and back."""
    twice = create_customer(CustomerFacts("Carmen Twice", phone="0412 555 0102"), by=owner)
    answers = {f"apart-{customer.devices.get(serial='SN4').pk}"}
    facts = orders.IntakeFacts(reason="It does not start.", answers=frozenset(answers))
    orders.open_order(twice, device=DeviceFacts("Laptop", serial="SN4"), facts=facts, by=owner)
    for again in (False, True):
        for one in (customer, twice):
            one.refresh_from_db()
        merge = merge_customers(customer, twice, version=customer.version, gone_version=twice.version, by=owner)
        if not again:
            undo_merge(merge, by=owner)
    twice.refresh_from_db()
    return twice


def owed_before(customer, method, *, by):
    """Two opening balances: one partly paid, the other voided. A third one was taken back with its import."""
    keys = open_balances([(customer.pk, BalanceFacts(f"Invoice {one}", 40_00)) for one in (1041, 1042)], by=by)
    owed, gone = (OpeningBalance.objects.get(pk=key) for key in keys)
    take_back_balance(gone, by=by)
    receive_payment(owed.charge, tenders=[TenderFacts(method, 10_00, "USD")], by=by)
    wrong = open_balance(customer, facts=BalanceFacts("Invoice 1043", 5_00), by=by)
    return owed, void_balance(wrong, reason="Paid before", by=by)


def two_invoices(customer, method, *, by):
    """Of this month: one that was paid in part, with a discount; one that was cancelled."""
    facts = billing.SubscriptionFacts(factories.a_plan(), 30_00, due_day=31, started_on=date(2020, 1, 1))
    for login in ("carmen.casa", "carmen.taller"):
        billing.subscribe(customer, replace(facts, login=login), by=by)
    run = billing.start_run(timezone.localdate().replace(day=1), by=by)
    while billing.issue_batch(run, by=by):
        pass
    invoiced, unwanted = Invoice.objects.order_by("number")
    tender, less = TenderFacts(method, 10_00, "USD"), Adjustment(discount=5_00)
    billing.pay_invoice(invoiced, tenders=[tender], adjustment=less, by=by)
    billing.cancel_invoice(unwanted, reason="The line was down", by=by)
    return Invoice.objects.select_related("charge").order_by("number")


def two_visits(ticket, order, technician, *, by):
    """Tomorrow: one for a ticket, still to come; one for an order, ended."""
    on, kind = timezone.localdate() + timedelta(days=1), factories.a_visit_kind(minutes=30)
    facts = agenda.VisitFacts(kind, technician, on, hour=clock(9), address="Calle 1", notes="Ring twice.")
    visit = book_ticket_visit(ticket, facts, by=by)
    brought = orders.book_order_visit(again(order), replace(facts, hour=clock(10)), by=by)
    agenda.start_travel(brought, by=technician)
    agenda.arrive(brought, any_day=True, by=technician)
    proof = agenda.VisitProof(serial="ZTE 1", signer="Carmen", strokes=json.dumps(factories.STROKES))
    return visit, agenda.finish(brought, note="Handed over.", proof=proof, by=technician)


def close(order, by, work_done="Done."):
    fresh = again(order)
    orders.close_order(fresh, outcome="repaired", work_done=work_done, version=fresh.version, by=by)


def again(order):
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def a_picture(author):
    """One that the job made ready long ago, under the names that it gives."""
    uid = uuid.uuid4()
    base = f"pictures/{uid.hex[:2]}/{uid.hex}-1"
    names = {"storage_name": f"{base}.webp", "thumb_name": f"{base}-thumb.webp"}
    return factories.a_file(author=author, uid=uid, created_at=timezone.now() - 2 * files.OLD, **names)


def store(name, *, seconds_ago=LONG_AGO):
    """A stored file of that age."""
    default_storage.save(name, ContentFile(b"RIFF....WEBP"))
    then = time.time() - seconds_ago
    os.utime(default_storage.path(name), (then, then))
    return name
