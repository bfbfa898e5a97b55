"""M9: the lists that are filtered by typed words say why a row was found that does not show it, the match marked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.cash.actions import TenderFacts, receive_payment
from tests import factories

LISTS = ["/orders/?stage=all&technician=all", "/tickets/?whose=all", "/invoices/?state=", "/cash/?from=&to="]


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


def why(browser, path, wanted):
    """The reasons on the page, as people read them, with what is marked between stars."""
    page = browser.get(f"{path}&q={wanted}", headers={"HX-Request": "true"}).content.decode()
    reasons = re.findall(r'<span class="why">(.*?)</span>', page, re.DOTALL)
    return [re.sub(r"</?mark>", "*", reason) for reason in reasons]


def everything_of(customer):
    """A row in each of the lists."""
    factories.the_company(has_care=True)
    order = factories.an_order(customer)
    factories.a_payment(order.charge)
    factories.a_ticket(customer)
    factories.an_invoice(factories.a_subscription(customer))
    return order


@pytest.mark.parametrize("path", LISTS)
def test_what_the_row_does_not_show_is_named_and_marked(path, customer, desk):
    """M9: his e-mail here, a contact's name there; what the row shows is not said twice."""
    customer.email = "carmen@panaderia.example"
    customer.save(update_fields=["email"])
    factories.a_term(customer, "email", "carmen panaderia example")
    contact = factories.a_contact(customer, name="Zulay Rondón")
    factories.a_term(customer, "contact", "zulay rondon", contact)
    everything_of(customer)

    assert why(desk, path, "panaderia") == ["E-mail: carmen@*panaderia*.example"]
    assert why(desk, path, "zulay") == ["Contact: *Zulay* Rondón"]
    assert why(desk, path, "carmen") == []


def test_of_an_order_only_its_own_device_is_a_reason(customer, desk):
    """M9: by its serial; the device's name stands in the row. A number that the row shows needs no reason, whatever
    else has it."""
    order = everything_of(customer)
    order.device.serial = "SN-7788"
    order.device.save()
    factories.a_term(customer, "serial", "sn7788", order.device)
    factories.a_term(customer, "device", "telefono samsung a54", order.device)
    factories.a_term(customer, "code", "000001")
    other = factories.a_device(customer, serial="SN-7799")
    factories.a_term(customer, "serial", "sn7799", other)
    factories.a_term(customer, "serial", "zulay1", other)
    contact = factories.a_contact(customer, name="Zulay Rondón")
    factories.a_term(customer, "contact", "zulay rondon", contact)
    path = LISTS[0]

    assert why(desk, path, "sn-7788") == ["Serial or IMEI: *SN*-*7788*"]
    assert why(desk, path, "7799") == []
    assert why(desk, path, "samsung") == []
    assert why(desk, path, "zulay") == ["Contact: *Zulay* Rondón"]
    assert why(desk, path, str(order.number).zfill(6)) == []
    assert why(desk, "/tickets/?whose=all", "7799") == ["Serial or IMEI: SN-*7799*"]


def test_a_payment_says_that_its_reference_was_meant(customer, clerk, desk):
    """M9: the list shows no references."""
    tender = TenderFacts(factories.a_method(), 1_00, "USD", reference="004712")
    receive_payment(everything_of(customer).charge, tenders=[tender], by=clerk)

    assert why(desk, "/cash/?from=&to=", "4712") == ["Reference: 00*4712*"]


@pytest.mark.parametrize("path", LISTS)
def test_reasons_cost_the_same_for_one_row_and_for_many(path, desk):
    """M9: and they are read for the rows of the page alone."""
    costs = []
    for rows in (1, 4):
        for place in range(rows):
            customer = factories.a_customer(email=f"a{place}@panaderia.example")
            factories.a_term(customer, "email", f"a{place} panaderia example")
            everything_of(customer)
        with CaptureQueriesContext(connection) as counted:
            found = len(why(desk, path, "panaderia"))
        costs.append((found, len(counted)))

    assert [found for found, _cost in costs] == [1, 5]
    assert costs[0][1] == costs[1][1]
