"""W11: which device it is that comes in. What tells nothing is no serial, and what is not sure is asked."""

import pytest
from django.utils.html import escape

from faena.customers.actions import CustomerFacts, DeviceFacts, add_device, edit_device, move_device
from faena.customers.models import Customer, Device, SearchTerm
from faena.customers.search import find
from faena.customers.serials import is_placeholder, serial_key
from faena.journal.models import Event
from faena.lib.errors import Question, RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck.money import owners
from tests import factories

SHORT = "S/N s/n N/A n.a. 0000 00000000 0 xxxx ---- — . ??? 1234 123456789 S/S N/D N/I null"
WORDS = "ilegible Ilegível illegible NINGUNO nenhum none unknown desconocido"
SENTENCES = (
    "sin serial,SIN SERIE,sin número de serie,No visible,no tiene,no se lee,no aplica,sem número,sem série,não consta,"
    "Não legível,não possui,no serial number,not readable,IMEI: 0000,S/N: N/A,To be filled by O.E.M."
)
PLACEHOLDERS = (*SHORT.split(), *WORDS.split(), *SENTENCES.split(","))
REAL = ("SN-77", "A1", "356938035643809", "AB 123", "NA-4471X", "1230", "5CD9921XYZ", "0001", "S/N 5CD99", "ABC-999")


@pytest.fixture
def other(db):
    return factories.a_customer(name="Otto Other")


def take_in(customer, by, *answers, reason="It is wet.", **device):
    facts = IntakeFacts(reason, answers=frozenset(answers))
    return open_order(customer, device=DeviceFacts(**{"kind": "Phone"} | device), facts=facts, by=by)


def closed(order):
    ServiceOrder.objects.filter(pk=order.pk).update(stage="void")
    return order


def test_what_stands_for_no_serial_is_none():
    """M15: in Spanish, Portuguese and English, dashes, one sign again and again, and what is counted."""
    assert [text for text in PLACEHOLDERS if not is_placeholder(text)] == []
    assert [text for text in REAL if not serial_key(text)] == []
    assert not is_placeholder(" ")


@pytest.mark.parametrize("serial", ["S/N", "0000", "sin serial"])
def test_a_placeholder_never_makes_a_second_device_the_first(clerk, customer, serial):
    """M15: what was typed is kept, nobody is found by it, and of two devices of one kind is asked which it is; also of
    who sends no form."""
    first = take_in(customer, clerk, brand="Samsung", serial=serial).device
    laptop = take_in(customer, clerk, kind="Laptop", serial=serial).device
    with pytest.raises(Question, match="is no serial number") as asked:
        take_in(customer, clerk, brand="Apple", serial=serial)
    again, another = asked.value.answers

    second = take_in(customer, clerk, another, brand="Apple", serial=serial).device
    closed(ServiceOrder.objects.get(device=first))

    assert len({first, laptop, second}) == 3
    assert {(one.serial, one.serial_key) for one in Device.objects.all()} == {(serial, "")}
    assert not SearchTerm.objects.filter(field="serial").exists()
    assert take_in(customer, clerk, again, serial=serial).device == first
    assert asked.value.code == "asks"


def test_a_corrected_make_is_asked_about_and_not_dropped(clerk, customer):
    """M15: a known serial with another make or kind; what was not known before is added without a question."""
    known = closed(take_in(customer, clerk, brand="Samsun", serial="R58M1")).device
    with pytest.raises(Question, match="Samsung was typed") as asked:
        take_in(customer, clerk, brand="Samsung", serial="r58-m1")
    corrects, keeps = asked.value.answers

    kept = closed(take_in(customer, clerk, keeps, brand="Samsung", serial="R58M1")).device
    assert (kept, kept.brand) == (known, "Samsun")
    now = closed(take_in(customer, clerk, corrects, brand="Samsung", serial="R58M1")).device
    assert (now, now.brand) == (known, "Samsung")
    filled = take_in(customer, clerk, brand="SAMSUNG", model="A54", serial="R58M1").device

    assert (asked.value.at, filled, filled.brand, filled.model) == ("device.serial", known, "Samsung", "A54")
    assert Event.objects.filter(verb="device.edited").count() == 2


