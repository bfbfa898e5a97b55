"""What a catalogue row may send; a list with more than a name adds its fields in a subclass."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.company.models import CatalogueRow
from faena.lib.limits import longest
from faena.ui.forms import FaenaForm


class CatalogueForm(FaenaForm):
    """`row` None: a new one. Every other field is named like the row's column."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label=_("Name"), max_length=longest(CatalogueRow, "name"))

    def __init__(self, data: Any = None, *, row: CatalogueRow | None = None) -> None:
        super().__init__(data, initial=self.kept(row) if row else None)
        if row is None:
            del self.fields["version"]

    def kept(self, row: CatalogueRow) -> dict[str, Any]:
        """What stands in the row now: field → value."""
        return {name: getattr(row, name) for name in self.base_fields}

    def facts(self) -> dict[str, Any]:
        """What the action writes: column → value."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
