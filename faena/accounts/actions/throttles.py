"""Counting attempts at a door. One row per key, moved by one statement, so that no number of workers lets more through
than the limit says."""

from datetime import datetime, timedelta
from math import ceil

from django.db import connection
from django.db.models import F
from django.utils import timezone

from faena.accounts.models import Throttle

# Both engines read it. The key, the first count's window end, and the moment before which a window is over.
COUNT = """
INSERT INTO accounts_throttle (key, count, window_ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN accounts_throttle.window_ends_at <= %(now)s THEN 1 ELSE accounts_throttle.count + 1 END,
    window_ends_at = CASE WHEN accounts_throttle.window_ends_at <= %(now)s
        THEN excluded.window_ends_at ELSE accounts_throttle.window_ends_at END
RETURNING id, key, count, window_ends_at
"""


class TooMany(Exception):
    """More attempts than the limit in one window. `minutes` until the next one counts anew."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def hit(key: str, limit: int, window: timedelta) -> int:
    """Count one attempt under `key`; the window begins with its first one. Raises TooMany beyond the limit.

    Count before the work that is limited, and outside of a transaction that may be rolled back."""
    now = timezone.now()
    values = {"key": key[:160], "now": _moment(now), "ends_at": _moment(now + window)}
    row = next(iter(Throttle.objects.raw(COUNT, values)))
    if row.count > limit:
        raise TooMany(max(1, ceil((row.window_ends_at - now).total_seconds() / 60)))
    return row.count


def give_back(key: str) -> None:
    """The attempt turned out well: it counts against nobody."""
    Throttle.objects.filter(key=key[:160], count__gt=0).update(count=F("count") - 1)


def _moment(when: datetime) -> object:
    """As the engine takes it in plain SQL."""
    return connection.ops.adapt_datetimefield_value(when)
