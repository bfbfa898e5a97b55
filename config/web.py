"""The web server: granian, with the program loaded before it makes its workers, so that they share its memory.

python -m config.web --interface rsgi --host 127.0.0.1 --port 8000 --workers 2 config.rsgi:application
"""

import ctypes
import gc
import importlib
import sys
from contextlib import suppress

from django.db import connections
from django.urls import get_resolver
from granian.cli import entrypoint

# Options of glibc's mallopt. Each thread would keep what it freed in an arena of its own; and after the first password
# (19 MB for a moment) each arena would keep as much.
M_ARENA_MAX, ARENAS = -8, 2
M_MMAP_THRESHOLD, LARGE = -3, 2**20  # bytes: what is larger goes back at once


def load() -> None:
    """All that each request needs. What was opened for it belongs to no worker."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # a C library that has no arenas
            library = ctypes.CDLL(None)
            library.mallopt(M_ARENA_MAX, ARENAS)
            library.mallopt(M_MMAP_THRESHOLD, LARGE)
    importlib.import_module("config.wsgi")
    assert get_resolver().reverse_dict  # imports the views
    connections.close_all()
    gc.collect()
    gc.freeze()  # the collector would write to every object, and a page that is written to is not shared any more


if __name__ == "__main__":
    load()
    entrypoint()
