"""What one currency is worth in the other, day by day."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.models import ExchangeRate
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT, MAX_RATE
from faena.lib.rates import Quote

A_DAY = timedelta(days=1)
AHEAD = timedelta(days=7)  # central banks tell tomorrow's rate today; more is a slip of the finger


@action(Perm.COMPANY_EDIT)
def set_rate(quote: Quote, *, on: date, is_sure: bool = False, by: User) -> ExchangeRate:
    """From the day `on` the shop counts by this rate. The last one set for a day is that day's; what was counted before
    stays as it was.

    Raises RuleBroken for currencies that are not the shop's two, for a day that has passed or is far ahead, for that
    day's rate once more, and, unless `is_sure`, for one that the day before's does not bear out (a point in the wrong
    place): there was none, or it is far from this one."""
    company = Company.locked(1)
    if {quote.unit, quote.other} != set(company.currencies) or len(company.currencies) != 2:
        raise RuleBroken(_("The shop's two currencies are others by now. Open the page again."))
    if quote.rate > MAX_RATE:
        raise RuleBroken(_("The rate is too large."), "rate")
    today = timezone.localdate()
    if on < today:
        raise RuleBroken(
            _("That day has passed: what was collected keeps the rate of then. Choose today or a day to come."), "on"
        )
    if on > today + AHEAD:
        raise RuleBroken(_("Choose today or one of the next 7 days."), "on")
    before = ExchangeRate.objects.in_force(quote.unit, quote.other, on)
    if before is not None and before.on == on and before.quote == quote:
        raise RuleBroken(_("This is that day's rate already."), "rate")
    last = ExchangeRate.objects.in_force(quote.unit, quote.other, on - A_DAY)
    compared = last or before  # a first rate that is corrected on its own day is compared with what it was
    if not is_sure and (compared is None or _is_odd(compared.quote, quote)):
        raise RuleBroken(_question(last, quote), "rate")
    rate = ExchangeRate.objects.create(unit=quote.unit, other=quote.other, rate=quote.rate, on=on, by=by)
    record(
        "rate.set",
        company.as_ref,
        facts={"old": _kept(before.quote if before else None), "new": _kept(quote), "day": {"day": on.isoformat()}},
        by=by,
    )
    return rate


def _question(last: ExchangeRate | None, now: Quote) -> str:
    language = get_language() or "es"
    if last is None:
        return _(
            "Nothing to compare it with: there was no rate the day before. If %(rate)s is right, press “Set the rate” "
            "once more."
        ) % {"rate": now.written(language)}
    return _("The day before it was %(last)s. If this one is right, press “Set the rate” once more.") % {
        "last": last.quote.written(language)
    }


def _is_odd(last: Quote, now: Quote) -> bool:
    """More than twice, or less than half, whichever way they are said."""
    sample = MAX_AMOUNT
    was, becomes = (one.convert(sample, now.unit, now.other) for one in (last, now))
    return not was <= 2 * becomes <= 4 * was


def _kept(quote: Quote | None) -> dict[str, str | int] | None:
    return {"unit": quote.unit, "other": quote.other, "rate": quote.rate} if quote else None
