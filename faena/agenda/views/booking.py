"""A visit is booked for a customer alone, from a day of the calendar or from his record (C15)."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.booking import BookingSource, booking_page
from faena.agenda.month import read_day
from faena.customers.models import Customer
from faena.customers.search import SHORTEST_QUERY, find
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import search_text

MOST_FOUND = 15


@requires(Perm.AGENDA_ACT)
@require_GET
def whom(request: StaffRequest, day: str) -> HttpResponse:
    """Which customer is visited that day. What the wall chart knows of it is carried on: who goes, and when."""
    on = read_day(day)
    if on is None:
        raise Http404
    wanted = search_text(request)
    hits = find(wanted, user=request.user, limit=MOST_FOUND, country=request.company.country)
    context = {
        "on": on,
        "q": wanted,
        "hits": hits,
        "carried": {name: request.GET[name][:40] for name in ("goes", "at") if request.GET.get(name)},
        "is_short": 0 < len(wanted) < SHORTEST_QUERY,
    }
    return render(request, "agenda/whom.html", context)


@requires(Perm.AGENDA_ACT)
def book(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The day, the form, and the visit is booked."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    on = read_day(request.GET.get("on", ""))
    back = reverse("agenda:day", args=[on.isoformat()]) if on else reverse("agenda:month")
    case = BookingSource(customer, back, back_label="")
    return booking_page(request, case, lambda facts: actions.book_visit(customer, facts, by=request.user))
