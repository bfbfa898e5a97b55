"""People who work here in the one search of every page: by the words of their name, or their e-mail."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import User
from faena.gate.grants import Perm
from faena.gate.roles import Role
from faena.ui.search import FEW, Kind, Line, Shown, Wanted

_OFF = Case(When(is_active=True, then=Value("")), default=Value("inactive"))


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if wanted.words:
        yield rows.matching(wanted.text).order_by("-is_active", "sort_name", "id").values("pk")[:FEW]  # type: ignore[attr-defined]  # UserQuerySet


def _shown(line: Line) -> Shown:
    return Shown(
        title=line.title,
        about=f"{Role(line.state).label} · {line.whose}",
        state=_("Inactive") if line.label else "",
        is_over=bool(line.label),
    )


USER_KIND = Kind(
    "user",
    gettext_lazy("Users"),
    "user-round",
    Perm.USER_SEE,
    rows=lambda user: User.objects.visible_to(user),
    reads={"title": "name", "whose": "email", "state": "role", "label": _OFF},
    found=_found,
    shown=_shown,
    order=70,
)
