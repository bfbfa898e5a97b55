"""The routes of billing, and what its calls share."""

from datetime import date

from django.http import Http404, HttpRequest

from faena.accounts.requests import StaffRequest
from faena.billing.months import is_offered, month_of, read_month
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.rest.routes import Routes
from faena.ui.listing import DAYS, Filters
from faena.ui.problems import Problem

routes = Routes("billing")


def the_customer(request: StaffRequest, customer_id: int, perm: Perm = Perm.BILLING_SEE) -> Customer:
    """Whoever is out of reach is not found."""
    if (customer := Customer.seen_by(request.user, customer_id, perm)) is None:
        raise Http404
    return customer


def days_asked(request: HttpRequest) -> Filters:
    """`from` and `to`. Raises Problem for what is no day."""
    for field in DAYS:
        if (told := request.GET.get(field.name)) and field.read(told) != told:
            raise wrong(field.name, "A day: 2026-11-22.")
    return Filters(request, *DAYS)


def month_asked(request: HttpRequest, today: date) -> date:
    """The first day of `month`, this one without. Raises Problem for what is no month that can be invoiced."""
    if not (told := request.GET.get("month")):
        return month_of(today)
    period = read_month(told)
    if period is None or not is_offered(period, today):
        raise wrong("month", "A month of the last twelve, this one or the next one: 2026-11.")
    return period


def wrong(parameter: str, detail: str) -> Problem:
    return Problem(422, "invalid", errors=[{"parameter": parameter, "detail": detail}])
