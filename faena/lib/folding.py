"""Columns that keep folded text (lib.text.fold), folded anew where the table of letters has grown: for migrations.

What was folded before and what is folded from the text itself come to the same, so the column is enough."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from faena.lib.text import LETTERS, fold


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
