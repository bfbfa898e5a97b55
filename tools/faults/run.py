"""One run of `dev.py faults`: each fault on each engine, and a table of what came of it."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import SetupError, processes, say
from tools.faults import clocks, disk, jobs, killing, network, starts
from tools.faults.evening import CouldNotRun, Evening, Stage, stage_of

SQLITE, POSTGRES = "sqlite", "postgres"
ENGINES = (SQLITE, POSTGRES)
PASSED, FAILED, COULD_NOT_RUN = "ok", "FAILED", "could not run"  # as they stand in the table
FAILURE, INCOMPLETE = 1, 2  # exit codes


@dataclass(frozen=True)
class Fault:
    name: str
    says: str
    play: Callable[[Stage, Path], Evening]
    engines: Sequence[str] = ENGINES


FAULTS = [
    Fault("web", "kill -9 of the web server, 20 times", killing.web_server),
    Fault("web-worker", "kill -9 of one of its two processes, 6 times", killing.web_worker),
    Fault("job-worker", "kill -9 of one of two job workers, 8 times", jobs.job_worker),
    Fault("database", "kill -9 of the database server, 8 times", killing.database_server, (POSTGRES,)),
    Fault("mail", "mail server away, refusing, silent", jobs.mail_server),
    Fault("full-disk", "the disk of the database is full", disk.full),
    Fault("read-only-media", "the folder of pictures can only be read", disk.read_only_media),
    Fault("slow", "200 silent senders, forms cut in the middle", network.slow_bodies),
    Fault("clock", "the clock jumps by hours, years, over a leap day", clocks.jumps),
    Fault("second-server", "a second server on the port, on the file", starts.second_server),
    Fault("upgrade", "kill -9 of a migration, 8 times", starts.upgrade),
]


@dataclass
class Result:
    fault: Fault
    engine: str
    state: str
    seconds: float
    said: list[str]

    def __str__(self) -> str:
        row = f"{self.state:13}  {self.engine:8}  {self.fault.name:15}  {self.seconds:5.0f} s  "
        return row + f"\n{' ' * len(row)}".join(self.said)


def wanted(words: Sequence[str]) -> tuple[list[Fault], Sequence[str]]:
    """What the words of the command ask for. Raises SetupError for a fault that there is not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", action="append")
    parser.add_argument("--engine", choices=ENGINES)
    options = parser.parse_args(words)
    known = [fault.name for fault in FAULTS]
    only = options.only or known
    if unknown := set(only) - set(known):
        raise SetupError(f"There is no fault {', '.join(sorted(unknown))}. These are: {', '.join(known)}.")
    return [fault for fault in FAULTS if fault.name in only], [options.engine] if options.engine else ENGINES


def run(faults: Sequence[Fault], engines: Sequence[str]) -> int:
    """The exit code: 1 when one failed, 2 when nothing failed and something could not run."""
    began, results = time.monotonic(), list[Result]()
    for engine in engines:
        with stage_of(engine) as stage:
            for fault in faults:
                if engine in fault.engines:
                    results.append(play(fault, stage))
                    say(str(results[-1]))
    say("\n" + "\n".join(str(result).splitlines()[0] for result in results))
    count = {state: sum(result.state == state for result in results) for state in (PASSED, FAILED, COULD_NOT_RUN)}
    took = (time.monotonic() - began) / 60
    said = ", ".join(f"{number} {'passed' if state == PASSED else state}" for state, number in count.items())
    say(f"\n{said}, in {took:.1f} minutes.")
    return FAILURE if count[FAILED] else INCOMPLETE if count[COULD_NOT_RUN] else 0


def play(fault: Fault, stage: Stage) -> Result:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faena-fault-", ignore_cleanup_errors=True) as folder:
        state, said = _played(fault, stage, Path(folder))
    return Result(fault, stage.engine, state, time.monotonic() - began, said)


def _played(fault: Fault, stage: Stage, folder: Path) -> tuple[str, list[str]]:
    """The state, and the lines that say what was found."""
    try:
        shown = fault.play(stage, folder)
    except CouldNotRun as reason:
        return COULD_NOT_RUN, [str(reason)]
    except processes.Stopped:
        raise
    except Exception as error:  # what breaks in one fault is its result; the others are still to be played
        return FAILED, [f"{type(error).__name__}: {error}"]
    return (FAILED, [*shown.wrong, *shown.figures]) if shown.wrong else (PASSED, [", ".join(shown.figures)])


if __name__ == "__main__":
    processes.raise_on_stop_signals()
    try:
        sys.exit(run(*wanted(sys.argv[1:])))
    except SetupError as error:
        sys.exit(str(error))
    except processes.Stopped:
        sys.exit(130)
