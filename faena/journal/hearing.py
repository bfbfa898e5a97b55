"""Rooms that hear of each event as it is recorded, inside of the same transaction: what they write stands or falls
with it, and no action has to know of them."""

from collections.abc import Callable

from faena.journal.models import Event
from faena.lib.refs import Ref

Hears = Callable[[Event, Ref], None]
_hearers: dict[str, Hears] = {}


def register(name: str, hears: Hears) -> None:
    """`hears(event, about)`: about, with the label that it had then. Doing it twice changes nothing."""
    _hearers[name] = hears


def tell(event: Event, about: Ref) -> None:
    for hears in _hearers.values():
        hears(event, about)
