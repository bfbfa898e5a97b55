"""What the company's settings page may send: the shape; the rules between fields are the action's."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.company import currency, zones
from faena.company.actions import LONGEST_REASON, PIX_KINDS, CompanyFacts
from faena.company.models import MOST_PERCENT, Company, DueRule, SlipPaper
from faena.company.numbering import Next
from faena.company.pix import kind_of
from faena.company.working_hours import Spans, told_spans, weekdays
from faena.files.forms import PictureField
from faena.lib import money, phones, pixkeys, places, taxid
from faena.lib.dates import format_weekday
from faena.lib.limits import between, longest
from faena.lib.locales import active_language
from faena.lib.text import digits
from faena.ui.fields import ExactField, PercentField, PhoneField
from faena.ui.forms import AskingForm, FaenaForm, set_widget_attributes

HOLIDAYS_SHOWN = 3
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")


class CompanyForm(AskingForm):
    """W7. The sections of the page name these fields."""

    autocomplete = {"name": "organization", "phone": "tel", "email": "email", "address": "street-address"}
    autocomplete |= {"city": "address-level2", "state": "address-level1", "postcode": "postal-code"}

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label=_("Name"), max_length=longest(Company, "name"))
    tax_kind = forms.ChoiceField(label=_("Kind of tax id"), required=False)
    tax_id = ExactField(label=_("Tax id"), max_length=longest(Company, "tax_id"), required=False)
    address = forms.CharField(
        label=_("Street and number"),
        max_length=longest(Company, "address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    city = forms.CharField(label=_("City"), max_length=longest(Company, "city"), required=False)
    state = forms.CharField(
        label=pgettext_lazy("address", "State"), max_length=longest(Company, "state"), required=False
    )
    postcode = ExactField(label=_("Postcode"), max_length=longest(Company, "postcode"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    whatsapp = PhoneField(
        label=_("WhatsApp"), required=False, help_text=_("Where customers write to you. Empty: to the phone.")
    )
    email = forms.EmailField(label=_("E-mail"), max_length=longest(Company, "email"), required=False)
    country = forms.ChoiceField(label=_("Country"))
    zone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of papers and messages for customers who have none of their own. People here choose theirs."),
    )
    currency = forms.ChoiceField(label=_("Currency"))
    second_currency = forms.ChoiceField(
        label=_("Second currency"), required=False, help_text=_("Also taken at the counter, at the rate of the day.")
    )
    pix_kind = forms.ChoiceField(
        label=_("Kind of PIX key"), choices=[("", _("As it is written")), *PIX_KINDS.items()], required=False
    )
    pix_key = ExactField(
        label=_("PIX key"),
        max_length=longest(Company, "pix_key"),
        required=False,
        help_text=_("Only in Brazil: printed for paying by PIX."),
    )
    fine_bp = PercentField(
        label=_("Fine for late payment"), most=MOST_PERCENT, help_text=_("Once, of what is overdue.")
    )
    interest_bp = PercentField(
        label=_("Interest a month"), most=MOST_PERCENT, help_text=_("By the day, of what is overdue.")
    )
    prorates = forms.BooleanField(
        label=_("Bill parts of months by their days"),
        required=False,
        help_text=_("Of a plan that starts, pauses or ends within the month. Off, one active day costs the month."),
    )
    least_due_days = forms.IntegerField(
        label=_("Days to pay at least"),
        help_text=_("An invoice is never due sooner than so many days after its issue."),
        **between(Company, "least_due_days"),
    )
    due_rule = forms.ChoiceField(
        label=_("Due on a day without banks"),
        choices=DueRule.choices,
        help_text=_("On weekends and holidays. The law of Brazil, Peru and Portugal gives until the next banking day."),
    )
    has_workshop = forms.BooleanField(
        label=_("Workshop"), required=False, help_text=_("Service orders, slips, parts, the customer's tracking page.")
    )
    has_care = forms.BooleanField(
        label=_("Customer care"), required=False, help_text=_("Tickets, visits, plans and invoices.")
    )
    shows_prices = forms.BooleanField(
        label=_("Show prices"), required=False, help_text=_("Prices, total, paid and balance on the tracking page.")
    )
    tracking_days = forms.IntegerField(
        label=_("Days that a link lives after closing"), **between(Company, "tracking_days")
    )
    slip_paper = forms.ChoiceField(
        label=_("Paper of the slip"),
        choices=SlipPaper.choices,
        help_text=_("What the counter's printer holds. Each slip can be printed on the others too."),
    )
    session_hours = forms.IntegerField(
        label=_("Hours without use until signing in again"), **between(Company, "session_hours")
    )
    remember_days = forms.IntegerField(
        label=_("Days without use with “keep me signed in”"), **between(Company, "remember_days")
    )
    export_reason_rows = forms.IntegerField(
        label=_("Rows beyond which an export asks why"),
        required=False,
        help_text=_("Of a list that leaves as a file. Empty: it never asks. Who took which one stands under Access."),
        **between(Company, "export_reason_rows"),
    )

    def __init__(self, data: Any = None, *, company: Company, zone: str = "") -> None:
        """zone: the one that is only looked at, before it is saved."""
        super().__init__(data, initial={**initial_of(company), "version": company.version})
        self.moves = zones.moves(company.zone, zone)
        country = company.country
        choices: dict[str, Any] = {
            "tax_kind": _tax_kinds(country),
            "country": places.countries(),
            "zone": _zones(company),
            "currency": money.offered_currencies(),
            "second_currency": [("", _("None")), *money.offered_currencies()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # each of them is a ChoiceField
        if currency.is_kept():
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("It stays: there are accounts in it already.")

    def facts(self) -> CompanyFacts:
        return CompanyFacts(**{fact.name: self.cleaned_data[fact.name] for fact in fields(CompanyFacts)})


class SpansField(ExactField):
    """The hours of a day as people write them: "8-12, 14:00–18:00"; nothing for a day without work."""

    default_error_messages = {"invalid": _("Write hours such as 08:00–12:00, 14:00–18:00.")}

    def clean(self, value: Any) -> Spans:
        text = str(super().clean(value) or "")
        found = [
            SPAN.fullmatch(part.strip()) for part in re.split(r"[,;/]|\s+(?=\d[\d:.]*\s*[-–—])", text) if part.strip()
        ]
        try:
            return [(_hour(one[1], one[2]), _hour(one[3], one[4])) for one in found]  # type: ignore[index]  # caught
        except (TypeError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


def _hour(hours: str, minutes: str | None) -> time:
    """24:00 is the midnight at which a day ends."""
    return time(0 if hours == "24" else int(hours), int(minutes or 0))


class WorkingHoursForm(FaenaForm):
    """A field for each weekday. What is not written is not worked; nothing at all is day and night."""

    beside = {f"hours.{day}": f"day{day}" for day in range(7)}

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    rests_on_holidays = forms.BooleanField(
        label=_("Closed on holidays"),
        required=False,
        help_text=_("Those of the country and state of the company."),
    )

    def __init__(self, data: Any = None, *, company: Company) -> None:
        super().__init__(data, initial={**hours_of(company), "version": company.version})
        if coming := company.place.holidays_from(timezone.localdate(), HOLIDAYS_SHOWN):
            days = ", ".join(format_weekday(day, active_language()) for day in coming)
            self.fields["rests_on_holidays"].help_text = _(
                "Those of the country and state of the company, next: %(days)s."
            ) % {"days": days}
        for day, name in weekdays():
            self.fields[f"day{day}"] = field = SpansField(label=name, max_length=80, required=False)
            set_widget_attributes(field, "off")
            field.widget.attrs["placeholder"] = "—"

    @property
    def days(self) -> list[Any]:
        """Their fields, from the day on which weeks begin."""
        return [self[f"day{day}"] for day, _name in weekdays()]

    def facts(self) -> dict[str, Any]:
        hours = {day: self.cleaned_data[f"day{day}"] for day in range(7)}
        return {"hours": hours, "rests_on_holidays": self.cleaned_data["rests_on_holidays"]}


def hours_of(company: Company) -> dict[str, Any]:
    """Field → how it stands."""
    days = {f"day{day}": told_spans(company.working_hours.get(str(day), [])) for day in range(7)}
    return {**days, "rests_on_holidays": company.rests_on_holidays}


class FirstNumberForm(FaenaForm):
    """Where a series begins of which nothing was given yet."""

    kind = forms.ChoiceField(label=_("Series"))
    first = ExactField(
        label=_("Next number"), max_length=20, help_text=_("The one after the last of the old program: 4513.")
    )

    def __init__(self, data: Any, *, series: Sequence[Next]) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(one.series.kind, one.label) for one in series]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_first(self) -> int:
        """The digits alone, however the old program wrote them: OS-004513."""
        number = digits(self.cleaned_data["first"])
        if not number or not int(number):
            raise forms.ValidationError(_("Write the number, such as 4513."))
        return int(number)


class ExportForm(FaenaForm):
    """The file of a list: in which form, and why it is taken."""

    format = forms.ChoiceField(label=_("File"), choices=[("xlsx", "Excel"), ("csv", "CSV")])
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, required=False)


class LogoForm(FaenaForm):
    """One picture, shown on papers and pages."""

    beside = {"upload": "logo"}

    logo = PictureField(label=_("Logo"), help_text=_("A picture with a transparent or white ground looks best."))


def initial_of(company: Company) -> dict[str, Any]:
    """The settings as the form shows them: document and phone as people write them."""
    values = {fact.name: getattr(company, fact.name) for fact in fields(CompanyFacts)}
    values["tax_id"] = taxid.format_tax_id(company.tax_kind, company.tax_id) if company.tax_id else ""
    values["pix_kind"] = kind_of(company)
    values["pix_key"] = pixkeys.shown_key(values["pix_kind"], company.pix_key)
    for name in ("phone", "whatsapp"):
        values[name] = phones.format_phone(values[name], company.country)
    return values


def _tax_kinds(country: str) -> list[tuple[Any, Any]]:
    """Those of the company's country, then the others under their countries: whoever changes the country finds them."""
    own = (places.country_name(country), taxid.kinds_for(country))
    return [("", _("No tax id")), own, *taxid.kinds_by_country(but=country)]


def _zones(company: Company) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone in use, and the saved one even if it is an old name."""
    groups = places.zones(company.country)
    if not any(zone == company.zone for _area, zones in groups for zone, _label in zones):
        groups.insert(0, (company.zone, [(company.zone, company.zone)]))
    return groups
