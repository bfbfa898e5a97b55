"""The tickets of a customer (C9), and opening one (C19)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.company.exports import exported, page_or_file
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.lib.dates import relative_moment
from faena.lib.locales import active_language
from faena.tickets import actions
from faena.tickets.actions import OpeningFacts
from faena.tickets.forms.opening import OpeningForm
from faena.tickets.lists.tickets import OF_CUSTOMER, STATE, of_customer_found
from faena.tickets.models import Ticket
from faena.tickets.offers import opening_for
from faena.ui.answers import form_page
from faena.ui.listing import Filters, file_form


@requires(Perm.TICKET_SEE, gives_file=True)
@page_or_file
def of_customer(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All tickets of a customer, open ones first (C9). `format=csv`: the same as a file."""
    customer = _customer(request, pk, Perm.TICKET_SEE)
    filters = Filters(request, STATE)
    rows = of_customer_found(customer, request.user, filters)
    if file_form(request):
        name = f"{_('Tickets')} {customer.name}"
        return exported(request, OF_CUSTOMER.file(request, rows.shown(), name), filters)
    opens = opening_for(customer, icon="plus", primary=True, key="n")
    offers = Offers(request.user, [opens], header=("ticket",), bar=("ticket",))
    context = {"customer": customer, "offers": offers, "listing": OF_CUSTOMER.show(request, rows.listed(), filters)}
    return render(request, "tickets/of_customer.html", context)


@requires(Perm.TICKET_OPEN)
def open_ticket(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A customer asks for something. What the chosen type brings with it is shown at once: `?type=` asks for that."""
    customer = _customer(request, pk, Perm.TICKET_OPEN)
    initial = {"type": request.GET.get("type", ""), "channel": Ticket.Channel.PHONE}
    followed = _followed(request, customer)
    form = OpeningForm(request.POST or None, customer=customer, user=request.user, followed=followed, initial=initial)

    def act(data: dict[str, Any]) -> str:
        ticket = actions.open_ticket(customer, OpeningFacts(**data), by=request.user)
        due = relative_moment(ticket.due_at, timezone.localdate(), active_language())
        messages.success(request, _("%(ticket)s is open. It is due %(when)s.") % {"ticket": ticket, "when": due})
        return ticket.as_ref.url

    return form_page(request, form, "tickets/open.html", {"customer": customer, "followed": followed}, act=act)


def _followed(request: StaffRequest, customer: Customer) -> Ticket | None:
    """The closed ticket that the new one follows, if the address or the form names one (M31)."""
    named = request.POST.get("follows") or request.GET.get("follows", "")
    rows = Ticket.objects.visible_to(request.user).filter(customer=customer, state=Ticket.State.CLOSED)
    return rows.filter(pk=int(named)).first() if named.isascii() and named.isdecimal() and len(named) < 16 else None


def _customer(request: StaffRequest, pk: int, perm: Perm) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user, perm), pk=pk)
