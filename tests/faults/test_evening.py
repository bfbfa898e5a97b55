"""One evening in which much breaks while eight people write: what was acknowledged is there, once. `dev.py faults`
plays each of these faults by itself and for longer, and those that take minutes or another machine."""

import os

import pytest

from tests import engines
from tools.faults import clocks, killing, starts
from tools.faults.evening import Stage, evening, expected, ghosts, present, stage_of, unrecorded
from tools.faults.writers import Ledger, Write

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs process groups and kill -9"),
    pytest.mark.slow("a server is started, killed and started again, while eight write"),
]


def test_what_was_acknowledged_survives_whatever_breaks_and_is_there_once(engine, tmp_path):
    """W11, W18, W19, W33: no write is lost or doubled, no number missing, the history tells each once, fsck holds."""
    with stage_of(engine) as stage, evening(stage, tmp_path) as shown:
        shown.open(clock=True)
        clocks.jump_an_hour(shown)
        killing.kill_web_worker(shown, times=1)
        starts.begin_another(shown)
        killing.kill_web_server(shown, times=1)
        if stage.server:
            killing.kill_database_server(shown, times=1)

    assert shown.wrong == []


@pytest.mark.engine("sqlite", "PostgreSQL takes back all of a migration; dev.py faults shows it there")
def test_an_upgrade_that_was_killed_is_begun_again(engine, tmp_path):
    stage = Stage(engine, engines.servers()[engine])

    assert starts.upgraded(stage, tmp_path, kills=1).wrong == []


def test_what_is_lost_doubled_or_nobodys_is_found():
    """The verdict, of what an evening could leave."""
    one, two = Write("part", "a", "/", {}), Write("part", "b", "/", {})
    ledger = Ledger(acknowledged=[one, two])
    found = {"markers": {"part": {"a": 2, "c": 1}}, "keys": {one.key: 0, "nobody's": 0}, "history": {}}

    assert sorted(expected(ledger) - present(found).keys()) == [("part", "b")]
    assert present(found)["part", "a"] == 2
    assert ghosts(found, ledger) == [("part", "c"), "nobody's"]
    assert unrecorded(found, ledger) == [one, two]
