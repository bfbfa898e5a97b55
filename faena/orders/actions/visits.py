"""Somebody goes out for an order."""

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.actions.locks import when_of
from faena.agenda.models import Visit
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.orders.actions.locks import locked_order
from faena.orders.models import OrderVisit, ServiceOrder


@action
def book_order_visit(order: ServiceOrder, facts: agenda.VisitFacts, *, by: User) -> Visit:
    """A visit to the order's customer (C15). Raises RuleBroken as book_visit does, or when it is closed or void."""
    order = locked_order(order)
    visit = agenda.book_visit(order.customer, facts, by=by, ref=order.as_ref)
    OrderVisit.objects.create(order=order, visit=visit)
    # The customer's timeline shows the visit itself; here it stands in the life of the order.
    booked = {"visit_id": visit.pk, "number": str(visit), "when": when_of(visit)}
    record("order.visit_booked", order.as_ref, facts=booked, by=by)
    return visit
