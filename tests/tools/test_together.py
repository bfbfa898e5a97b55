"""Programs side by side: the job worker that ends is started again alone."""

import sys

import pytest

from tools import SetupError, processes

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]


def ends_when_told(folder, times):
    """A program that notes its start, and ends by itself so many times."""
    code = (
        "import pathlib, sys, time; starts = pathlib.Path(sys.argv[1]); seen = len(starts.read_text()); "
        f"starts.write_text('x' * (seen + 1)); sys.exit(3) if seen < {times} else time.sleep(60)"
    )
    starts = folder / "starts"
    starts.write_text("")
    return starts, [sys.executable, "-c", code, str(starts)]


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.01)


def watched(monkeypatch, until):
    """Everything is asked to stop as soon as that holds."""
    slept = processes.time.sleep

    def pause(_seconds):
        if until():
            raise processes.Stopped
        slept(0.02)

    monkeypatch.setattr(processes.time, "sleep", pause)


def run(programs, **more):
    processes.together(programs, environment={}, ready=lambda: True, welcome="", **more)


def test_a_worker_that_ends_is_started_again_alone(tmp_path, monkeypatch, capsys):
    starts, worker = ends_when_told(tmp_path, 2)
    watched(monkeypatch, until=lambda: len(starts.read_text()) == 3)

    with pytest.raises(processes.Stopped):
        run({"web server": STAYS, "job worker": worker}, again={"job worker"})

    assert capsys.readouterr().out.count("The job worker ended by itself (exit code 3); it is started again.") == 2


def test_a_web_server_that_ends_stops_all(tmp_path):
    _starts, server = ends_when_told(tmp_path, 1)

    with pytest.raises(SetupError, match="web server ended by itself"):
        run({"web server": server, "job worker": STAYS}, again={"job worker"})


def test_one_that_never_stays_is_tried_after_longer_pauses(tmp_path, monkeypatch):
    _starts, command = ends_when_told(tmp_path, 99)
    now = [0.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(processes.subprocess, "Popen", lambda *_args, **_more: None)
    program, pauses = processes.Running(command, {}), []
    for _ in range(20):
        ended = now[0]
        while not program.is_due():
            now[0] += 0.01
        pauses.append(round(now[0] - ended, 1))
        program.start()

    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(processes.LONGEST_PAUSE, abs=0.1)
    now[0] += 2 * processes.STAYED
    program.is_due()
    assert program.pause == processes.FIRST_PAUSE
