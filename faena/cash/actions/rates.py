"""What one currency is worth in the other, day by day."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.models import ExchangeRate
from faena.company.models import Company
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken
from faena.lib.rates import Quote

AHEAD = timedelta(days=7)  # central banks tell tomorrow's rate today; more is a slip of the finger


@action
def set_rate(quote: Quote, *, on: date, by: User) -> ExchangeRate:
    """From the day `on` the shop counts by this rate. The last one set for a day is that day's; what was counted before
    stays as it was.

    Raises RuleBroken for currencies that are not the shop's two, for a day that has passed or is far ahead, and for the
    rate that is in force already."""
    company = Company.locked(1)
    if {quote.unit, quote.other} != set(company.currencies) or len(company.currencies) != 2:
        raise RuleBroken(_("The shop's two currencies are others by now. Open the page again."))
    today = timezone.localdate()
    if on < today:
        raise RuleBroken(_("That day has passed: what was collected then was counted by the rate of then."), "on")
    if on > today + AHEAD:
        raise RuleBroken(_("Choose a day within the coming week."), "on")
    before: ExchangeRate | None = ExchangeRate.objects.in_force(quote.unit, quote.other, on)
    if before is not None and before.on == on and before.quote == quote:
        raise RuleBroken(_("This is that day's rate already."), "rate")
    rate = ExchangeRate.objects.create(unit=quote.unit, other=quote.other, rate=quote.rate, on=on, by=by)
    record(
        "rate.set",
        company.as_ref,
        facts={"old": _kept(before.quote if before else None), "new": _kept(quote), "day": {"day": on.isoformat()}},
        by=by,
    )
    return rate


def _kept(quote: Quote | None) -> dict[str, str | int] | None:
    return {"unit": quote.unit, "other": quote.other, "rate": quote.rate} if quote else None
