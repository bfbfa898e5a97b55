"""From what was measured to what is said of it."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so many (0 to 1) of them do not exceed, one of those that were measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)
