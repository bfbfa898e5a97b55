"""W18: a part is added to an order; what is owed follows at once."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from faena.cash.actions import TenderFacts, receive_payment
from faena.journal.context import KEY_FIELD, new_key
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT, MAX_QUANTITY
from faena.orders.actions import PartFacts, add_part, set_value
from faena.orders.models import Part
from tests import factories

TYPED = {
    "description": "Cristal templado",
    "quantity": "1,5",
    "unit_price": "3.33",
    "borne": "charged",
    "warranty": "90",
    "warranty_unit": "days",
}


def owed(order):
    order.charge.refresh_from_db()
    return order.charge.amount


def test_it_is_kept_with_author_and_moment_and_is_owed_at_once(technician):
    """W18: description, quantity, price, warranty, who pays; the line is rounded half up once."""
    order = factories.an_order(value=10_00)

    part = add_part(order, PartFacts("  Fan \t 40 mm ", 1500, 3_33, warranty=3, warranty_unit="months"), by=technician)

    part.refresh_from_db()
    assert (part.description, part.quantity, part.unit_price, part.is_chargeable) == ("Fan 40 mm", 1500, 3_33, True)
    assert (part.warranty, part.warranty_unit, part.author) == (3, "months", technician)
    assert part.at is not None
    assert owed(order) == 10_00 + 5_00


def test_an_included_part_is_kept_and_not_owed(clerk):
    """W18: chargeable or included."""
    order = factories.an_order(value=10_00)

    add_part(order, PartFacts("Glue", unit_price=2_00, is_chargeable=False), by=clerk)

    assert owed(order) == 10_00
    assert "included" in render_event(Event.objects.get(verb="part.added")).text


def test_while_the_value_is_unknown_nothing_is_owed_yet(clerk):
    """Amount due: the parts wait for the value and come with it."""
    order = factories.an_order(value=None)

    add_part(order, PartFacts("Fan", unit_price=12_50), by=clerk)
    assert owed(order) is None
    set_value(order, value=0, version=order.version, by=clerk)

    assert owed(order) == 12_50


def test_the_history_of_the_order_tells_it(technician):
    """W18: one sentence about the order, with how many and for how much, in the reader's numbers."""
    order = factories.an_order()

    add_part(order, PartFacts("Fan", 1500, 10_00), by=technician)

    event = Event.objects.get(verb="part.added")
    assert (event.about_kind, event.about_id, event.customer_id) == ("order", order.pk, order.customer_id)
    assert event.facts["price"] == {"amount": 15_00, "currency": "USD"}
    with override("es"):
        text = render_event(event).text
    assert "1,5 × Fan" in text
    assert "15,00" in text


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PartFacts(" "), "description"),
        (PartFacts("Fan", quantity=0), "quantity"),
        (PartFacts("Fan", quantity=MAX_QUANTITY + 1), "quantity"),
        (PartFacts("Fan", unit_price=-1), "unit_price"),
        (PartFacts("Fan", unit_price=MAX_AMOUNT + 1), "unit_price"),
        (PartFacts("Fan", quantity=2000, unit_price=MAX_AMOUNT), "unit_price"),
        (PartFacts("Fan", quantity=MAX_QUANTITY, unit_price=MAX_AMOUNT), "unit_price"),
        (PartFacts("Fan", unit_price=MAX_AMOUNT), "unit_price"),
        (PartFacts("Fan", warranty=3651), "warranty"),
        (PartFacts("Fan", warranty=121, warranty_unit="months"), "warranty"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(clerk, facts, field):
    """W18: ranges, quantity by price, and everything together; nothing is written."""
    order = factories.an_order(value=1)

    with pytest.raises(RuleBroken) as refused:
        add_part(order, facts, by=clerk)

    assert refused.value.at == field
    assert not Part.objects.exists()
    assert owed(order) == 1


@pytest.mark.parametrize(("warranty", "unit"), [(3650, "days"), (120, "months")])
def test_a_warranty_of_ten_years_is_taken(clerk, warranty, unit):
    """W18: more is a slip of the finger."""
    part = add_part(factories.an_order(), PartFacts("Fan", warranty=warranty, warranty_unit=unit), by=clerk)

    assert (part.warranty, part.warranty_unit) == (warranty, unit)


def test_without_a_warranty_its_unit_says_nothing(clerk):
    """W18: "0 months" and "0 days" are one thing, so that changing one into the other is no event."""
    part = add_part(factories.an_order(), PartFacts("Fan", warranty=0, warranty_unit="months"), by=clerk)

    assert part.warranty_unit == "days"


def test_the_parts_alone_stay_within_a_bill_while_the_value_is_unknown(clerk):
    """Otherwise no value could ever be set."""
    order = factories.an_order(value=None)
    add_part(order, PartFacts("Gold", unit_price=MAX_AMOUNT), by=clerk)

    with pytest.raises(RuleBroken):
        add_part(order, PartFacts("Fan", unit_price=1), by=clerk)


def test_a_closed_order_takes_none(clerk):
    """W21: not on a closed order."""
    order = factories.a_closed_order()

    with pytest.raises(RuleBroken) as refused:
        add_part(order, PartFacts("Fan"), by=clerk)

    assert str(order) in refused.value.sentence


def test_a_free_part_may_be_added_when_everything_is_collected(clerk):
    order = factories.an_order(value=10_00)
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 10_00, "USD")], by=clerk)

    add_part(order, PartFacts("Screw"), by=clerk)

    assert owed(order) == 10_00


