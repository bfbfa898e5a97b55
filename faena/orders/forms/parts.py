"""A part that was used."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.lib.money import QUANTITY_SCALE
from faena.orders.actions import PartFacts
from faena.orders.models import Part
from faena.ui.fields import MoneyField, QuantityField
from faena.ui.forms import FaenaForm

CHARGED, INCLUDED = "charged", "included"


class PartForm(FaenaForm):
    """What it is, how many, for how much, who bears it, and its warranty (W18)."""

    autocomplete = {"description": "on"}  # one browser shows no suggestions of ours where it is off

    description = forms.CharField(label=_("Description"), max_length=longest(Part, "description"))
    quantity = QuantityField(label=_("Quantity"), initial=QUANTITY_SCALE)
    unit_price = MoneyField(label=_("Unit price"), required=False)
    borne = forms.ChoiceField(
        label=_("Who pays it"),
        choices=[(CHARGED, _("The customer")), (INCLUDED, _("Included in the service"))],
        initial=CHARGED,
        widget=forms.RadioSelect,
    )
    warranty = forms.IntegerField(label=_("Warranty"), min_value=0, required=False)
    warranty_unit = forms.ChoiceField(label=_("Counted in"), choices=Part.WarrantyUnit.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, currency: str, part: Part | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=written(part) if part else None, **kwargs)
        self.fields["unit_price"].currency = currency  # type: ignore[attr-defined]  # a MoneyField
        self.fields["version"].required = part is not None
        self.fields["description"].widget.attrs["list"] = "descriptions"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        charged = data.get("borne") == CHARGED
        if charged and data.get("unit_price") is None and "unit_price" not in self.errors:
            self.add_error("unit_price", _("Write the price, or choose that it is included in the service."))
        return data


def written(part: Part) -> dict[str, Any]:
    """A part as the form's fields have it."""
    return {
        "description": part.description,
        "quantity": part.quantity,
        "unit_price": part.unit_price,
        "borne": CHARGED if part.is_chargeable else INCLUDED,
        "warranty": part.warranty or None,
        "warranty_unit": part.warranty_unit,
        "version": part.version,
    }


def facts_of(data: dict[str, Any]) -> PartFacts:
    return PartFacts(
        description=data["description"],
        quantity=data["quantity"],
        unit_price=data["unit_price"] or 0,
        is_chargeable=data["borne"] == CHARGED,
        warranty=data["warranty"] or 0,
        warranty_unit=data["warranty_unit"],
    )
