"""The types of tickets, as a tree, and the statuses that they take: editable lists under Settings (C12, C19)."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from faena.accounts.models import Position
from faena.company.catalogue import Catalogue, CatalogueForm
from faena.company.catalogue.urls import urls_of
from faena.lib.errors import RuleBroken
from faena.lib.limits import between, longest
from faena.tickets.models import LEVELS, Priority, TicketStatus, TicketType
from faena.ui.columns import Column


class TypeForm(CatalogueForm):
    """C19: what a type brings with it into a ticket."""

    parent = forms.ModelChoiceField(
        TicketType.objects.none(),
        label=_("Under"),
        required=False,
        empty_label=_("Nothing: it begins a branch"),
        help_text=_("A type with others under it is a heading; tickets take those."),
    )
    hours = forms.IntegerField(
        label=_("Hours until due"),
        **between(TicketType, "hours"),
        help_text=_("Counted in the working hours of the company."),
    )
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    goes_to = forms.ModelChoiceField(
        Position.objects.none(),
        label=_("Goes to the position"),
        required=False,
        empty_label=_("Whoever opens the ticket"),
    )
    is_for_opening = forms.BooleanField(label=_("Tickets are opened with it"), required=False)
    is_for_closing = forms.BooleanField(label=_("Tickets are closed with it"), required=False)
    script = forms.CharField(
        label=_("What to ask and say"),
        widget=forms.Textarea,
        max_length=longest(TicketType, "script"),
        required=False,
        help_text=_("Whoever opens a ticket of this type reads it."),
    )

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row)
        if row is None:
            self.initial = {"hours": 24, "priority": Priority.NORMAL, "is_for_opening": True, "is_for_closing": True}
        parents = TicketType.objects.offered(row and row.parent).select_related("parent__parent")
        headings = parents.filter(parent__parent=None).exclude(pk=row and row.pk)
        self.fields["parent"].queryset = headings  # type: ignore[attr-defined]  # a ModelChoiceField
        positions = Position.objects.offered(row and row.goes_to)
        self.fields["goes_to"].queryset = positions  # type: ignore[attr-defined]  # the same


def keep_the_tree(row: Any, facts: Mapping[str, Any]) -> None:
    """A heading is not retired before what stands under it, and nothing comes to stand under itself or too deep."""
    types = {one.pk: one for one in TicketType.objects.all()}
    below = [one for one in types.values() if one.parent_id == row.pk and not one.is_retired]
    if not facts and below:
        raise RuleBroken(
            _("“%(name)s” has types under it that are still offered. Retire those first.") % {"name": row.name}
        )
    if not (parent := facts.get("parent")):
        return
    above = _chain(parent.pk, types)
    if row.pk in above:
        raise RuleBroken(_("“%(name)s” stands under this one itself.") % {"name": parent.name}, "parent")
    if len(above) + _height(row.pk, types) > LEVELS:
        raise RuleBroken(
            ngettext(
                "The tree would be deeper than %(num)s level.", "The tree would be deeper than %(num)s levels.", LEVELS
            )
            % {"num": LEVELS},
            "parent",
        )


def keep_a_first(row: Any, facts: Mapping[str, Any]) -> None:
    """A new ticket gets the first status of the list, so one has to be there."""
    if not facts and not TicketStatus.objects.offered().exclude(pk=row.pk).exists():
        raise RuleBroken(_("“%(name)s” is the last one, and a new ticket needs a status.") % {"name": row.name})


def _chain(pk: int | None, types: Mapping[int, TicketType]) -> list[int]:
    """The row and everything above it."""
    found: list[int] = []
    while pk is not None and pk not in found:
        found.append(pk)
        pk = types[pk].parent_id
    return found


def _height(pk: int, types: Mapping[int, TicketType]) -> int:
    """How many levels stand from the row down, itself included."""
    return max(len(chain[: chain.index(pk) + 1]) for one in types if pk in (chain := _chain(one, types)))


def _brings(text: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What a type brings into a ticket; a heading comes into none."""
    return lambda row: "" if row.is_heading else text(row)


def _hours(row: TicketType) -> str:
    return ngettext("%(num)s hour", "%(num)s hours", row.hours) % {"num": row.hours}


def _used_for(row: TicketType) -> str:
    words = (
        (row.is_for_opening, pgettext("ticket type", "opening")),
        (row.is_for_closing, pgettext("ticket type", "closing")),
    )
    return " · ".join(word for is_so, word in words if is_so)


TYPES = Catalogue(
    model=TicketType,
    namespace="ticket_types",
    icon="headset",
    title=_("Ticket types"),
    description=_("What customers ask for, as a tree: when it is due, how urgent it is and who gets it."),
    new=_("New type"),
    form=TypeForm,
    module="care",
    columns=(
        Column("hours", _("Hours until due"), _brings(_hours), at="meta"),
        Column("priority", _("Priority"), _brings(lambda row: row.get_priority_display()), at="meta"),
        Column("goes_to", _("Goes to"), _brings(lambda row: row.goes_to.name if row.goes_to else ""), at="meta"),
        Column("used_for", pgettext_lazy("ticket type", "For"), _brings(_used_for), at="meta"),
    ),
    listed=lambda: TicketType.objects.in_tree(),
    before_leaving=keep_the_tree,
    order=70,
)


class TicketStatusCatalogueForm(CatalogueForm):
    """C12: in a colour, with a drawing."""

    tone = forms.ChoiceField(label=_("Colour"), choices=TicketStatus.Tone.choices)
    icon = forms.ChoiceField(label=_("Drawing"), choices=TicketStatus.Icon.choices)
    stops_clock = forms.BooleanField(
        label=_("Waits for the customer"),
        required=False,
        help_text=_("The clock stands meanwhile: this time does not count for what is due."),
    )


STATUSES = Catalogue(
    model=TicketStatus,
    namespace="ticket_statuses",
    icon="flag",
    title=_("Ticket statuses"),
    description=_("Where a ticket stands, in your words. A new ticket gets the first one."),
    new=_("New status"),
    form=TicketStatusCatalogueForm,
    module="care",
    columns=(
        Column(
            "clock",
            _("Clock"),
            lambda status: _("Waits for the customer") if status.stops_clock else "",
            at="meta",
        ),
    ),
    tone=lambda status: status.tone,
    before_leaving=keep_a_first,
    order=75,
)

urlpatterns = [path("ticket-types/", urls_of(TYPES)), path("ticket-statuses/", urls_of(STATUSES))]