# --- the page -----------------------------------------------------------------------------------------------


def test_the_form_reads_numbers_as_they_are_typed(client_of, technician):
    """W18: a comma is a decimal mark where it can only be one."""
    order = factories.an_order(value=10_00)

    answer = client_of(technician).post(f"/orders/{order.pk}/parts/", TYPED)

    assert answer.status_code == 303
    assert answer["Location"] == f"/orders/{order.pk}/"
    part = Part.objects.get()
    assert (part.quantity, part.unit_price, part.warranty, part.warranty_unit) == (1500, 3_33, 90, "days")
    assert owed(order) == 15_00


def test_two_presses_add_one_part(client_of, technician):
    """A double click has one effect."""
    order = factories.an_order()
    browser, typed = client_of(technician), {**TYPED, KEY_FIELD: new_key()}

    for _press in range(2):
        assert browser.post(f"/orders/{order.pk}/parts/", typed).status_code == 303

    assert Part.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_with_everything_typed(client_of, technician):
    order = factories.an_order()
    typed = {**TYPED, "quantity": "many", "unit_price": "", "warranty": "-1"}

    answer = client_of(technician).post(f"/orders/{order.pk}/parts/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("quantity", "unit_price", "warranty"):
        assert f'id="id_{field}_error"' in page
    assert 'value="many"' in page
    assert not Part.objects.exists()


def test_an_included_part_needs_no_price(client_of, technician):
    order = factories.an_order()

    answer = client_of(technician).post(
        f"/orders/{order.pk}/parts/", {**TYPED, "borne": "included", "unit_price": "", "warranty": ""}
    )

    assert answer.status_code == 303
    part = Part.objects.get()
    assert (part.unit_price, part.is_chargeable, part.warranty) == (0, False, 0)


def test_what_was_used_lately_is_offered(client_of, technician):
    other = factories.an_order()
    for description in ("Rare screw", "Fan", "Fan"):
        factories.a_part(other, description=description)

    page = client_of(technician).get(f"/orders/{factories.an_order().pk}/parts/").content.decode()

    assert '<option value="Fan"></option><option value="Rare screw"></option>' in page


def test_the_form_of_a_closed_order_leads_back_to_its_sheet(client_of, clerk):
    """W21: with the sentence."""
    order = factories.a_closed_order()

    answer = client_of(clerk).get(f"/orders/{order.pk}/parts/", follow=True)

    assert answer.redirect_chain == [(f"/orders/{order.pk}/", 303)]
    assert f"{order} is closed: it cannot be changed." in answer.content.decode()


def test_it_leads_back_to_the_list_that_it_was_opened_from(client_of, clerk):
    order = factories.an_order()

    answer = client_of(clerk).post(f"/orders/{order.pk}/parts/?back=q%3Dfan%26author%3D7", TYPED)

    assert answer["Location"] == "/orders/parts/?q=fan&author=7"


def test_the_sheet_shows_value_parts_paid_and_balance(client_of, clerk):
    """W17, W18: what is owed, and out of what."""
    order = factories.an_order(value=10_00)
    add_part(order, PartFacts("Fan", 2000, 3_50, warranty=2, warranty_unit="months"), by=clerk)
    add_part(order, PartFacts("Glue", unit_price=1_00, is_chargeable=False), by=clerk)
    factories.a_payment(order.charge, amount=4_00)

    page = client_of(clerk).get(f"/orders/{order.pk}/").content.decode().replace("\xa0", " ")

    for shown in ("US$ 10.00", "US$ 7.00", "US$ 4.00", "US$ 13.00", "2 × US$ 3.50", "2 months", "included"):
        assert shown in page, shown


def test_the_sheet_of_a_closed_order_says_until_when(client_of, clerk):
    """W18: the warranty runs from closing, and nothing is offered any more."""
    order = factories.an_order(value=0)
    part = factories.a_part(order, warranty=1, warranty_unit="months", unit_price=0)
    moment = datetime(2028, 1, 31, 16, tzinfo=UTC)
    type(order).objects.filter(pk=order.pk).update(stage="closed", closed_at=moment)

    page = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()

    assert "29 Feb 2028" in page
    assert f"/orders/{order.pk}/parts/" not in page
    assert part.description in page
