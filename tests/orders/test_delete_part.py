"""W21: a part is taken off its order; the total follows, the history keeps what it was."""

import pytest
from django.db import DatabaseError, connection, transaction

from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.orders.actions import PartFacts, add_part, delete_part
from faena.orders.models import Part
from tests import factories


def owed(order):
    order.charge.refresh_from_db()
    return order.charge.amount


def test_the_total_follows_and_the_history_keeps_it(clerk, technician):
    """W21."""
    order = factories.an_order(value=10_00)
    part = add_part(order, PartFacts("Fan", 1500, 10_00), by=technician)

    delete_part(part, by=clerk)

    assert owed(order) == 10_00
    assert not Part.objects.exists()
    line = render_event(Event.objects.get(verb="part.deleted"))
    assert line.text == "Clara Clerk deleted 1.5 × Fan: US$\xa015.00"


def test_a_technician_deletes_only_his_own(technician, clerk):
    """His own is what he added."""
    order = factories.an_order()
    his, hers = (add_part(order, PartFacts("Fan"), by=by) for by in (technician, clerk))

    delete_part(his, by=technician)
    with pytest.raises(RuleBroken):
        delete_part(hers, by=technician)

    assert Part.objects.get() == hers


def test_it_is_never_below_what_was_collected(clerk):
    """Amount due: refused with the figures."""
    order = factories.an_order(value=10_00)
    part = add_part(order, PartFacts("Fan", unit_price=10_00), by=clerk)
    factories.a_payment(order.charge, amount=15_00)

    with pytest.raises(RuleBroken) as refused:
        delete_part(part, by=clerk)

    assert "15.00" in refused.value.sentence
    assert Part.objects.filter(pk=part.pk).exists()
    assert owed(order) == 20_00


def test_a_closed_order_keeps_its_parts_in_the_database_too(clerk):
    """W21: not on a closed order."""
    order = factories.an_order(value=10_00)
    part = add_part(order, PartFacts("Fan", is_chargeable=False), by=clerk)
    type(order).objects.filter(pk=order.pk).update(stage="closed", closed_at=order.opened_at)

    with pytest.raises(RuleBroken):
        delete_part(part, by=clerk)
    for statement in (
        f"DELETE FROM orders_part WHERE id = {part.pk}",
        f"UPDATE orders_part SET warranty = 9 WHERE id = {part.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_deletes_and_says_so(client_of, technician):
    """A technician's own, whoever's customer it is."""
    order = factories.an_order()
    part = add_part(order, PartFacts("Fan", unit_price=1_00), by=technician)

    answer = client_of(technician).post(f"/orders/{order.pk}/parts/{part.pk}/deletion/?back=paid%3Dcharged")

    assert (answer.status_code, answer["Location"]) == (303, "/orders/parts/?paid=charged")
    assert not Part.objects.exists()


def test_a_refusal_is_said_on_the_sheet(client_of, clerk):
    order = factories.an_order(value=0)
    part = add_part(order, PartFacts("Fan", unit_price=10_00), by=clerk)
    factories.a_payment(order.charge, amount=10_00)

    answer = client_of(clerk).post(f"/orders/{order.pk}/parts/{part.pk}/deletion/", follow=True)

    assert "10.00 were already collected" in answer.content.decode().replace("\xa0", " ")
    assert Part.objects.exists()


def test_the_sheet_offers_what_the_reader_may(client_of, clerk, technician, seller, customer):
    """A technician corrects all and deletes his own, a seller only looks, a closed order offers nothing."""
    order = factories.an_order(customer)
    his, hers = (add_part(order, PartFacts("Fan", warranty=90), by=by) for by in (technician, clerk))
    sheet = f"/orders/{order.pk}/"
    deleting, editing = "{}parts/{}/deletion/".format, '"{}parts/{}/"'.format

    both = {his, hers}
    for who, corrects, deletes in ((clerk, both, both), (technician, both, {his}), (seller, set(), set())):
        page = client_of(who).get(sheet).content.decode()
        assert {part for part in both if editing(sheet, part.pk) in page} == corrects, who
        assert {part for part in both if deleting(sheet, part.pk) in page} == deletes, who
        assert (f'"{sheet}parts/"' in page) is bool(corrects), who
        assert "90 days" in page
