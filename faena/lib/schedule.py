"""What happens by itself: `config/schedule.py` lists it, `manage.py work` does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Scheduled:
    """words: what happens, for whoever reads the list; every: how often; do: harmless to run twice or at once in two
    workers, and short, because jobs wait for it."""

    words: str
    every: timedelta
    do: Callable[[], object]
