"""The web server: granian, with the program loaded before it makes its workers, so that they share its memory. It
refuses a port that another program has, and a SQLite file that another web server serves.

python -m config.web --interface rsgi --host 127.0.0.1 --port 8000 --workers 2 config.rsgi:application
"""

import argparse
import ctypes
import gc
import importlib
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.urls import get_resolver
from granian.cli import entrypoint

from config import alone

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


def alone_on(host: str, port: int) -> ExitStack:
    """What no other web server may have meanwhile, held by this process and its workers. Ends the program with a
    sentence where another one has it."""
    held = ExitStack()
    try:
        alone.need_port(host, port)
        if connection.vendor == "sqlite":
            held.enter_context(alone.serving(Path(connection.settings_dict["NAME"])))
    except alone.NotAlone as other:
        sys.exit(str(other))
    return held


def where() -> tuple[str, int]:
    """Where granian will listen."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    wanted, _rest = options.parse_known_args()
    return wanted.host, wanted.port


if __name__ == "__main__":
    try:
        load()
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    with alone_on(*where()):
        entrypoint()
