"""Whether the shop's currency may still be changed.

What is owed is written in it, so it stays once anything is owed. The rooms above, which know what is owed, say so
here from their apps.py: `currency.kept_by(lambda: Charge.objects.exists())`."""

from collections.abc import Callable

_reasons: list[Callable[[], bool]] = []


def kept_by(reason: Callable[[], bool]) -> None:
    """`reason` answers True once something stands in the shop's currency."""
    _reasons.append(reason)


def is_kept() -> bool:
    return any(reason() for reason in _reasons)
