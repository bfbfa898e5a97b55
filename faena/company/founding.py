"""What a shop finds on its first day: rooms above hand in what they write when the company is set up, in its language.

Accounts, which sets the company up together with its first Master, knows nothing of statuses and payment methods."""

from collections.abc import Callable
from typing import TypeVar

Gift = TypeVar("Gift", bound=Callable[[str], None])

_gifts: list[Callable[[str], None]] = []


def at_founding(gift: Gift) -> Gift:
    """Decorator: this function is called with the language that the company was set up in."""
    if gift not in _gifts:
        _gifts.append(gift)
    return gift


def found(language: str) -> None:
    for gift in _gifts:
        gift(language)
