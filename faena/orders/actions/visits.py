"""Somebody goes out for an order."""

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.models import Visit
from faena.cases.actions import book_case_visit, locked
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.orders.models import ServiceOrder


@action(Perm.AGENDA_ACT)
def book_order_visit(order: ServiceOrder, facts: agenda.VisitFacts, *, by: User) -> Visit:
    """A visit to the order's customer (C15). Raises RuleBroken as book_visit does, or when it is closed or void."""
    Customer.lock(order.customer_id, no_key=True)  # before the order, as everywhere
    return book_case_visit(locked(order, Perm.ORDER_SEE, by=by), facts, by=by)
