"""What the page that opens a ticket may send."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import Position, User
from faena.billing.models import Subscription
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.lib.limits import longest
from faena.tickets.actions import goes_to
from faena.tickets.forms.choosing import branches, by_key, destinations
from faena.tickets.models import Priority, Ticket, TicketType
from faena.ui.forms import FaenaForm


class OpeningForm(FaenaForm):
    """What a customer asks for (C19), after a closed ticket (`follows`) or for itself. Priority and destination are the
    type's unless others are chosen; contact and plan are asked of a customer who has any."""

    type = forms.TypedChoiceField(label=_("Type"))
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea({"rows": "4"}), max_length=longest(Ticket, "description")
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=longest(Ticket, "subject"),
        required=False,
        help_text=_("In a few words, as lists show it. Empty: the type says it."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Ticket.Channel.choices, widget=forms.RadioSelect)
    contact: Any = forms.ModelChoiceField(None, label=_("Contact"), required=False, empty_label=_("The customer"))
    subscription: Any = forms.ModelChoiceField(
        None, label=_("Plan"), required=False, empty_label=_("No plan in particular")
    )
    priority = forms.TypedChoiceField(label=_("Priority"), required=False, coerce=int, empty_value=None)
    follows: Any = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)
    destination = forms.TypedChoiceField(label=_("Destination"), required=False, empty_value=None)

    def __init__(
        self, data: Any = None, *, customer: Customer, user: User, followed: Ticket | None = None, **more: Any
    ) -> None:
        """followed: the closed ticket of the customer that the new one goes on from."""
        super().__init__(data, **more)
        self.types = by_key(TicketType.objects.for_opening())
        self._choose("type", [("", _("Choose…")), *branches(self.types)], self.types)
        groups, there = destinations(user)
        self._choose("destination", [("", _("As the type says")), *groups], there)
        self.fields["priority"].choices = [("", _("As the type says")), *Priority.choices]  # type: ignore[attr-defined]  # a choice
        self.user = user
        self._offer("contact", customer.contacts.order_by("name", "id"))
        plans = customer.subscriptions.exclude(state=Subscription.State.CANCELLED).select_related("plan")
        self._offer("subscription", plans.order_by("-id"))
        if "subscription" in self.fields:
            self.fields["subscription"].label_from_instance = _line  # type: ignore[attr-defined]  # a ModelChoiceField
        if followed is None:
            del self.fields["follows"]
            self._choose_the_only_plan()
        else:
            self._go_on_from(followed)

    @property
    def chosen(self) -> TicketType | None:
        """The type that stands in the form, if it is one of those offered."""
        return self.types.get(str(self["type"].value()))

    @cached_property
    def goes_to(self) -> str:
        """Who gets a ticket of the chosen type unless somebody else is chosen: "" for who reads no names of people."""
        if self.chosen is None:
            return ""
        to = goes_to(self.chosen, self.user)
        return to.name if isinstance(to, Position) or to == self.user or may(self.user, Perm.TICKET_HANDLE) else ""

    def _go_on_from(self, followed: Ticket) -> None:
        """What it was about is chosen at first."""
        self.fields["follows"].queryset = Ticket.objects.filter(pk=followed.pk)  # type: ignore[attr-defined]  # a ModelChoiceField
        known = {"type": followed.type_id, "contact": followed.contact_id, "subscription": followed.subscription_id}
        self.initial.update({name: pk for name, pk in known.items() if pk}, follows=followed.pk)

    def _choose_the_only_plan(self) -> None:
        if (field := self.fields.get("subscription")) is not None:
            plans = list(field.queryset)  # type: ignore[attr-defined]  # a ModelChoiceField
            if len(plans) == 1:
                self.initial.update(subscription=plans[0].pk)

    def _choose(self, name: str, choices: list[Any], meant: dict[str, Any]) -> None:
        """The words of a choice, and what each of them means."""
        field: Any = self.fields[name]
        field.choices, field.coerce = choices, meant.__getitem__

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        if not rows.exists():
            del self.fields[name]


def _line(subscription: Subscription) -> str:
    return " · ".join(part for part in (subscription.plan.name, subscription.login, str(subscription)) if part)
