"""What can be taken back of a customer from the notice that says that it was done (ui/undoing.py)."""

from typing import Any

from django.shortcuts import get_object_or_404

from faena.accounts.models import User
from faena.customers import actions
from faena.customers.models import Customer
from faena.ui import undoing
from faena.ui.undoing import Undo

RETIRED, ASSIGNED = "customer.retired", "customer.assigned"


def announce() -> None:
    undoing.register(RETIRED, _restore)
    undoing.register(ASSIGNED, _assign_back)


def of_retiring(customer: Customer) -> Undo:
    return Undo(RETIRED, {"customer": customer.pk, "version": customer.version})


def of_assigning(customer: Customer, before: User | None) -> Undo:
    """`customer` as it is now; `before`: whose it was."""
    facts = {"customer": customer.pk, "before": before.pk if before else None, "version": customer.version}
    return Undo(ASSIGNED, facts)


def _restore(user: User, *, customer: int, version: int) -> Any:
    return actions.restore_customer(_customer(user, customer), version=version, by=user)


def _assign_back(user: User, *, customer: int, before: int | None, version: int) -> Any:
    seller = get_object_or_404(User, pk=before) if before else None
    return actions.assign_seller(_customer(user, customer), seller, version=version, by=user)


def _customer(user: User, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(user), pk=pk)
