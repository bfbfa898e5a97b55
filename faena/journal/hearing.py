"""Rooms that hear of each event as it is recorded, inside of the same transaction: what they write stands or falls
with it, and no action has to know of them."""

import uuid
from collections.abc import Callable, Sequence

from faena.journal.models import Event
from faena.lib.refs import Ref

Hears = Callable[[Event, Ref], None]
HearsMany = Callable[[Sequence[uuid.UUID]], None]
_hearers: dict[str, Hears] = {}
_hearers_of_many: dict[str, HearsMany] = {}


def register(name: str, hears: Hears, hears_births: HearsMany | None = None) -> None:
    """`hears(event, about)`: about, with the label that it had then. `hears_births(uids)`: of many new things at once,
    by the uids of their events. Doing it twice changes nothing."""
    _hearers[name] = hears
    if hears_births is not None:
        _hearers_of_many[name] = hears_births


def tell(event: Event, about: Ref) -> None:
    for hears in _hearers.values():
        hears(event, about)


def tell_births(uids: Sequence[uuid.UUID]) -> None:
    """Of events that were written many at once, by their uids: whoever listens reads them."""
    for hears in _hearers_of_many.values():
        hears(uids)
