"""How a table is read, and what each of its rows becomes: the shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Self

from faena.moving.reading.facts import Facts
from faena.moving.reading.fields import Kind

State = Literal["accepted", "corrected", "refused", "left_out"]


@dataclass(frozen=True)
class Plan:
    """How the columns of one table are read. `columns`: index → names of FIELDS; `answers`: name of a Question →
    value of its option; `country`, `currency`: of the company (ISO 3166, ISO 4217)."""

    kinds: frozenset[Kind]
    columns: Mapping[int, tuple[str, ...]]
    answers: Mapping[str, str] = field(default_factory=dict)
    country: str = "VE"
    currency: str = "USD"
    today: date = date(2026, 1, 1)
    header: tuple[str, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    preset: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "kinds": sorted(self.kinds),
            "columns": {str(at): list(names) for at, names in self.columns.items()},
            "answers": dict(self.answers),
            "country": self.country,
            "currency": self.currency,
            "today": self.today.isoformat(),
            "header": list(self.header),
            "hidden_columns": sorted(self.hidden_columns),
            "preset": self.preset,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            kinds=frozenset(Kind(kind) for kind in kept["kinds"]),
            columns={int(at): tuple(names) for at, names in kept["columns"].items()},
            answers=dict(kept["answers"]),
            country=kept["country"],
            currency=kept["currency"],
            today=date.fromisoformat(kept["today"]),
            header=tuple(kept.get("header", ())),
            hidden_columns=frozenset(kept.get("hidden_columns", ())),
            preset=kept.get("preset", ""),
        )


@dataclass(frozen=True)
class Remark:
    """What was changed, refused or is worth a look. `field`: a name of FIELDS, "" for the row. `why`: a full
    sentence."""

    field: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Record:
    """What a row becomes. `facts` None where it is refused or left out. `same_as`: an earlier row that one of the keys
    names too, 0 for none."""

    number: int
    state: State
    facts: Facts | None
    remarks: tuple[Remark, ...] = ()
    raw: tuple[str, ...] = ()
    same_as: int = 0
