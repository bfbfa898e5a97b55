"""The state of a customer's plans, in one word, for the lists of customers (C1)."""

from collections.abc import Collection
from typing import Any

from faena.billing.models import Subscription
from faena.customers.states import CustomerState


def plan_states(customers: Collection[int], user: Any) -> dict[int, CustomerState]:
    """Active when one of the plans is, else inactive when one is, else cancelled; nothing for who never had one."""
    rows = Subscription.objects.visible_to(user).filter(customer__in=customers)
    states: dict[int, set[str]] = {}
    for customer, state in rows.order_by().values_list("customer", "state").distinct():
        states.setdefault(customer, set()).add(state)
    return {customer: _state(found) for customer, found in states.items()}


def _state(states: set[str]) -> CustomerState:
    best = next(state for state in Subscription.State if state in states)
    return CustomerState(best.label, Subscription(state=best).tone)
