"""Open orders of the old system come in as orders, by the rules of the counter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.cash.models import PaymentMethod, Tender
from faena.customers.models import Customer, Device
from faena.customers.search import find
from faena.journal.actions import record
from faena.moving import jobs
from faena.moving.models import OldId
from faena.moving.reading.fields import Kind
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck import findings
from tests.moving.bringing import checked, imported, undone

pytestmark = pytest.mark.django_db
HEAD = [
    "Código", "Nombre", "Orden", "Fecha", "Falla", "Estado", "Equipo", "Serial", "Accesorios", "Condición", "Valor",
    "Abono", "Prometido",
]  # fmt: skip
FIELDS = [
    "old_code", "name", "number_before", "opened_on", "reason", "order_state", "device_kind", "serial", "accessories",
    "condition", "amount", "advance", "promised_on",
]  # fmt: skip
HOW = {"head": HEAD, "fields": FIELDS, "kinds": (Kind.CUSTOMERS, Kind.ORDERS)}
CAME, SOON = timezone.localdate() - timedelta(days=20), timezone.localdate() + timedelta(days=3)


def a_row(number="OS-8", *, name="Ana Núñez", code="1", **facts):
    row = {
        "opened_on": f"{CAME:%d/%m/%Y}", "reason": "No enciende", "order_state": "En reparación",
        "device_kind": "Laptop", "serial": "ABC12345", "accessories": "Cargador", "condition": "Rayada",
        "amount": "120.00", "advance": "20.00",
        "promised_on": f"{SOON:%d/%m/%Y}", **facts,
    }  # fmt: skip
    return [code, name, number, *(row[field] for field in FIELDS[3:])]


def remarks(import_):
    return [one["why"] for row in import_.rows.order_by("number") for one in row.remarks]


def test_it_is_opened_on_its_day_with_its_advance_and_found_by_its_old_number(owner):
    import_ = imported(owner, [a_row()], **HOW)

    order = ServiceOrder.objects.select_related("charge", "device").get()
    assert (order.device.kind, order.device.serial, order.accessories, order.condition) == (
        "Laptop", "ABC12345", "Cargador", "Rayada"
    )  # fmt: skip
    assert order.reason == "No enciende\nIn the old system: OS-8 · En reparación"
    assert (order.service_value, order.stage) == (120_00, "received")
    assert (timezone.localdate(order.opened_at), timezone.localdate(order.promised_at)) == (CAME, SOON)
    tender = Tender.objects.get(payment__charge=order.charge)
    assert (tender.amount, tender.came_on, tender.method.name) == (20_00, CAME, "Antes de Faena")
    assert (order.charge.balance, order.charge.paid) == (100_00, 20_00)
    assert [hit.customer.name for hit in find("OS-8", user=owner)] == ["Ana Núñez"]
    assert (import_.counts["order"], remarks(import_)) == (1, [])
    assert list(findings()) == []


def test_a_check_says_how_many_and_opens_none(owner):
    import_ = checked(owner, [a_row()], **HOW)

    assert (import_.counts["order"], ServiceOrder.objects.count()) == (1, 0)
    assert not PaymentMethod.objects.filter(name="Antes de Faena").exists()


@pytest.mark.parametrize("number", ["OS-8", ""])
def test_the_same_file_twice_opens_it_once(number, owner):
    imported(owner, [a_row(number)], **HOW)

    again = imported(owner, [a_row(number)], **HOW)

    assert (ServiceOrder.objects.count(), Device.objects.count(), again.counts["same"]) == (1, 1, 1)


def test_what_lies_in_the_workshop_already_is_told(owner):
    import_ = imported(owner, [a_row(), a_row("OS-9", name="Ana Núñez")], **HOW)

    assert ServiceOrder.objects.count() == 1
    assert any("is in the workshop already" in one for one in remarks(import_))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"advance": "500.00"}, "The advance of"),
        ({"opened_on": ""}, "The day on which it came is not known."),
        ({"opened_on": "01/02/2019"}, "more than two years ago"),
    ],
)
def test_an_advance_that_is_refused_does_not_keep_the_order_out(owner, facts, sentence):
    import_ = imported(owner, [a_row(**facts)], **HOW)

    assert (ServiceOrder.objects.count(), Tender.objects.count()) == (1, 0)
    assert any(sentence in one for one in remarks(import_))
    assert list(findings()) == []


def test_one_that_is_refused_leaves_its_customer(owner):
    import_ = imported(owner, [a_row(promised_on="01/01/2019")], **HOW)

    assert (ServiceOrder.objects.count(), Customer.objects.count(), Device.objects.count()) == (0, 1, 0)
    assert "This moment is past. Choose one that is to come." in remarks(import_)


def test_undoing_voids_what_nobody_touched_and_says_what_stays(owner):
    rows = [a_row("OS-1", code="1", serial="A1111", advance=""), a_row("OS-2", name="Eva", code="2", serial="B2222")]
    rows += [a_row("OS-3", name="Luis", code="3", serial="C3333", advance="")]
    import_ = imported(owner, rows, **HOW)
    touched = ServiceOrder.objects.get(customer__name="Luis")
    record("order.edited", touched.as_ref, said={"changes": {}}, customer_id=touched.customer_id, by=owner)

    import_ = undone(import_, owner)

    assert list(ServiceOrder.objects.order_by("id").values_list("stage", flat=True)) == ["void", "received", "received"]
    assert [row.kept for row in import_.rows.order_by("number")] == [
        "OS-000001 is voided and keeps its number, so its customer stays.",
        "US$\xa020.00 are collected on this order: a Master must reverse that before it can be voided.",
        "Something was done with OS-000003 since.",
    ]
    assert (import_.state, import_.counts["kept"], Customer.objects.count()) == ("undone", 3, 3)
    assert list(findings()) == []
    imported(owner, rows[:1], filename="again.csv", **HOW)
    assert ServiceOrder.objects.open().filter(device__serial="A1111").count() == 1
    assert OldId.objects.filter(kind="order").count() == 3


def test_others_write_between_few_of_them(owner, monkeypatch):
    """Each takes a transaction's time of its own."""
    monkeypatch.setattr(jobs, "FEW", 2)
    chunks = []
    monkeypatch.setattr(jobs, "write_chunk", lambda *args, **more: chunks.append(len(args[1])) or True)

    imported(owner, [a_row(f"OS-{n}", code=str(n), name=f"Person {n}") for n in range(5)], **HOW)

    assert chunks == [2, 2, 1]
