"""What the second currency is worth, day by day."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.api.payments import routes
from faena.cash.api.shapes import RateNow, label, rate_now
from faena.cash.lists import RATES
from faena.cash.models import ExchangeRate
from faena.cash.payment_options import rate_of_the_day
from faena.gate.grants import Perm
from faena.lib.limits import check_value
from faena.lib.rates import Quote
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import Amount, In, Label, Moment, Out


class RateOut(Out):
    """One unit is worth rate × 10⁻⁸ of other from the day `on` until the next one."""

    id: int
    unit: str
    other: str
    rate: int
    on: date
    by: Label
    at: Moment


def _out(rate: ExchangeRate) -> RateOut:
    return RateOut(
        id=rate.pk, unit=rate.unit, other=rate.other, rate=rate.rate, on=rate.on, by=label(rate.by), at=rate.at
    )


@routes.thing("/rates", Perm.COMPANY_EDIT, parameters=("limit", "cursor"))
def rates(request: StaffRequest) -> Page[RateOut]:
    """All rates that were set, the newest day first; 404 for a shop of one currency."""
    rows = _rates(request)
    page = page_of(request, rows, next(iter(RATES.sorts.values())).order)
    return Page[RateOut](items=[_out(row) for row in page.rows], next=page.next_cursor)


@routes.thing("/rates/{int:rate_id}", Perm.COMPANY_EDIT)
def rate(request: StaffRequest, rate_id: int) -> RateOut:
    """One of them."""
    return _out(the(_rates(request), rate_id))


@routes.thing("/rates/today", Perm.PAYMENT_SEE)
def rate_today(request: StaffRequest) -> RateNow:
    """The rate by which money is counted today; 404 where there is none."""
    found = rate_of_the_day(request.company)
    if found is None:
        raise Http404
    return rate_now(found)


class RateIn(In):
    """unit: of which one is worth rate × 10⁻⁸ of the other currency. on: from which day. is_sure: also where it is far
    from that of the day before, or there was none."""

    unit: str
    rate: Amount
    on: date
    is_sure: bool = False


@routes.event("/rates", Perm.COMPANY_EDIT, to=rate)
def set_rate(request: StaffRequest, facts: RateIn) -> int:
    """From that day on the shop counts by this rate."""
    currencies = request.company.currencies
    if len(currencies) < 2:
        raise Http404
    other = next(code for code in currencies if code != facts.unit)
    check_value(ExchangeRate, "rate", facts.rate, at="rate")
    return actions.set_rate(
        Quote(facts.unit, other, facts.rate), on=facts.on, is_sure=facts.is_sure, by=request.user
    ).pk


def _rates(request: StaffRequest) -> QuerySet[ExchangeRate]:
    if len(request.company.currencies) < 2:
        raise Http404
    return ExchangeRate.objects.select_related("by")
