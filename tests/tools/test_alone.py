"""One web server for a port, and one for a SQLite file."""

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from config import alone

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs flock")
SERVE = """
import pathlib, sys
from config import alone
with alone.serving(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def test_a_file_is_served_by_one_at_a_time(tmp_path):
    database = tmp_path / "faena.sqlite3"

    with ExitStack() as held:
        held.enter_context(alone.serving(database))
        with pytest.raises(alone.NotAlone, match="Another Faena serves"):
            held.enter_context(alone.serving(database, patience=0))
    with alone.serving(database, patience=0):
        pass


def test_who_was_killed_leaves_nothing_behind(tmp_path):
    """The kernel lets go of it."""
    database = tmp_path / "faena.sqlite3"
    command = [sys.executable, "-c", SERVE, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(alone.NotAlone):
            alone.serving(database, patience=0).__enter__()
        other.kill()
        other.wait()

    with alone.serving(database, patience=1):
        pass