def test_a_device_with_an_open_order_is_shown_before_it_is_opened_twice(clerk, customer):
    """M15: whether it was found by its serial or chosen; a closed order asks nothing."""
    order = take_in(customer, clerk, serial="R58M1")
    facts = IntakeFacts("Again")
    for device in (order.device, DeviceFacts("Phone", serial="R58M1")):
        with pytest.raises(Question, match=f"in the workshop already: {order}") as asked:
            open_order(customer, device=device, facts=facts, by=clerk)
    (again,) = asked.value.answers

    assert (asked.value.at, asked.value.about) == ("device", order.as_ref)
    second = closed(take_in(customer, clerk, again, serial="R58M1"))
    with pytest.raises(Question):
        take_in(customer, clerk, f"again-{second.pk}", serial="R58M1")
    closed(order)
    assert take_in(customer, clerk, serial="R58M1").device == order.device


def test_a_serial_of_another_owner_is_shown_and_handed_over_with_its_history(clerk, customer, other):
    """M15: asked, then moved: found under its new owner, both records tell it, earlier orders stay whose they were."""
    first = closed(take_in(other, clerk, brand="Samsung", serial="R58M1"))
    with pytest.raises(Question, match="is registered with Otto Other") as asked:
        take_in(customer, clerk, brand="Samsung", serial="R58M1")
    moves, apart = asked.value.answers
    assert (asked.value.about, Device.objects.count()) == (other.as_ref, 1)

    order = take_in(customer, clerk, moves, brand="Samsung", serial="R58M1")

    assert (order.device, order.device.customer) == (first.device, customer)
    first.refresh_from_db()
    assert (first.customer, list(owners())) == (other, [])
    assert {hit.customer for hit in find("R58M1", user=clerk)} == {customer}
    told = {event.verb: event.customer_id for event in Event.objects.filter(verb__startswith="device.")}
    assert (told["device.handed_over"], told["device.taken_over"]) == (other.pk, customer.pk)
    with pytest.raises(RuleBroken, match=f"in the workshop with {order}"):
        move_device(order.device, other, by=clerk)
    assert add_device(other, DeviceFacts("Phone", serial="R58M1"), answers={apart}, by=clerk) != order.device


def test_a_device_that_gets_a_serial_of_another_owner_is_asked_about(clerk, customer, other):
    """M15: by the function that asks at the intake; what stands already is not asked about again."""
    theirs = closed(take_in(other, clerk, brand="Samsung", serial="R58M1")).device
    mine = add_device(customer, DeviceFacts("Phone", serial="R58M2"), by=clerk)
    facts = DeviceFacts("Phone", "Samsung", serial="r58 m1")
    with pytest.raises(Question, match="is registered with Otto Other") as asked:
        edit_device(mine, facts, version=1, by=clerk)
    moves, apart = asked.value.answers
    assert list(asked.value.answers) == [f"move-{theirs.pk}", f"apart-{theirs.pk}"]

    now = edit_device(mine, facts, version=1, answers={apart}, by=clerk)
    assert (now, now.serial, theirs.customer) == (mine, "r58 m1", other)
    edit_device(mine, DeviceFacts("Phone", "Samsung", "A54", "R58M1"), version=2, by=clerk)
    third = add_device(customer, DeviceFacts("Phone", serial="R58M3"), by=clerk)
    with pytest.raises(RuleBroken, match="already has a device with this serial"):
        edit_device(third, facts, version=1, answers={moves}, by=clerk)


def test_the_same_device_written_down_twice_becomes_one(clerk, customer, other):
    """M15: that of the other owner is handed over with its history and the second one goes; not one that has orders."""
    theirs = closed(take_in(other, clerk, serial="R58M1")).device
    mine = add_device(customer, DeviceFacts("Phone", "Samsung", serial="R58M2"), by=clerk)
    repaired = closed(take_in(customer, clerk, serial="R58M3")).device
    facts, moves = DeviceFacts("Phone", "Samsung", serial="R58M1"), {f"move-{theirs.pk}"}

    with pytest.raises(RuleBroken, match="has orders of its own"):
        edit_device(repaired, facts, version=1, answers=moves, by=clerk)
    assert Device.objects.get(pk=theirs.pk).customer == other
    now = edit_device(mine, facts, version=1, answers=moves, by=clerk)

    assert (now, now.customer, now.brand) == (theirs, customer, "Samsung")
    assert set(customer.devices.all()) == {theirs, repaired}
    assert {hit.customer for hit in find("R58M1", user=clerk)} == {customer}


