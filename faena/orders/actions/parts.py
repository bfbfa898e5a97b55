"""The parts of an order: added, corrected, deleted; the amount due follows at once."""

from faena.lib.money import line_total
from faena.orders.models import Part, ServiceOrder


def amount_due(order: ServiceOrder) -> int | None:
    """Service value plus chargeable parts, in minor units; None while the value is to be diagnosed."""
    if order.service_value is None:
        return None
    parts = Part.objects.filter(order=order, is_chargeable=True).values_list("quantity", "unit_price")
    return order.service_value + sum(line_total(quantity, price) for quantity, price in parts)
