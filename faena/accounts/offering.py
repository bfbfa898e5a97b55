"""The people whom a list's filter offers."""

from collections.abc import Callable, Iterable
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


class Offered:
    """People whom a filter offers, asked by a kept text where the reader sees all rows. `people`: those of a reader,
    who is given by his key."""

    def __init__(self, people: Callable[[Any], UserQuerySet]) -> None:
        self._people = people
        self._kept = NamedValues(lambda ask: _by_name(people(ask("user", User._meta.pk))))

    def named(self, rows: Any, column: str, user: Any, perm: Perm = Perm.ORDER_SEE) -> list[tuple[int, str]]:
        """As `named` has them."""
        if scope(user, perm) is Scope.ALL:
            return _labels(self._kept.rows(user=user.pk))
        return named(self._people(user.pk), rows, column, user, perm)


def offered(people: Callable[[], UserQuerySet]) -> Callable[[], list[tuple[int, str]]]:
    """What reads (key, name) of the same people each time, for who sees all rows."""
    read = NamedValues(lambda _ask: _by_name(people()))
    return lambda: _labels(read.rows())


everybody = offered(lambda: User.objects.staff())  # all who work or worked here


def _labelled(people: UserQuerySet) -> list[tuple[int, str]]:
    return _labels(_by_name(people))


def _by_name(people: UserQuerySet) -> "QuerySet[Any, Any]":
    return people.order_by("sort_name", "id").values_list("pk", "name", "is_active")


def _labels(rows: Iterable[tuple[Any, ...]]) -> list[tuple[int, str]]:
    """Inactive ones say so."""
    return [(pk, name if active else _("%(name)s (inactive)") % {"name": name}) for pk, name, active in rows]
