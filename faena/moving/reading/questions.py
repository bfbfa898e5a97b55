"""What a person is asked once for a column, before anything is read for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faena.moving.reading.records import Plan
from faena.moving.reading.lines import Line, Table

Text = Any  # a str, or lazy


@dataclass(frozen=True)
class Question:
    """`name`: key of Plan.answers; `options`: (value, label), `default` is one of the values. `columns`: about which."""

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    default: str
    columns: tuple[int, ...] = ()


def questions(table: Table, some: Iterable[Line], plan: Plan) -> list[Question]:
    """What cannot be decided from the lines (some, or a whole scan). Names: "day_order:3" (day_first, month_first),
    "decimal:4" ("," "."), "balance_sign" (negative_owed, positive_owed), "hidden_rows" (take, leave), "suppliers" (leave,
    take), "bad_document" (refuse, without), "duplicates" (skip, fill, new), "labels" (all, or one of them),
    "state:" and the folded word, "plan:" and the folded word (plan, none)."""
    raise NotImplementedError
