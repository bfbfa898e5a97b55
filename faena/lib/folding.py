"""Columns that keep folded text (lib.text.fold): one that follows another column, and for migrations those that are
filled for the first time, or folded anew where the table of letters has grown.

What was folded before and what is folded from the text itself come to the same, so the column is enough."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet

from faena.lib.text import LETTERS, fold

AT_ONCE = 5000


class Folded(models.TextField[str, str]):
    """What the column `of` says, folded: written with each row that is saved whole. Who saves some columns of a row
    names this one beside the other."""

    def __init__(self, of: str, **more: Any) -> None:
        self.of = of
        super().__init__(**{"editable": False, "default": "", **more})

    def deconstruct(self) -> Any:
        name, path, args, more = super().deconstruct()
        return name, path, args, more | {"of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:
        folded = fold(getattr(row, self.of))
        setattr(row, self.attname, folded)
        return folded


def fold_first(rows: QuerySet[Any], of: str, column: str) -> None:
    """Each row's column gets what `of` says, folded, some thousand rows at a time."""
    quoted = connection.ops.quote_name
    table, written = quoted(rows.model._meta.db_table), quoted(column)
    text, last = f"UPDATE {table} SET {written} = %s WHERE id = %s", 0  # noqa: S608  # names of ours
    while some := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", of)[:AT_ONCE]):
        last = some[-1][0]
        with connection.cursor() as cursor:
            cursor.executemany(text, [(fold(value), pk) for pk, value in some if value])


def fold_anew(
    rows: QuerySet[Any], column: str, *, write: Callable[[str], str] = fold, drops_doubles: bool = False
) -> None:
    """Each row whose column has one of the letters gets it as `write` makes it now, cut to the column's length.

    Where a unique constraint says that another row has that already, it stays as it was, or goes (`drops_doubles`)."""
    longest = rows.model._meta.get_field(column).max_length
    letters = "".join(LETTERS) + "".join(LETTERS).upper()
    found = rows.filter(**{f"{column}__regex": f"[{letters}]"}).values_list("pk", column)
    for pk, value in list(found):
        row = rows.filter(pk=pk)
        try:
            with transaction.atomic():
                row.update(**{column: write(value)[:longest].strip()})
        except IntegrityError:
            if drops_doubles:
                row.delete()
