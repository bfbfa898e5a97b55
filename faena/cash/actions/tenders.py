"""One tender of a payment: by which method it came, on which day, what that is worth on the account, and what was given
back of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from faena.cash.models import Change, Charge, ExchangeRate, Payment, PaymentMethod, Tender
from faena.company.models import Company
from faena.lib.dates import format_day
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.money import MAX_AMOUNT, format_money

DAYS_WITHOUT_REASON = 7  # a week-end, a holiday and who writes it down is back
LONGEST_AGO = timedelta(days=2 * 366)  # before that it is a slip of the finger


@dataclass(frozen=True)
class ChangeFacts:
    """What goes back of a cash tender. over: how much more than its amount was handed over, in its currency; currency:
    in which it goes back, out of the drawer `method`; rate: the one that the customer was told, as in TenderFacts."""

    method: PaymentMethod
    currency: str
    over: int
    rate: ExchangeRate | None = None


@dataclass(frozen=True)
class TenderFacts:
    """One tender. amount: what counts of it, in minor units of `currency`: with `change` more was handed over; rate:
    the one that the customer was told, None where it is the account's own currency or whoever collects was shown none;
    came_on: the day on which the money came, None for today."""

    method: PaymentMethod
    amount: int
    currency: str
    rate: ExchangeRate | None = None
    reference: str = ""
    came_on: date | None = None
    change: ChangeFacts | None = None


def last_day(tenders: Sequence[TenderFacts]) -> date:
    """The day on which all of the money had come: whether it is late is asked of this day. Raises RuleBroken for one
    to come."""
    today = timezone.localdate()
    return max((check_day(facts.came_on, today, number) for number, facts in enumerate(tenders)), default=today)


def check_day(came_on: date | None, today: date, number: int) -> date:
    """The day of a tender. Raises RuleBroken for one to come, or so long ago that it is a slip of the finger."""
    if came_on is None:
        return today
    if came_on > today:
        raise RuleBroken(
            _("That day is still to come. Type the day on which the money came."),
            field_of("came_on", number),
            "out-of-range",
        )
    if today - came_on > LONGEST_AGO:
        raise RuleBroken(
            _("That is more than two years ago. Look at the year once more."),
            field_of("came_on", number),
            "out-of-range",
        )
    return came_on


def check_reason(rows: Sequence[Tender], reason: str, today: date) -> None:
    """Money that came long ago is not written down without a word. Raises RuleBroken at `day_reason`."""
    oldest = min((row.came_on for row in rows if row.came_on), default=today)
    if (today - oldest).days > DAYS_WITHOUT_REASON and not reason:
        said = ngettext(
            "This money came more than %(days)s day ago. Say why it is written down only now.",
            "This money came more than %(days)s days ago. Say why it is written down only now.",
            DAYS_WITHOUT_REASON,
        )
        raise RuleBroken(said % {"days": DAYS_WITHOUT_REASON}, "day_reason", "required")


def tender_of(facts: TenderFacts, charge: Charge, number: int) -> Tender:
    """The row of one tender, converted half up. A retired method is refused like one that never was."""
    method = facts.method
    if method.is_retired:
        raise RuleBroken(
            _("“%(method)s” is no longer offered. Choose another.") % {"method": method.name},
            field_of("method", number),
        )
    if method.currency and method.currency != facts.currency:
        raise RuleBroken(
            _("“%(method)s” takes %(currency)s only.") % {"method": method.name, "currency": method.currency},
            field_of("method", number),
        )
    if method.needs_reference and not facts.reference:
        raise RuleBroken(_("Type the reference of the operation."), field_of("reference", number))
    if facts.amount <= 0:
        raise RuleBroken(_("Type an amount greater than zero."), field_of("amount", number))
    if facts.amount > MAX_AMOUNT:
        raise RuleBroken(_("The amount is too large."), field_of("amount", number))
    check_value(Tender, "reference", facts.reference, at=field_of("reference", number))
    today = timezone.localdate()
    on = check_day(facts.came_on, today, number)
    tender = Tender(
        method=method,
        method_name=method.name,
        currency=facts.currency,
        amount=facts.amount,
        came_on=on if on != today else None,
        rate_on=on,
        amount_in_charge_currency=facts.amount,
        reference=facts.reference,
    )
    if facts.currency != charge.currency:
        rate = _rate(facts.currency, facts.rate, charge, on, number)
        tender.rate, tender.rate_unit, tender.rate_on = rate.rate, rate.unit, rate.on
        worth = rate.quote.convert(facts.amount, facts.currency, charge.currency)
        if worth <= 0:
            raise RuleBroken(
                _("%(amount)s are less than the smallest coin of the account: type a larger amount.")
                % {"amount": _written(tender)},
                field_of("amount", number),
            )
        tender.amount_in_charge_currency = worth
    return tender


def change_on(tender: Tender, facts: TenderFacts, charge: Charge, number: int) -> Change | None:
    """What is given back of a tender, which becomes what was handed over; None for nothing. The account gives up for it
    what the rest of the tender is worth: so the payment stays what its tenders were without it (decision 41).

    Raises RuleBroken where the tender is no cash or its change comes out of none, for nothing, too much, or so little
    that it has no coin, and for a rate that is another by now."""
    change = facts.change
    if change is None:
        return None
    if not facts.method.is_cash:
        raise RuleBroken(
            _("Change is given on cash only, and “%(method)s” is none.") % {"method": facts.method.name},
            field_of("received", number),
        )
    if change.over <= 0 or facts.amount + change.over > MAX_AMOUNT:
        raise RuleBroken(
            _("The amount is too large.") if change.over > 0 else _("Type what was handed over, at least the amount."),
            field_of("received", number),
        )
    drawer = change.method
    if drawer.is_retired or not drawer.is_cash or drawer.currency not in ("", change.currency):
        raise RuleBroken(
            _("There is no cash in %(currency)s to give change from.") % {"currency": change.currency},
            field_of("change_in", number),
        )
    tender.payment, net = Payment(charge=charge), tender.amount_in_charge_currency
    tender.amount += change.over
    quote = tender.quote
    whole = quote.convert(tender.amount, tender.currency, charge.currency) if quote else tender.amount
    tender.amount_in_charge_currency = whole
    given = Change(
        tender=tender,
        method=drawer,
        method_name=drawer.name,
        currency=change.currency,
        rate_on=tender.came_on or timezone.localdate(),
        worth=whole - net,
    )
    _count(given, change, charge, number)
    return given


def _count(given: Change, change: ChangeFacts, charge: Charge, number: int) -> None:
    """How much goes back, by which rate."""
    tender = given.tender
    given.amount = given.worth
    if given.currency == tender.currency:
        given.amount = change.over
        given.rate, given.rate_unit, given.rate_on = tender.rate, tender.rate_unit, tender.rate_on
    elif given.currency != charge.currency:
        rate = _rate(given.currency, change.rate, charge, given.rate_on, number, "change_in")
        given.rate, given.rate_unit, given.rate_on = rate.rate, rate.unit, rate.on
        given.amount = rate.quote.convert(given.worth, charge.currency, given.currency)
    if given.amount <= 0:
        raise RuleBroken(
            _("The change is less than the smallest coin of %(currency)s.") % {"currency": given.currency},
            field_of("change_in", number),
        )
    if max(given.amount, given.worth) > MAX_AMOUNT:
        raise RuleBroken(_("The amount is too large."), field_of("received", number))


def _rate(
    currency: str, told: ExchangeRate | None, charge: Charge, on: date, number: int, field: str = "method"
) -> ExchangeRate:
    """The rate that was in force on the day. Another one than the customer was told is refused, so that nobody pays
    what he did not agree to."""
    if currency not in Company.the().currencies:
        raise RuleBroken(_("The shop takes no %(currency)s.") % {"currency": currency}, field_of(field, number))
    rate = ExchangeRate.objects.in_force(currency, charge.currency, on)
    if rate is None and on < timezone.localdate():
        raise RuleBroken(
            _("There was no rate for %(currency)s on %(day)s yet.")
            % {"currency": currency, "day": format_day(on, get_language() or "es")},
            field_of("came_on", number),
        )
    if rate is None:
        raise RuleBroken(
            _("There is no rate for %(currency)s yet. An administrator sets it under Settings.")
            % {"currency": currency},
            field_of(field, number),
        )
    if told is not None and told != rate:
        raise RuleBroken(
            _("The rate is another by now: %(rate)s. Look at the amounts again, then register.")
            % {"rate": rate.quote.written(get_language() or "es")},
            field_of("amount", number),
        )
    return rate


def field_of(name: str, number: int) -> str:
    """The path of a fact of one tender."""
    return f"tenders.{number}.{name}"


def _written(tender: Tender) -> str:
    return format_money(tender.amount, tender.currency, get_language() or "es")
