"""How customers stand, as rooms above see it: a word with a dot beside each name of a list (C1).

This room knows no plans. Billing, which does, registers how to tell their state of many customers with one question."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Standing(NamedTuple):
    """A word, and its tone as the design system names tones."""

    text: Any
    tone: str


Tell = Callable[[Collection[int], Any], Mapping[int, Standing]]


@dataclass(frozen=True)
class _Teller:
    label: Any
    module: str
    tell: Tell


_tellers: list[_Teller] = []


def register(label: Any, tell: Tell, *, module: str) -> None:
    """`tell(ids of customers, user)` says how those of them stand that there is something to say of, within the user's
    reach, with one query. Where the module is switched off nobody is asked."""
    _tellers.append(_Teller(label, module, tell))


def standings(
    customers: Collection[int], *, user: Any, modules: Collection[str]
) -> list[tuple[str, Mapping[int, Standing]]]:
    """For each room that tells something: the heading of its column, and what it tells by the customer's id."""
    return [(str(one.label), one.tell(customers, user)) for one in _tellers if one.module in modules]
