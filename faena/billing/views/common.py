"""What the pages of plans and invoices share."""

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import EventLine, render_event
from faena.lib.refs import Ref

MOST_LINES = 50  # entries of the history on the page of one thing


def the_customer(request: StaffRequest, pk: int, perm: Perm = Perm.BILLING_SEE) -> Customer:
    """Whoever is out of reach is not found."""
    if (customer := Customer.seen_by(request.user, pk, perm)) is None:
        raise Http404
    return customer


def history_of(*about: Ref) -> list[EventLine]:
    """The newest first."""
    events = Event.objects.about(*about).select_related("author").order_by("-id")
    return [render_event(event) for event in events[:MOST_LINES]]
