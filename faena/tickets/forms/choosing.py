"""What several pages let choose: the ends of the tree of types, and where a ticket goes."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.gate.grants import Perm, may
from faena.tickets.models import TicketType


def by_key(types: Iterable[TicketType]) -> dict[str, TicketType]:
    return {str(one.pk): one for one in types}


def branches(types: dict[str, TicketType]) -> list[Any]:
    """The ends of the tree, each branch as a group; a type that stands alone stands outside of all."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, one in types.items():
        groups.setdefault(str(one.parent) if one.parent else "", []).append((key, one.name))
    alone = groups.pop("", [])
    return [*groups.items(), *alone]


def destinations(user: User) -> tuple[list[Any], dict[str, User | Position]]:
    """Positions, and for those who hand tickets on also people, as a choice with groups; and what each key means. A
    seller reads no names of people who work here (W31)."""
    positions = {f"position-{one.pk}": one for one in Position.objects.receiving()}
    people = {}
    if may(user, Perm.TICKET_HANDLE):
        people = {f"user-{one.pk}": one for one in User.objects.receiving().order_by("sort_name", "id")}
    groups = [
        (label, [(key, one.name) for key, one in rows.items()])
        for label, rows in ((_("Positions"), positions), (_("People"), people))
        if rows
    ]
    return groups, {**positions, **people}
