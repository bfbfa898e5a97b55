"""The people whom a list's filter offers."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from faena.accounts.models import User, UserQuerySet
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import NamedValues


def named(
    people: UserQuerySet, rows: Any, column: str, user: Any, perm: Perm = Perm.ORDER_SEE
) -> list[tuple[int, str]]:
    """(key, name) of the people. Who sees only some of the rows (`perm`) learns no names but those that stand in
    `column` of rows that he sees (W31)."""
    if scope(user, perm) is not Scope.ALL:
        people = people.filter(pk__in=rows.visible_to(user).values(column))
    return _labelled(people)


def everybody() -> list[tuple[int, str]]:
    """(key, name) of all who work or worked here."""
    return _labels(_everybody.rows())


def _labelled(people: UserQuerySet) -> list[tuple[int, str]]:
    return _labels(_by_name(people))


def _by_name(people: UserQuerySet) -> "QuerySet[Any, Any]":
    return people.order_by("sort_name", "id").values_list("pk", "name", "is_active")


_everybody = NamedValues(lambda _ask: _by_name(User.objects.staff()))


def _labels(rows: Iterable[tuple[Any, ...]]) -> list[tuple[int, str]]:
    """Inactive ones say so."""
    return [(pk, name if active else _("%(name)s (inactive)") % {"name": name}) for pk, name, active in rows]
