"""W11: taking a device in, with the customer created in the same screen."""

import pytest
from django.utils import timezone

from faena.cash.actions import TenderFacts
from faena.customers.actions import CustomerFacts, DeviceFacts
from faena.customers.models import AccessLink, Customer, Device
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder, Stage
from tests import factories

PHONE = DeviceFacts(kind="Phone", brand="Samsung", model="A54", serial="356938035643809")


def test_it_opens_with_number_status_account_and_link(clerk, customer):
    """W11, W14: one action gives the order its number, first customer status, account and tracking link."""
    order = open_order(customer, device=PHONE, facts=IntakeFacts(reason="Broken screen", service_value=85_00), by=clerk)

    assert str(order) == "OS-000001"
    assert order.stage == Stage.RECEIVED
    assert order.entries.get().status.stage == Stage.RECEIVED
    assert (order.charge.account, order.charge.amount, order.charge.balance) == ("OS-000001", 85_00, 85_00)
    assert AccessLink.objects.alive().of(order.as_ref) is not None
    verbs = list(Event.objects.about(order.as_ref).values_list("verb", flat=True))
    assert verbs[0] == "order.opened"
    assert set(verbs) >= {"order.opened", "order.status_added"}


def test_it_creates_the_customer_in_the_same_step(clerk):
    """W11: an unknown customer is registered with the order, or neither is."""
    facts = CustomerFacts(name="Nora Nueva", phone="0412-5550101")

    order = open_order(facts, device=PHONE, facts=IntakeFacts(reason="Wet"), by=clerk)

    assert order.customer.name == "Nora Nueva"
    assert order.charge.amount is None
    assert order.charge.balance is None


def test_a_refused_advance_leaves_nothing_behind(clerk):
    """W11: too large an advance refuses the whole intake: no customer, no order, no number lost."""
    method = factories.a_method()
    facts = IntakeFacts(reason="Wet", service_value=10_00, advance=TenderFacts(method, 11_00, "USD"))

    with pytest.raises(RuleBroken):
        open_order(CustomerFacts(name="Nora Nueva"), device=PHONE, facts=facts, by=clerk)

    assert not Customer.objects.exists()
    assert not ServiceOrder.objects.exists()
    order = open_order(CustomerFacts(name="Nora"), device=PHONE, facts=IntakeFacts(reason="Wet"), by=clerk)
    assert order.number == 1


def test_a_known_serial_is_the_same_device(clerk, customer):
    """W11: a device that comes back is recognised by its serial."""
    first = open_order(customer, device=PHONE, facts=IntakeFacts(reason="Screen"), by=clerk)

    ServiceOrder.objects.update(stage=Stage.VOID)
    again = open_order(
        customer, device=DeviceFacts(kind="Phone", serial="356938 035643809"), facts=IntakeFacts(reason="Wet"), by=clerk
    )

    assert again.device == first.device


def test_the_unlock_code_is_sealed(clerk, customer):
    """W11: the unlock code is for staff only; a database dump does not show it."""
    order = open_order(customer, device=PHONE, facts=IntakeFacts(reason="Screen", unlock_code="2580"), by=clerk)

    assert order.unlock_sealed
    assert "2580" not in order.unlock_sealed
    assert not any("2580" in str((event.facts, event.said)) for event in Event.objects.all())


def test_a_retired_customer_is_restored_first(clerk, customer):
    """W29: somebody retired the customer while the intake was being typed: a sentence, and no number is lost."""
    customer.retired_at = timezone.now()
    customer.save(update_fields=["retired_at"])

    with pytest.raises(RuleBroken, match="is retired: restore"):
        open_order(customer, device=PHONE, facts=IntakeFacts(reason="Wet"), by=clerk)

    assert not ServiceOrder.objects.exists()


def test_a_device_that_was_removed_meanwhile_is_refused(customer, clerk):
    """W11: the page was open while somebody else removed the device."""
    device = factories.a_device(customer)
    Device.objects.filter(pk=device.pk).delete()

    with pytest.raises(RuleBroken, match="removed"):
        open_order(customer, device=device, facts=IntakeFacts(reason="Wet"), by=clerk)

    assert not ServiceOrder.objects.exists()
