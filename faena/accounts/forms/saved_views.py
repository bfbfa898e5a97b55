"""The form of a view of a list: its name, and whether everybody sees it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import SavedView
from faena.lib.limits import longest
from faena.ui.forms import FaenaForm


class SavedViewForm(FaenaForm):
    name = forms.CharField(label=_("Name"), max_length=longest(SavedView, "name"))
    is_shared = forms.BooleanField(label=_("Everybody sees it"), required=False)

    def __init__(self, data: Any = None, *, shares: bool, initial: dict[str, Any] | None = None) -> None:
        """shares: whether the reader may share views."""
        super().__init__(data, initial=initial)
        if not shares:
            del self.fields["is_shared"]
