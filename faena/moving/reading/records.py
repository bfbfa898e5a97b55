"""From lines to records: what each row becomes, what was changed in it, and why it is refused."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from faena.moving.reading.facts import (
    AddressRead,
    BalanceRead,
    ContactRead,
    CustomerRead,
    DeviceRead,
    Facts,
    OrderRead,
    PastRead,
    PlanRead,
    SubscriptionRead,
)
from faena.moving.reading.fields import Kind
from faena.moving.reading.lines import How, Line

__all__ = [
    "AddressRead",
    "BalanceRead",
    "ContactRead",
    "CustomerRead",
    "DeviceRead",
    "Facts",
    "OrderRead",
    "PastRead",
    "Plan",
    "PlanRead",
    "Record",
    "Remark",
    "State",
    "SubscriptionRead",
    "records",
    "records_of",
]

State = Literal["accepted", "corrected", "refused", "left_out"]


@dataclass(frozen=True)
class Plan:
    """How the columns of one table are read. `columns`: index → names of FIELDS; `answers`: name of a Question → value of
    its option; `country`, `currency`: of the company (ISO 3166, ISO 4217)."""

    kinds: frozenset[Kind]
    columns: Mapping[int, tuple[str, ...]]
    answers: Mapping[str, str] = field(default_factory=dict)
    country: str = "VE"
    currency: str = "USD"
    today: date = date(2026, 1, 1)
    header: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "kinds": sorted(self.kinds),
            "columns": {str(at): list(names) for at, names in self.columns.items()},
            "answers": dict(self.answers),
            "country": self.country,
            "currency": self.currency,
            "today": self.today.isoformat(),
            "header": list(self.header),
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
            header=tuple(kept["header"]),
        )


@dataclass(frozen=True)
class Remark:
    """What was changed, refused or is worth a look. `field`: a name of FIELDS, "" for the row. `why`: a full sentence."""

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


def records(lines: Iterable[Line], plan: Plan, known: Container[str] | None = None) -> Iterator[Record]:
    """One Record for each line, in order. `known`: keys of customers to whom a row of another's may belong; None: not
    asked."""
    raise NotImplementedError


def records_of(path: Path, filename: str, table: str, how: How, plan: Plan) -> Iterator[Record]:
    """The records of a table of a file, where other tables of the same file say whose its rows are: what jobs call. Raises
    Unreadable."""
    raise NotImplementedError
