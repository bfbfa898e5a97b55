"""The form of one address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.hooks.actions import EndpointFacts
from faena.hooks.models import Endpoint
from faena.journal.sentences import SENTENCES
from faena.lib.limits import longest
from faena.ui.forms import ConfirmForm, FaenaForm

ALL, CHOSEN = "all", "chosen"
ROOMS = {
    "order": _("Orders"),
    "ticket": _("Tickets"),
    "visit": _("Visits"),
    "customer": _("Customers"),
    "payment": _("Payments"),
    "invoice": _("Invoices"),
    "subscription": _("Plans"),
}
OTHERS = pgettext_lazy("events", "Others")


class EndpointForm(FaenaForm):
    """Where to, and which events: all of them, or those that are ticked by their names."""

    url = forms.CharField(label=_("Address"), max_length=longest(Endpoint, "url"), help_text=_("Begins with https://"))
    which = forms.ChoiceField(
        label=_("Events"),
        choices=[(ALL, _("All of them")), (CHOSEN, pgettext_lazy("events", "Only those chosen below"))],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    beside = {"verbs": "which"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[Any, list[tuple[str, str]]] = {}
        for verb in SENTENCES:
            groups.setdefault(ROOMS.get(verb.split(".")[0], OTHERS), []).append((verb, verb))
        self.groups = []
        for number, (title, verbs) in enumerate(sorted(groups.items(), key=lambda one: one[0] is OTHERS)):
            name = f"group_{number}"
            self.fields[name] = forms.MultipleChoiceField(
                label=title, choices=verbs, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.groups.append(name)
            self.initial.setdefault(name, [verb for verb, _label in verbs if verb in self.initial.get("verbs", ())])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("which") == CHOSEN and not any(facts.get(name) for name in self.groups):
            self.add_error("which", _("Choose at least one event."))
        return facts

    def facts(self) -> EndpointFacts:
        data = self.cleaned_data
        chosen = [verb for name in self.groups for verb in data[name]]
        return EndpointFacts(data["url"], chosen if data["which"] == CHOSEN else ())


class NewEndpointForm(EndpointForm, ConfirmForm):
    """Its secret is shown afterwards, so the password is asked."""


class EditEndpointForm(EndpointForm, ConfirmForm):
    """Another address hears everything from then on, so the password is asked."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RotateForm(ConfirmForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