def test_a_seller_is_not_told_of_devices_of_others(seller, clerk, customer, stranger):
    """W31: a serial out of reach is as good as unknown, also where somebody sends the answer unasked."""
    theirs = closed(take_in(stranger, clerk, serial="R58M1")).device

    mine = take_in(customer, seller, f"move-{theirs.pk}", serial="R58M1").device

    assert (mine != theirs, mine.customer) == (True, customer)
    with pytest.raises(RuleBroken):
        move_device(theirs, customer, by=seller)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_intake_asks_one_thing_after_the_other_and_keeps_what_was_typed(client_of, clerk, other):
    """M15: on the counter's screen, for somebody new: whose it is, then which make is right."""
    closed(take_in(other, clerk, brand="Samsun", serial="R58M1"))
    browser, device = client_of(clerk), Device.objects.get()
    typed = {"name": "Nora Nueva", "device_kind": "Phone", "brand": "Samsung", "serial": "R58M1", "reason": "Wet"}

    page = browser.post("/orders/new/", typed)
    text = page.content.decode()
    assert (page.status_code, f'value="move-{device.pk}"' in text, f"/customers/{other.pk}/" in text) == (
        422,
        True,
        True,
    )
    assert all(f'value="{word}"' in text for word in ("Nora Nueva", "Samsung", "R58M1"))
    moves = f"move-{device.pk}"
    page = browser.post("/orders/new/", typed | {"answers": [moves]})
    text = page.content.decode()
    assert f'type="hidden" name="answers" value="{moves}"' in text
    assert escape("Phone Samsung: correct the device") in text
    assert (Customer.objects.count(), Device.objects.get().customer) == (1, other)
    answer = browser.post("/orders/new/", typed | {"answers": [moves, f"correct-{device.pk}"]})

    assert answer.status_code == 303
    now = Device.objects.get()
    assert (now.brand, now.customer.name) == ("Samsung", "Nora Nueva")


def test_a_device_is_added_with_the_same_questions(client_of, clerk, customer, other):
    """M15: on the customer's record too; a placeholder is taken there again and again."""
    known = add_device(other, DeviceFacts("Phone", serial="R58M1"), by=clerk)
    browser, address = client_of(clerk), f"/customers/{customer.pk}/devices/new/"
    typed = {"kind": "Phone", "brand": "", "model": "", "serial": "R58M1"}

    assert browser.post(address, typed).status_code == 422
    assert browser.post(address, typed | {"answers": f"move-{known.pk}"}).status_code == 303
    assert [browser.post(address, typed | {"serial": "N/A"}).status_code for _ in range(2)] == [303, 303]

    assert sorted(customer.devices.values_list("serial", flat=True)) == ["N/A", "N/A", "R58M1"]


def test_the_form_of_a_device_asks_and_keeps_what_was_typed(client_of, clerk, customer, other):
    """M15: and leads to the device that is left."""
    known = add_device(other, DeviceFacts("Phone", serial="R58M1"), by=clerk)
    mine = add_device(customer, DeviceFacts("Phone", serial="R58M2"), by=clerk)
    browser, address = client_of(clerk), f"/customers/{customer.pk}/devices/{mine.pk}/edit/"
    typed = {"kind": "Phone", "brand": "Samsung", "model": "", "serial": "R58M1", "version": "1"}

    page = browser.post(address, typed)
    text = page.content.decode()
    assert (page.status_code, 'value="Samsung"' in text, f'value="move-{known.pk}"' in text) == (422, True, True)
    assert browser.post(address, typed | {"answers": f"move-{known.pk}"})["Location"] == f"/devices/{known.pk}/"


def test_somebody_new_is_not_registered_by_a_question(clerk, other):
    """One event or none: the customer of an intake that asks is not there yet."""
    closed(take_in(other, clerk, serial="R58M1"))

    with pytest.raises(Question):
        take_in(CustomerFacts(name="Nora"), clerk, serial="R58M1")

    assert Customer.objects.count() == 1
