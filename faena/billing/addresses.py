"""Addresses of a customer's plans: the agenda offers them when a visit is booked (C15)."""

from faena.billing.models import Subscription
from faena.customers.models import Customer


def addresses_of(customer: Customer) -> list[str]:
    """Of the plans that are not cancelled, the newest first."""
    plans = Subscription.objects.filter(customer=customer).exclude(state=Subscription.State.CANCELLED)
    return list(plans.order_by("-id").values_list("address", flat=True)[:5])
