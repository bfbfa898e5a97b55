"""W29–W31: correcting, assigning, retiring and deleting a customer."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from faena.customers import actions
from faena.customers.actions import AddressFacts, ContactFacts, CustomerFacts, DeviceFacts, edit_customer
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.lib.phones import format_phone
from tests import factories
from tests.forms_in_pages import forms_of
from tests.steps import find_or_add_device


@pytest.fixture
def ana(clerk: Any) -> Customer:
    facts = CustomerFacts(name="Ana", document_kind="ve_cedula", document="V12345678", phone="04125550102")
    return actions.create_customer(facts, by=clerk)


def test_a_correction_tells_old_and_new(ana: Customer, clerk: Any) -> None:
    """W29."""
    now = actions.edit_customer(ana, CustomerFacts(name="Ana María"), version=1, by=clerk)

    assert (now.version, now.document, now.document_key, now.phone) == (2, "", None, "")
    line = render_event(Event.objects.get(verb="customer.edited"))
    assert next((change.label, change.old, change.new) for change in line.changes) == ("Name", "Ana", "Ana María")


def test_the_history_says_what_people_read(ana: Customer, clerk: Any) -> None:
    """W29: no codes, and the reader's language."""
    facts = CustomerFacts(
        name="Ana",
        kind="company",
        document_kind="ve_rif",
        document="J-12345678-4",
        phone="0412 555 0103",
        language="en",
    )
    actions.edit_customer(ana, facts, version=1, by=clerk)

    with override("es"):
        line = render_event(Event.objects.get(verb="customer.edited"))
    assert [(change.label, change.old, change.new) for change in line.changes] == [
        ("Tipo", "Persona natural", "Persona jurídica"),
        ("Tipo de documento", "Cédula", "R.I.F."),
        ("Documento", "V-12.345.678", "J-12345678-4"),
        ("Teléfono", "0412-5550102", "0412-5550103"),
        ("Idioma", "Español", "Inglés"),
    ]


def test_saving_the_same_again_is_no_event(ana: Customer, clerk: Any) -> None:
    same = CustomerFacts(name="Ana", document_kind="ve_cedula", document="12.345.678", phone="+58 412 5550102")

    assert actions.edit_customer(ana, same, version=1, by=clerk).version == 1
    assert not Event.objects.filter(verb="customer.edited").exists()


def test_a_stale_page_is_refused_with_what_is_saved_now(ana: Customer, clerk: Any, admin: Any) -> None:
    actions.edit_customer(ana, CustomerFacts(name="Ana First"), version=1, by=clerk)

    with pytest.raises(Stale) as refusal:
        actions.edit_customer(ana, CustomerFacts(name="Ana Second"), version=1, by=admin)

    assert refusal.value.current.name == "Ana First"
    assert Customer.objects.get().name == "Ana First"


def test_a_correction_cannot_take_anothers_document(ana: Customer, clerk: Any) -> None:
    """W30."""
    other = actions.create_customer(CustomerFacts(name="Other"), by=clerk)
    facts = CustomerFacts(name="Other", document_kind="ve_rif", document="V-12345678-1")

    with pytest.raises(RuleBroken) as refusal:
        actions.edit_customer(other, facts, version=1, by=clerk)

    assert refusal.value.at == "document"


def test_assigning_changes_who_sees(ana: Customer, admin: Any, seller: Any) -> None:
    """W31."""
    assert not Customer.objects.visible_to(seller).exists()

    mine = actions.assign_seller(ana, seller, version=1, by=admin)
    assert Customer.objects.visible_to(seller).get() == ana

    actions.assign_seller(mine, None, version=2, by=admin)
    assert not Customer.objects.visible_to(seller).exists()
    assert [event.verb for event in Event.objects.order_by("id")][1:] == ["customer.assigned", "customer.unassigned"]


