"""What is wrong with the installation itself, told on home to those who can have it mended. Rooms that watch something
register a teller."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Alarm:
    """Finished text: what is wrong, and what to do."""

    title: str
    text: str
    tone: Literal["amber", "red"] = "red"


Teller = Callable[[], Iterable[Alarm]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """It is asked each time when somebody opens home: it has to be cheap."""
    _tellers.append(teller)


def alarms() -> list[Alarm]:
    return [alarm for tell in _tellers for alarm in tell()]
