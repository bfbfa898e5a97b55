"""What the second currency is worth, day by day: who set which rate, and the next one (Settings)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.forms import RateForm
from faena.cash.lists import RATES
from faena.cash.models import ExchangeRate
from faena.cash.payment_options import LONGEST_KEY, rate_of_the_day
from faena.company.exports import exported
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.dates import format_day
from faena.lib.rates import Quote
from faena.ui.answers import form_page
from faena.ui.listing import Filters, file_form

HARD = ("USD", "EUR")  # where one of the two is such, it is the unit that people say


@requires(Perm.COMPANY_EDIT, gives_file=True)
def rates(request: StaffRequest) -> HttpResponseBase:
    """The rate in force, the next one, and all that were."""
    if len(request.company.currencies) < 2:
        raise Http404
    rows = ExchangeRate.objects.select_related("by")
    if file_form(request):
        return exported(request, RATES.file(request, rows, _("Rates")), Filters(request))
    rate, today = rate_of_the_day(request.company), timezone.localdate()
    form = _form(request, rate, today)
    page = {
        "today": today,
        "listing": RATES.show(request, rows, Filters(request)),
        "rate": rate,
        "is_old": rate is not None and rate.on < today,
        "confirmed_rate": _confirmed(form),
    }
    return form_page(request, form, "cash/rates.html", page, act=lambda data: _set_rate(request, data))


def _form(request: StaffRequest, rate: ExchangeRate | None, today: date) -> RateForm:
    currencies = request.company.currencies
    unit = rate.unit if rate else next((code for code in HARD if code in currencies), currencies[0])
    return RateForm(request.POST or None, currencies=currencies, initial={"unit": unit, "on": today})


def _set_rate(request: StaffRequest, data: dict[str, Any]) -> str:
    other = next(code for code in request.company.currencies if code != data["unit"])
    is_sure = data["sure"] == f"{data['unit']} {data['rate']}"
    quote = Quote(data["unit"], other, data["rate"])
    rate = actions.set_rate(quote, on=data["on"], is_sure=is_sure, by=request.user)
    language = get_language() or "es"
    words = {"rate": rate.quote.written(language), "day": format_day(rate.on, language)}
    messages.success(request, _("From %(day)s on: %(rate)s.") % words)
    return _back(request)


def _back(request: StaffRequest) -> str:
    """Where the rate was changed: on its own page, or as a value of the cash or of the page that collects."""
    account = request.GET.get("account", "")
    if account.isdecimal() and len(account) <= LONGEST_KEY:
        return reverse("cash:collect", args=[int(account)])
    return reverse("cash:list" if "cash" in request.GET else "rates:page")


def _confirmed(form: RateForm) -> str:
    """What whoever presses again is sure of, where the rate is asked about."""
    if not (form.is_bound and form.is_valid()):
        return ""
    return f"{form['unit'].value()} {form.cleaned_data.get('rate')}"
