"""W21: a part is corrected, from its order and from the list of all; the total follows at once."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import PartFacts, delete_part, edit_part
from tests import factories

FAN = PartFacts("Fan", 2000, 10_00, warranty=90)


def a_fan(order, **more):
    facts = {"description": "Fan", "quantity": 2000, "unit_price": 10_00, "warranty": 90} | more
    part = factories.a_part(order, **facts)
    order.charge.amount = None if order.service_value is None else order.service_value + part.total
    order.charge.save(update_fields=["amount"])
    return part


def owed(order):
    order.charge.refresh_from_db()
    return order.charge.amount


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        (PartFacts("Fan", 3000, 10_00), 40_00),
        (PartFacts("Fan", 2000, 5_00), 20_00),
        (PartFacts("Fan", 2000, 10_00, is_chargeable=False), 10_00),
    ],
)
def test_the_total_follows_at_once(technician, facts, amount):
    """W21: quantity, price, who pays."""
    order = factories.an_order(value=10_00)

    edit_part(a_fan(order), facts, version=1, by=technician)

    assert owed(order) == amount


def test_the_history_tells_old_and_new_in_the_readers_language(clerk):
    """W21: about the order, money as money, days as days."""
    order = factories.an_order()
    now = PartFacts("Big fan", 1500, 12_00, is_chargeable=False, warranty=3, warranty_unit="months")

    edit_part(a_fan(order), now, version=1, by=clerk)

    event = Event.objects.get(verb="part.edited")
    assert (event.about_kind, event.about_id) == ("order", order.pk)
    with override("en"):
        changes = {change.label: (change.old, change.new) for change in render_event(event).changes}
    assert changes == {
        "Description": ("Fan", "Big fan"),
        "Quantity": ("2", "1.5"),
        "Unit price": ("US$\xa010.00", "US$\xa012.00"),
        "Charged to the customer": ("yes", "no"),
        "Warranty": ("90 days", "3 months"),
    }
    assert "description" not in event.facts["changes"]  # what people typed stands where it can be blanked


def test_saving_the_same_again_is_no_event(clerk):
    part = edit_part(a_fan(factories.an_order()), FAN, version=1, by=clerk)

    assert part.version == 1
    assert not Event.objects.exists()


def test_it_is_never_below_what_was_collected(clerk):
    """Amount due: refused with both figures beside the price; nothing is written."""
    order = factories.an_order(value=10_00)
    part = a_fan(order)
    factories.a_payment(order.charge, amount=25_00)

    with pytest.raises(RuleBroken) as refused:
        edit_part(part, PartFacts("Fan", 1000, 10_00), version=1, by=clerk)

    assert refused.value.at == "unit_price"
    assert "25.00" in refused.value.sentence
    assert "20.00" in refused.value.sentence
    part.refresh_from_db()
    assert part.quantity == 2000
    assert owed(order) == 30_00
    assert not Event.objects.exists()


def test_while_the_value_is_unknown_an_advance_holds_nothing_back(clerk):
    """Any advance is taken then, so parts may change below it."""
    order = factories.an_order(value=None)
    part = a_fan(order)
    factories.a_payment(order.charge, amount=25_00)

    edit_part(part, PartFacts("Fan"), version=1, by=clerk)

    assert owed(order) is None


def test_an_old_version_is_refused(clerk, technician):
    """The second sees what the first saved."""
    part = a_fan(factories.an_order())
    edit_part(part, PartFacts("Fan", 1000, 10_00), version=1, by=clerk)

    with pytest.raises(Stale) as refused:
        edit_part(part, PartFacts("Fan", 3000, 10_00), version=1, by=technician)

    assert refused.value.current.quantity == 1000


def test_one_that_somebody_deleted_is_refused_with_a_sentence(clerk):
    part = a_fan(factories.an_order())
    delete_part(part, by=clerk)

    with pytest.raises(RuleBroken) as refused:
        edit_part(part, PartFacts("Fan"), version=1, by=clerk)

    assert "deleted" in refused.value.sentence


def test_not_on_a_closed_order(clerk):
    """W21."""
    order = factories.an_order(value=0)
    part = factories.a_part(order, unit_price=0)
    order.stage = "void"
    order.save(update_fields=["stage"])

    with pytest.raises(RuleBroken):
        edit_part(part, PartFacts("Other"), version=1, by=clerk)


# --- the page -----------------------------------------------------------------------------------------------


def typed(**more):
    facts = {"description": "Fan", "quantity": "2", "unit_price": "10", "borne": "charged", "warranty": "90"}
    return facts | {"warranty_unit": "days", "version": "1"} | more


def test_the_form_shows_it_as_it_is(client_of, clerk, settings):
    part = a_fan(factories.an_order(), quantity=1500)

    page = client_of(clerk).get(f"/orders/{part.order_id}/parts/{part.pk}/").content.decode()

    for value in ("Fan", "1.5", "10.00", "90"):
        assert f'value="{value}"' in page


def test_what_somebody_else_saved_stands_beside_what_was_typed(client_of, clerk):
    """The second save shows both, and saving again keeps one's own."""
    order = factories.an_order()
    part = a_fan(order)
    edit_part(part, PartFacts("Fan", 1000, 12_00, is_chargeable=False), version=1, by=clerk)
    browser, address = client_of(clerk), f"/orders/{order.pk}/parts/{part.pk}/"

    page = browser.post(address, typed())

    assert page.status_code == 422
    for saved in ("<strong>1</strong>", "<strong>12.00</strong>", "<strong>Included in the service</strong>"):
        assert saved in page.content.decode()
    assert browser.post(address, typed(version="2")).status_code == 303
    part.refresh_from_db()
    assert (part.quantity, part.unit_price, part.is_chargeable) == (2000, 10_00, True)


def test_the_refusal_stands_beside_the_price(client_of, clerk):
    order = factories.an_order(value=10_00)
    part = a_fan(order)
    factories.a_payment(order.charge, amount=30_00)

    page = client_of(clerk).post(f"/orders/{order.pk}/parts/{part.pk}/", typed(unit_price="1"))

    assert page.status_code == 422
    assert 'id="id_unit_price_error"' in page.content.decode()


def test_the_form_of_a_closed_order_leads_back_to_its_sheet(client_of, clerk):
    """W21: with the sentence."""
    order = factories.an_order(value=0)
    part = factories.a_part(order)
    order.stage = "void"
    order.save(update_fields=["stage"])

    answer = client_of(clerk).get(f"/orders/{order.pk}/parts/{part.pk}/")

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")


def test_the_page_of_an_order_tells_a_quantity_that_was_corrected(client_of, clerk):
    order = factories.an_order()
    edit_part(a_fan(order), replace(FAN, quantity=3000), version=1, by=clerk)

    page = client_of(clerk).get(f"/orders/{order.pk}/")

    assert page.status_code == 200
    assert "Quantity" in page.content.decode()
