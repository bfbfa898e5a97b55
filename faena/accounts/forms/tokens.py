"""The form by which a token of the API is made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from faena.accounts.actions.tokens import DAYS
from faena.accounts.models import Token, User
from faena.gate.grants import OF_NO_TOKEN, Perm, may
from faena.gate.names import COUNTER, NAMES, READING
from faena.lib.limits import longest
from faena.ui.forms import ConfirmForm

READS, AT_COUNTER, ALL, CHOSEN = "reads", "counter", "all", "chosen"


class TokenForm(ConfirmForm):
    """What it is called, what it may, how long. Only what the role of whoever makes it has is offered."""

    name = forms.CharField(
        label=_("Name"),
        max_length=longest(Token, "name"),
        help_text=_("So that you know it later: “Website”, “Spreadsheet of customers”."),
    )
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, initial=90)
    reach = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            (READS, _("Read what I see")),
            (AT_COUNTER, _("Work at the counter: take in, collect, tell")),
            (ALL, _("Everything that I may")),
            (CHOSEN, pgettext_lazy("permissions", "Only what is chosen below")),
        ],
        initial=READS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        days = self.fields["days"]
        assert isinstance(days, forms.TypedChoiceField)
        days.choices = [(number, ngettext("%(num)s day", "%(num)s days", number) % {"num": number}) for number in DAYS]
        self.groups = []
        for number, (title, names) in enumerate(NAMES.items()):
            offered = [(perm.value, label) for perm, label in names.items() if may(user, perm)]
            if offered:
                name = f"group_{number}"
                self.fields[name] = forms.MultipleChoiceField(
                    label=title, choices=offered, required=False, widget=forms.CheckboxSelectMultiple
                )
                self.groups.append(name)

    beside = {"perms": "reach"}

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        data = self.cleaned_data
        chosen = {Perm(value) for name in self.groups for value in data[name]}
        mine = {perm for perm in Perm if may(self.user, perm)} - OF_NO_TOKEN
        perms = {READS: mine & READING, AT_COUNTER: mine & COUNTER, ALL: mine, CHOSEN: chosen}[data["reach"]]
        return {"name": data["name"], "days": data["days"], "perms": perms}
