"""The people whom a list's filter offers."""

from typing import Any

from faena.accounts.models import UserQuerySet
from faena.gate.grants import Perm, Scope, scope


def named(
    people: UserQuerySet, rows: Any, column: str, user: Any, perm: Perm = Perm.ORDER_SEE
) -> list[tuple[int, str]]:
    """(key, name) of the people. Who sees only some of the rows (`perm`) learns no names but those that stand in
    `column` of rows that he sees (W31)."""
    if scope(user, perm) is not Scope.ALL:
        people = people.filter(pk__in=rows.visible_to(user).values(column))
    return [(one.pk, one.name) for one in people.order_by("sort_name", "id")]
