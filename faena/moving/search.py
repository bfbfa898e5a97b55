"""What the old system knew in the one search of every page: by its old number, and by words of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from faena.gate.grants import Perm
from faena.lib.text import digits
from faena.lib.trigrams import containing, indexed
from faena.moving.pasts import Past
from faena.ui.search import FEW, Kind, Line, Shown, Wanted, newest


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if digits(wanted.text):
        yield newest(rows.filter(pk__in=Past.objects.called(wanted.text).values("pk")))
    if indexed(wanted.words) == list(wanted.words):
        yield newest(containing(rows, "text_key", list(wanted.words), newest=20 * FEW))


def _shown(line: Line) -> Shown:
    kind = str(Past.Kind(line.state).label)
    title = " ".join(part for part in (kind, line.title) if part)
    return Shown(title=f"{title} · {line.whose}", about=line.label, is_over=True)


PAST_KIND = Kind(
    "past",
    gettext_lazy("Of the old system"),
    "archive",
    Perm.CUSTOMER_SEE,
    rows=lambda user: Past.objects.visible_to(user),
    reads={"title": "old_number", "whose": "customer__name", "state": "kind", "label": "state"},
    found=_found,
    shown=_shown,
    order=90,
)
