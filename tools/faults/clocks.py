"""Clocks that jump, forwards and back, while people write."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.faults.evening import Evening, Stage, evening

HOUR, YEAR = 3600.0, 365 * 24 * 3600.0


def jumps(stage: Stage, folder: Path) -> Evening:
    """An hour either way ends nobody's session. Years end them, and people sign in again; numbers, history and rules
    hold, and nothing stays closed once the clock is right again."""
    with evening(stage, folder) as shown:
        shown.open(clock=True)
        jump_an_hour(shown)
        for seconds in _far():
            _jump(shown, seconds)
        _jump(shown, 0)
        shown.figures.append(f"{shown.ledger.sign_ins} signed in again")
    return shown


def jump_an_hour(shown: Evening) -> None:
    for seconds in (HOUR, -HOUR, 0):
        _jump(shown, seconds)
    shown.need(not shown.ledger.sign_ins, f"{shown.ledger.sign_ins} sessions ended by an hour's jump.")


def _far() -> list[float]:
    """A leap day, after what 32 bits count, years back; each begins some seconds before midnight."""
    now, midnight = datetime.now(UTC), timedelta(seconds=-2)
    moments = [datetime(2028, 2, 29, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC), datetime(2038, 1, 20, tzinfo=UTC)]
    return [(moment + midnight - now).total_seconds() for moment in moments] + [-10 * YEAR, 60 * YEAR]


def _jump(shown: Evening, seconds: float) -> None:
    shown.shop.move_clock(seconds)
    shown.flowing(2 * len(shown.writers))
