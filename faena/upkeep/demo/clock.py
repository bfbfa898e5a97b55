"""The demo's month passes in a second: inside `at(moment)` it is that moment, for actions and columns alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any
from unittest import mock

from django.utils import timezone

OPENS, CLOSES = 9, 18
SUNDAY = 6


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Only `django.utils.timezone` is deceived, which everything of ours asks; nothing else of the process is."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return moment.astimezone(tz)

    with mock.patch.object(timezone, "datetime", Clock):
        yield


def opening(now: datetime, days: int, hour: float) -> datetime:
    """So many days ago, at an hour of the counter; today's hours that have not come yet are a little while ago."""
    day = timezone.localtime(now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    if day.weekday() == SUNDAY and days:
        day -= timedelta(days=1)
    return min(day + timedelta(hours=hour), now - timedelta(minutes=20))


def later(moment: datetime, hours: float) -> datetime:
    """So many hours of work later: nights and Sundays pass without work."""
    left = timedelta(hours=hours)
    local = timezone.localtime(moment)
    while True:
        closes = local.replace(hour=CLOSES, minute=0, second=0)
        if local.weekday() != SUNDAY and local + left <= closes:
            return local + left
        if local.weekday() != SUNDAY:
            left -= max(closes - local, timedelta(0))
        local = (local + timedelta(days=1)).replace(hour=OPENS, minute=7, second=0)
