"""To whom a ticket is forwarded: a user or a position, looked for by name, with how many each has (C11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import Position, User
from faena.lib.limits import longest
from faena.lib.named import Ask, Named
from faena.lib.text import fold
from faena.tickets.models import Holding, Ticket
from faena.ui.forms import FaenaForm

USER, POSITION = "user", "position"
KINDS: dict[str, type[User] | type[Position]] = {USER: User, POSITION: Position}
LONGEST_KEY = 40
MOST_SHOWN = 40  # of each; who is not among them is looked for


@dataclass(frozen=True)
class Offered:
    """One line of the list: "user-7", who it is, and how many open tickets are there."""

    key: str
    row: User | Position
    held: int

    @property
    def is_position(self) -> bool:
        return isinstance(self.row, Position)


class ForwardForm(FaenaForm):
    """Where it goes and why. `to`: which of the two lists stood open, so that nothing goes to a choice out of sight."""

    beside = {"to": "destination"}

    to = forms.ChoiceField(
        label=gettext_lazy("To"),
        choices=[(USER, gettext_lazy("User")), (POSITION, gettext_lazy("Position"))],
        widget=forms.RadioSelect,
    )
    destination = forms.CharField(
        label=gettext_lazy("Destination"),
        max_length=LONGEST_KEY,
        error_messages={"required": gettext_lazy("Choose who gets it.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=longest(Holding, "reason"), widget=forms.Textarea({"rows": "3"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_destination(self) -> User | Position:
        """Somebody who is there; whether he receives tickets is the action's to say."""
        key: str = self.cleaned_data["destination"]
        found = destination(key)
        if found is None:
            raise forms.ValidationError(_("Pick one from the list."))
        if not key.startswith(f"{self.cleaned_data.get('to')}-"):
            raise forms.ValidationError(_("Choose who gets it."))
        return found

    def lists(self, ticket: Ticket, words: str) -> dict[str, list[Offered]]:
        """Who may get it, of each kind, by these words of their names."""
        chosen = str(self["destination"].value() or "")
        return {kind: offered(kind, words, ticket, chosen) for kind in KINDS}


def asked_for(address: Mapping[str, str], ticket: Ticket) -> dict[str, Any]:
    """What the form begins with: whom the address names, in the list that it opens."""
    to = address.get("to", "")
    return {
        "to": to if to in KINDS else USER,
        "destination": address.get("destination", "")[:LONGEST_KEY],
        "version": ticket.version,
    }


def destination(key: str) -> User | Position | None:
    """What a key of the list means."""
    kind, _dash, number = key.partition("-")
    if kind not in KINDS or not number.isdecimal() or len(number) > 18:
        return None
    return _named.first(kind, pk=int(number))


def _with_key(ask: type[Ask], kind: str) -> QuerySet[Any]:
    rows = User.objects.staff() if kind == USER else Position.objects.order_by()
    return rows.filter(pk=ask("pk", rows.model._meta.pk))


_named: Named[Any] = Named(_with_key)


def offered(kind: str, words: str, ticket: Ticket, chosen: str = "") -> list[Offered]:
    """Who may get it, by name, but for whoever has it; what is chosen already stays in sight."""
    rows = [one for one in _receiving(kind, words) if ticket.holding is None or one != ticket.holding.destination]
    shown = [Offered(f"{kind}-{one.pk}", one, one.held) for one in rows[:MOST_SHOWN]]
    if chosen.startswith(f"{kind}-") and chosen not in {one.key for one in shown}:
        away = destination(chosen)
        shown[:0] = [Offered(chosen, away, 0)] if away else []
    return shown


def _receiving(kind: str, words: str) -> list[Any]:
    """Each with `held`: how many open tickets are with them. Positions are few and looked through here."""
    if kind == USER:
        found = User.objects.receiving().order_by("sort_name", "id")
        return list(_counted(found.matching(words) if words else found, USER)[: MOST_SHOWN + 1])
    looked_for = fold(words).split()
    rows = _counted(Position.objects.receiving(), POSITION)
    return [one for one in rows if all(word in fold(one.name) for word in looked_for)]


def _counted(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    held = Holding.objects.current().filter(**{kind: OuterRef("pk")}).order_by().values(kind)
    return rows.annotate(held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0))
