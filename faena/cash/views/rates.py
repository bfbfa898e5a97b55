"""What the second currency is worth, day by day: who set which rate, and the next one (Settings)."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.forms import RateForm
from faena.cash.models import ExchangeRate
from faena.cash.payment_options import rate_of_the_day
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.dates import format_day
from faena.lib.money import RATE_DECIMALS
from faena.lib.rates import Quote
from faena.ui.answers import form_page
from faena.ui.listing import Columns, Filters, Listing, Sort, wants_csv

RATES = Listing(
    ExchangeRate,
    newest=Sort(gettext_lazy("Newest first"), ("-on", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("on", "id")),
)
COLUMNS: Columns = [
    (gettext_lazy("Day"), lambda rate: rate.on),
    (gettext_lazy("Quoted currency"), lambda rate: rate.unit),
    (gettext_lazy("Currency"), lambda rate: rate.other),
    (gettext_lazy("Rate"), lambda rate: Decimal(rate.rate).scaleb(-RATE_DECIMALS).normalize()),
    (gettext_lazy("Set by"), lambda rate: rate.by.name),
    (gettext_lazy("Set at"), lambda rate: rate.at),
]
HARD = ("USD", "EUR")  # where one of the two is such, it is the unit that people say


@requires(Perm.COMPANY_EDIT)
def rates(request: StaffRequest) -> HttpResponseBase:
    """The rate in force, the next one, and all that were."""
    currencies = request.company.currencies
    if len(currencies) < 2:
        raise Http404
    rows = ExchangeRate.objects.select_related("by")
    if wants_csv(request):
        return RATES.csv(request, rows, _("Rates"), COLUMNS, allowed=may(request.user, Perm.LIST_EXPORT))
    rate = rate_of_the_day(request.company)
    unit = rate.unit if rate else next((code for code in HARD if code in currencies), currencies[0])
    form = RateForm(request.POST or None, currencies=currencies, initial={"unit": unit, "on": timezone.localdate()})

    def act(data: dict[str, Any]) -> str:
        other = next(code for code in currencies if code != data["unit"])
        set_ = actions.set_rate(
            Quote(data["unit"], other, data["rate"]),
            on=data["on"],
            is_sure=data["sure"] == f"{data['unit']} {data['rate']}",
            by=request.user,
        )
        language = get_language() or "es"
        words = {"rate": set_.quote.written(language), "day": format_day(set_.on, language)}
        messages.success(request, _("From %(day)s on: %(rate)s.") % words)
        return reverse("rates:page")

    page = {
        "today": timezone.localdate(),
        "listing": RATES.show(request, rows, Filters(request)),
        "rate": rate,
        "is_old": rate is not None and rate.on < timezone.localdate(),
        "confirmed_rate": f"{form['unit'].value()} {form.cleaned_data.get('rate')}"
        if form.is_bound and form.is_valid()
        else "",
    }
    return form_page(request, form, "cash/rates.html", page, act=act)
