"""Visits of an order: booked, and shown on its sheet where customer care is on (C15)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase

from faena.accounts.requests import StaffRequest
from faena.agenda.booking import BookingSource, booking_page
from faena.cases.views import dead_end, visits_of
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.orders import actions
from faena.orders.models import ServiceOrder
from faena.orders.views.common import be_open, sheet_of, the_order


@requires(Perm.AGENDA_ACT)
def book(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The day, the form, and the visit is booked for the order."""
    be_open(request)
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    case = BookingSource(order.customer, sheet_of(order), str(order), label=str(order))
    return booking_page(request, case, lambda facts: actions.book_order_visit(order, facts, by=request.user))


def on_sheet(request: StaffRequest, order: ServiceOrder, events: Iterable[Event]) -> dict[str, Any]:
    """Its visits, the last day first; nothing of them where customer care is off. The database is asked only when the
    events say that one was booked."""
    if "care" not in request.company.modules or not may(request.user, Perm.AGENDA_SEE):
        return {"shows_visits": False, "visits": []}
    if not any(event.verb == "order.visit_booked" for event in events):
        return {"shows_visits": True, "visits": []}
    return {"shows_visits": True, "visits": visits_of(order)}
