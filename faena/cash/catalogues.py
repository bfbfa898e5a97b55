"""What the shop sets about money, under Settings: its payment methods as an editable list (W10), and the rates."""

from typing import Any

from django import forms
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from faena.cash.models import PaymentMethod
from faena.cash.views import rates
from faena.company.catalogue import Catalogue, CatalogueForm
from faena.company.catalogue.urls import urls_of
from faena.company.models import Company
from faena.lib.money import offered_currencies
from faena.ui.columns import Column


class PaymentMethodForm(CatalogueForm):
    """W10: a method is of a kind, may take one currency only, may ask for a reference, and may refuse one that came
    before."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=PaymentMethod.Kind.choices,
        required=False,
        initial=PaymentMethod.Kind.OTHER,
        help_text=_("On cash more may be handed over than is collected: the rest is change."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        help_text=_("With a currency, this method takes only that one."),
    )
    needs_reference = forms.BooleanField(
        label=_("Asks for a reference"),
        required=False,
        help_text=_("Whoever collects writes down the number of the transfer or of the receipt."),
    )
    refuses_repeats = forms.BooleanField(
        label=_("Refuses a repeated reference"),
        required=False,
        help_text=_("Otherwise a reference that came before is asked about, and may be registered all the same."),
    )

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row)
        self.kind_now = row.kind if row else PaymentMethod.Kind.OTHER
        company = Company.the()
        if not company.second_currency and (row is None or row.currency in ("", company.currency)):
            del self.fields["currency"]  # the shop knows one only
            return
        currencies = [("", _("Any")), *offered_currencies()]
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]  # a ChoiceField

    def clean_kind(self) -> str:
        """A page of before knew of no kind: it stays."""
        return str(self.cleaned_data["kind"] or self.kind_now)


PAYMENT_METHODS = Catalogue(
    model=PaymentMethod,
    namespace="payment_methods",
    icon="wallet-cards",
    title=_("Payment methods"),
    description=_("How customers pay: cash, card, transfer."),
    new=_("New payment method"),
    form=PaymentMethodForm,
    columns=(
        Column("kind", _("Kind"), lambda method: method.get_kind_display(), at="meta"),
        Column("currency", _("Currency"), lambda method: method.currency, at="meta"),
        Column(
            "reference",
            _("Reference"),
            lambda method: _("Asks for a reference") if method.needs_reference else "",
            at="meta",
        ),
        Column(
            "repeats",
            _("Repeated reference"),
            lambda method: _("Refuses a repeated reference") if method.refuses_repeats else "",
            at="meta",
        ),
    ),
    order=30,
)

urlpatterns = [
    path("payment-methods/", urls_of(PAYMENT_METHODS)),
    path("rates/", include(([path("", rates.rates, name="page")], "rates"))),
]
