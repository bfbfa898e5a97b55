"""Starter data: rooms above register what they write when the company is set up, in the company's language.

Accounts, which sets the company up together with its first Master, knows nothing of statuses and payment methods."""

from collections.abc import Callable
from typing import TypeVar

Writer = TypeVar("Writer", bound=Callable[[str], None])

_writers: list[Callable[[str], None]] = []


def on_setup(writer: Writer) -> Writer:
    """Decorator: this function is called with the language that the company was set up in."""
    if writer not in _writers:
        _writers.append(writer)
    return writer


def write(language: str) -> None:
    """Call every function that is marked `@on_setup`."""
    for writer in _writers:
        writer(language)
