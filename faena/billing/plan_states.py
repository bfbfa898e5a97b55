"""The state of a customer's plans, in one word, for the lists of customers (C1)."""

from collections.abc import Collection
from typing import Any

from faena.accounts.models import User
from faena.billing.models import Subscription
from faena.customers.models import reached
from faena.customers.states import CustomerState
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import AmongKeys, NamedValues

_states = NamedValues(
    lambda ask, reach: (
        reached(Subscription.objects.filter(AmongKeys("customer")), reach, ask("user", User._meta.pk))
        .order_by()
        .values_list("customer", "state")
        .distinct()
    )
)


def plan_states(customers: Collection[int], user: Any) -> dict[int, CustomerState]:
    """Active when one of the plans is, else inactive when one is, else cancelled; nothing for who never had one."""
    reach = scope(user, Perm.BILLING_SEE)
    if not customers or reach is Scope.NONE:
        return {}
    found: dict[int, set[str]] = {}
    for customer, state in _states.rows(reach, keys=customers, user=user.pk):
        found.setdefault(customer, set()).add(state)
    shown = {state: CustomerState(state.label, Subscription(state=state).tone) for state in Subscription.State}
    return {customer: next(shown[one] for one in shown if one in states) for customer, states in found.items()}
