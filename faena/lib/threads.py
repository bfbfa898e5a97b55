"""What Django keeps for each asynchronous task is kept for each thread: the program is served by threads and has no
asynchronous code.

The language, the time zone, the connections and the prefix of addresses are asked for two hundred times a page. Each
time Django looked for the task that asks, behind a lock, which took a tenth of the page's time."""

import threading
from typing import Any

from django.db import connections
from django.urls import base as urls
from django.utils import timezone
from django.utils.translation import trans_real

KEPT: list[tuple[Any, str]] = [
    (trans_real, "_active"),
    (timezone, "_active"),
    (urls, "_prefixes"),
    (urls, "_urlconfs"),
    (connections, "_connections"),
]


def keep_by_thread() -> None:
    """Once, while the program starts. Raises AttributeError where a later Django calls one of them otherwise."""
    prefix = urls.get_script_prefix()  # the one thing that is set before
    for owner, name in KEPT:
        getattr(owner, name)
        setattr(owner, name, threading.local())
    urls.set_script_prefix(prefix)
