"""Room on the disk: what is left when it gets short is kept for signing in, so that people can still read."""

import os
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings

KEPT_FREE: Final = 64 * 2**20  # bytes; with fewer nothing but a session is written
RESERVE: Final = 32 * 2**20  # bytes, given back when others filled the disk to its last byte
AMPLE: Final = 8 * KEPT_FREE


def free() -> tuple[int, float]:
    """What the disk of the data folder has left: bytes, and the share of the whole."""
    usage = shutil.disk_usage(settings.VAR)
    return usage.free, usage.free / usage.total


def is_short() -> bool:
    """Whether there is too little room for anything to be written."""
    left, _share = free()
    if left < RESERVE:
        _reserve().unlink(missing_ok=True)
    return left < KEPT_FREE


def keep_reserve() -> None:
    """Make the reserve, where it was given back and there is room again (config/schedule.py)."""
    place = _reserve()
    if place.exists() or free()[0] < AMPLE:
        return
    with place.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, RESERVE)


def _reserve() -> Path:
    return Path(settings.VAR) / "reserve"
