"""W12, C6: under a list stands what is left to pay of all that it finds."""

from faena.cash.left import left_to_pay
from faena.company.models import Company
from faena.lib.pages import Count
from faena.orders.models import ServiceOrder
from tests import factories


def test_orders_and_invoices_say_what_is_left_of_all_of_them(client_of, owner, customer):
    """What is paid, void or without a value adds nothing."""
    factories.the_company(has_care=True)
    for _ in range(2):
        factories.an_order(customer)
    factories.a_payment(factories.an_order(customer).charge)
    factories.an_order(customer, value=None)
    factories.an_invoice(factories.a_subscription(customer))
    browser = client_of(owner)

    orders, invoices = (browser.get(address).content.decode() for address in ("/orders/", "/invoices/"))

    left = sum(order.account.balance or 0 for order in ServiceOrder.objects.select_related("charge"))
    assert f"{left // 100}.{left % 100:02} left to pay" in orders
    assert "30.00 left to pay" in invoices
    assert "left to pay" not in browser.get("/orders/?stage=closed").content.decode()


def test_nothing_is_summed_of_more_than_are_counted(customer):
    """A sum over years is nobody's question, and costs one."""
    factories.an_order(customer)

    assert left_to_pay(ServiceOrder.objects.all(), Count(1000, True), Company.here()) == ""