def test_retiring_and_restoring(ana: Customer, owner: Any) -> None:
    """W29."""
    gone = actions.retire_customer(ana, version=1, by=owner)
    assert gone.is_retired
    assert not Customer.objects.current().exists()
    with pytest.raises(RuleBroken):
        actions.retire_customer(gone, version=2, by=owner)

    back = actions.restore_customer(gone, version=2, by=owner)
    assert not back.is_retired
    with pytest.raises(RuleBroken):
        actions.restore_customer(back, version=3, by=owner)


def test_one_without_history_is_deleted_with_all_that_hangs_on_it(ana: Customer, owner: Any) -> None:
    """W29; that it was there stays in the journal."""
    actions.add_device(ana, DeviceFacts("Phone", serial="X-1"), by=owner)
    actions.add_contact(ana, ContactFacts("Rosa"), by=owner)
    actions.add_address(ana, AddressFacts("Calle 8"), by=owner)

    actions.delete_customer(ana, version=1, by=owner)

    assert not Customer.objects.exists()
    for kind in (Device, Contact, Address, SearchTerm):
        assert not kind.objects.exists()
    assert render_event(Event.objects.latest("id")).text == "Olga Owner deleted Ana"


def test_one_with_history_is_not_deleted(ana: Customer, owner: Any) -> None:
    """W29: retired instead."""
    factories.an_order(ana)

    with pytest.raises(RuleBroken) as refusal:
        actions.delete_customer(ana, version=1, by=owner)

    assert "Retire" in refusal.value.sentence
    assert Customer.objects.get() == ana
    assert Device.objects.exists()


def test_without_a_serial_every_device_is_a_new_one(ana: Customer, clerk: Any) -> None:
    """W11: two phones of which nobody read the serial are two, even of one make."""
    first, second = (find_or_add_device(ana, DeviceFacts("Phone", "Samsung"), by=clerk) for _ in range(2))

    assert first != second
    assert ana.devices.count() == 2


def test_a_serial_is_one_device_of_a_customer(ana: Customer, clerk: Any) -> None:
    phone = actions.add_device(ana, DeviceFacts("Phone", serial="AB 12-3"), by=clerk)

    assert find_or_add_device(ana, DeviceFacts("Phone", serial="ab123"), by=clerk) == phone
    assert find_or_add_device(ana, DeviceFacts("Phone"), by=clerk) != phone
    with pytest.raises(RuleBroken) as refusal:
        actions.add_device(ana, DeviceFacts("Phone", serial="AB123"), by=clerk)
    assert refusal.value.at == "serial"
    other, apart = factories.a_customer(), {f"apart-{phone.pk}"}
    theirs = find_or_add_device(other, DeviceFacts("Phone", serial="AB123"), answers=apart, by=clerk)
    assert theirs.customer == other


@pytest.mark.parametrize("shown", ["+5841255501", format_phone("+5841255501", "VE")])
def test_a_phone_of_earlier_rules_holds_up_no_other_correction(ana: Customer, clerk: Any, shown: str) -> None:
    """M19: it stays as it is until somebody touches it; what is typed anew has to be a number."""
    Customer.objects.filter(pk=ana.pk).update(phone="+5841255501")
    facts = CustomerFacts("Ana Pérez de Sosa", phone=shown)

    kept = edit_customer(ana, facts, version=ana.version, by=clerk)

    assert (kept.name, kept.phone) == ("Ana Pérez de Sosa", "+5841255501")
    with pytest.raises(RuleBroken) as refused:
        edit_customer(kept, replace(facts, phone="0412-55502"), version=kept.version, by=clerk)
    assert refused.value.at == "phone"


def test_its_form_takes_such_a_phone_back(ana: Customer, client_of: Any, clerk: Any) -> None:
    """M19."""
    Customer.objects.filter(pk=ana.pk).update(phone="+5841255501")
    browser, address = client_of(clerk), f"/customers/{ana.pk}/edit/"
    (form,) = [one for one in forms_of(browser.get(address).content.decode(), address) if "name" in one.fields]
    sent = {name: field.values[0] for name, field in form.fields.items() if field.values}

    answer = browser.post(address, sent | {"name": "Ana Nueva"})

    assert answer.status_code == 303
    assert Customer.objects.get(pk=ana.pk).name == "Ana Nueva"
