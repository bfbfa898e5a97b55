"""What the old system knew of a customer, for programs: to be read, nothing more."""

from datetime import date

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.moving.api.room import routes
from faena.moving.pasts import Past
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import Label, Money, Out


class PastOut(Out):
    """kind: order, ticket, payment or invoice. state, device, text: as the old system wrote them. Nothing is owed by
    it."""

    id: int
    kind: str
    old_number: str
    customer: Label
    listed_on: date
    began_on: date | None
    ended_on: date | None
    state: str
    device: str
    amount: Money | None
    paid: Money | None
    text: str


def _out(past: Past) -> PastOut:
    customer = Label.of(past.customer)
    assert customer is not None
    return PastOut(
        id=past.pk,
        kind=past.kind,
        old_number=past.old_number,
        customer=customer,
        listed_on=past.listed_on,
        began_on=past.began_on,
        ended_on=past.ended_on,
        state=past.state,
        device=past.device,
        amount=Money.of(past.amount, past.currency),
        paid=Money.of(past.paid, past.currency),
        text=past.text,
    )


@routes.thing("/customers/{int:customer_id}/pasts", Perm.CUSTOMER_SEE, parameters=("limit", "cursor"))
def pasts(request: StaffRequest, customer_id: int) -> Page[PastOut]:
    """All that the old system knew of a customer, the newest first."""
    if (customer := Customer.seen_by(request.user, customer_id)) is None:
        raise Http404
    rows = Past.objects.visible_to(request.user).filter(customer=customer).select_related("customer")
    page = page_of(request, rows, ("-listed_on", "-id"))
    return Page[PastOut](items=[_out(row) for row in page.rows], next=page.next_cursor)


@routes.thing("/pasts/{int:past_id}", Perm.CUSTOMER_SEE)
def past(request: StaffRequest, past_id: int) -> PastOut:
    """One thing of the old system, as it was written there."""
    return _out(the(Past.objects.visible_to(request.user).select_related("customer"), past_id))
