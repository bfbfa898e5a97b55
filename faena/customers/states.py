"""States of customers that rooms above know: a word with a dot beside each name of a list (C1).

This room knows no plans. Billing, which does, registers what reads the plan states of many customers at once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class CustomerState(NamedTuple):
    """A word, and its tone as the design system names tones."""

    text: Any
    tone: str


Read = Callable[[Collection[int], Any], Mapping[int, CustomerState]]


@dataclass(frozen=True)
class _Column:
    label: Any
    module: str
    read: Read


_columns: list[_Column] = []


def register(label: Any, read: Read, *, module: str) -> None:
    """`read(ids of customers, user)` gives the states of those that have one, within the user's reach, with one query.
    It is not called where the module is switched off."""
    _columns.append(_Column(label, module, read))


def states_of(
    customers: Collection[int], *, user: Any, modules: Collection[str]
) -> list[tuple[str, Mapping[int, CustomerState]]]:
    """For each registered column: its heading, and the states by the customer's id."""
    return [(str(one.label), one.read(customers, user)) for one in _columns if one.module in modules]
