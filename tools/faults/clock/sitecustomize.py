"""Python imports this at its start: the wall clock is off by the seconds that stand in the file CLOCK_FILE, read again
at each look. What measures how long something takes (time.monotonic) goes on, as when an administrator sets a clock."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

OFF = Path(os.environ["CLOCK_FILE"])
real_time, real_now = time.time, timezone.now


def off() -> float:
    return float(OFF.read_text() or 0)


def moved_time() -> float:
    return real_time() + off()


def moved_now() -> datetime:
    return real_now() + timedelta(seconds=off())


time.time = moved_time
timezone.now = moved_now
