"""A visit is booked for a customer alone, from a day of the calendar or from his record (C15)."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.booking import BookingSource, booking_page
from faena.agenda.month import read_day
from faena.customers.choosing import Choosing, choosing_page
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.dates import format_weekday
from faena.lib.locales import active_language
from faena.ui.called import opens_called


@requires(Perm.AGENDA_ACT)
@require_GET
@opens_called
def whom(request: StaffRequest, day: str) -> HttpResponse:
    """Which customer is visited that day. What the wall chart knows of it is carried on: who goes, and when."""
    on = read_day(day)
    if on is None:
        raise Http404
    carried = {name: request.GET[name][:40] for name in ("goes", "at") if request.GET.get(name)}
    return choosing_page(request, _choosing(on, carried))


def _choosing(on: date, carried: dict[str, str]) -> Choosing:
    day_name = format_weekday(on, active_language())
    return Choosing(
        purpose="visit",
        title=_("Book a visit"),
        back=reverse("agenda:day", args=[on.isoformat()]),
        back_label=day_name,
        placeholder=_("Name, phone, document, protocol…"),
        lead=_("Whom to visit on %(day)s?") % {"day": day_name},
        carried=carried,
        known={"on": on.isoformat()},
    )


@requires(Perm.AGENDA_ACT)
def book(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The day, the form, and the visit is booked."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    on = read_day(request.GET.get("on", ""))
    back = reverse("agenda:day", args=[on.isoformat()]) if on else reverse("agenda:month")
    case = BookingSource(customer, back, back_label="")
    return booking_page(request, case, lambda facts: actions.book_visit(customer, facts, by=request.user))
