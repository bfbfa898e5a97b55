"""The page on which a visit is booked: a day is tapped in the calendar, then the form is filled in (C15). Rooms above
lend it their case: what it is for, where to, and how it is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.agenda.actions import VisitFacts
from faena.agenda.addresses import addresses_of
from faena.agenda.forms import BookingForm, chosen_goer
from faena.agenda.free import hours_of
from faena.agenda.hours import comes_twice
from faena.agenda.models import Visit
from faena.agenda.month import Month, month_of, read_day, read_month
from faena.customers.models import Contact, Customer
from faena.lib.dates import format_time
from faena.ui.answers import form_page


@dataclass(frozen=True)
class BookingSource:
    """What is booked for. `label`: how people call it, "" for the customer alone; `back`: where it leads out, and what
    is called so there; `address`: where to unless another is written, "" for the customer's own."""

    customer: Customer
    back: str
    back_label: str
    label: str = ""
    address: str = ""
    contact: Contact | None = None
    notes: str = ""


def booking_page(request: StaffRequest, case: BookingSource, book: Callable[[VisitFacts], Visit]) -> HttpResponseBase:
    """`?on=` is the day that was tapped, `?month=` the one that is looked at, `?goes=` who, `?at=` the hour.
    `book` writes it down."""
    on = read_day(request.GET.get("on", ""))
    addresses = addresses_of(case.customer)
    initial = {
        "on": on,
        "period": "",
        "hour": _hour(request.GET.get("at", "")),
        "goes": request.GET.get("goes", ""),
        "address": case.address or next(iter(addresses), ""),
        "contact": case.contact,
        "notes": case.notes,
    }
    form = BookingForm(request.POST or None, customer=case.customer, user=request.user, initial=initial)

    def act(data: dict[str, Any]) -> str:
        visit = book(VisitFacts(**data))
        messages.success(request, _("%(visit)s is booked.") % {"visit": visit})
        warn_of_twice(request, visit)
        return visit.as_ref.url

    day = read_day(form["on"].value() or "") if form.is_bound else on
    context = {
        "case": case,
        "customer": case.customer,
        "addresses": [(address, address) for address in addresses],
        "day": day,
        "day_hours": hours_of(chosen_goer(form), day),
        "month": _month(request, day),
        "here": request.get_full_path(),
        "month_link": lambda first: url_with(request, month=f"{first:%Y-%m}", on=None),
        "has_chosen": day is not None or form.is_bound,
    }
    return form_page(request, form, "agenda/book.html", context, act=act)


def _hour(text: str) -> time | None:
    """`09:30` as a time; None for what is none."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def warn_of_twice(request: StaffRequest, visit: Visit) -> None:
    """An hour that the clock shows twice that day is the first of the two."""
    if comes_twice(visit):
        assert visit.starts_at is not None
        hour = format_time(timezone.localtime(visit.starts_at))
        messages.warning(
            request, _("The clocks go back that day and show %(hour)s twice: the first is meant.") % {"hour": hour}
        )


def url_with(request: StaffRequest, **changes: str | None) -> str:
    """This page, asked otherwise; None takes a question away."""
    query = {**request.GET.dict(), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _month(request: StaffRequest, day: date | None) -> Month:
    text = request.GET.get("month", "") or (f"{day:%Y-%m}" if day else "")
    leads = lambda on: url_with(request, on=on.isoformat(), month=None) + "#form"  # noqa: E731  # one word would say no more
    return month_of(read_month(text), request.user, leads, chosen=day, may_past=False)
