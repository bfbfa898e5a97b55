"""What is left to pay of all that a list finds, under its rows: one sum in the company's own currency."""

from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from faena.cash.models import Charge
from faena.cash.payment_options import rate_of_the_day
from faena.cash.totals import in_one
from faena.company.models import Company
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.lib.pages import Count


def left_to_pay(rows: QuerySet[Any], count: Count, company: Company) -> str:
    """Of rows that have a `charge`, which are so many. By the rate of the day; what no rate converts stands beside
    it. "" where there are more than are counted, which nobody sums over years, and where nothing is left."""
    if count.is_capped or not count.number:
        return ""
    charges = Charge.objects.filter(pk__in=rows.order_by().values("charge"), cancelled_at=None).order_by()
    sums = charges.values("currency").annotate(left=Sum(F("amount") - F("received"))).values_list("currency", "left")
    amounts = {currency: int(left) for currency, left in sums if left}
    rate = rate_of_the_day(company) if set(amounts) - {company.currency} else None
    total, rest = in_one(amounts, company.currency, rate)
    written = ({company.currency: total} if total else {}) | rest
    if not written:
        return ""
    said = " + ".join(format_money(amount, currency, active_language()) for currency, amount in written.items())
    return _("%(amount)s left to pay") % {"amount": said}
