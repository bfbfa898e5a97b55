"""One web server for a port, and one for a SQLite file. Nothing but the standard library: dev.py asks it too."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PATIENCE = 5.0  # seconds: of a server that was just stopped or killed something may still be ending


class NotAlone(Exception):
    """Another server has the port or the file; the text is a sentence for whoever starts this one."""


def is_free(host: str, port: int) -> bool:
    """Whether a server of ours could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def need_port(host: str, port: int) -> None:
    """granian lets servers of one user share a port, so that each gets some of the requests. Raises NotAlone."""
    if not is_free(host, port):
        raise NotAlone(f"Port {port} of {host} is taken by another program. Choose another one with --port.")


@contextmanager
def serving(database: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """While this lasts nobody else serves the SQLite file: one of another version would change its tables and guards
    under the first. The kernel lets go of it when the last process of the server ends, however it ends. Commands and
    job workers work beside it. Raises NotAlone after `patience` seconds. Without a limit on Windows."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with database.with_name(f"{database.name}-serving").open("a") as file:
        until = time.monotonic() + patience
        while not _locked(file, fcntl.LOCK_EX | fcntl.LOCK_NB):
            if time.monotonic() >= until:
                raise NotAlone(
                    f"Another Faena serves {database}. Stop it first, or give this one another FAENA_VAR; "
                    "several web servers need PostgreSQL."
                )
            time.sleep(0.05)
        yield


def _locked(file: IO[str], how: int) -> bool:
    import fcntl

    try:
        fcntl.flock(file, how)
    except OSError:
        return False
    return True
