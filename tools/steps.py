"""The steps of `dev.py test`: each is timed, none stops the others, a table tells how it went."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tools import ROOT, SetupError, say

LINES_SHOWN = 80  # of one complaining program
NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass
class Result:
    step: str
    passed: bool
    seconds: float
    note: str = ""


@dataclass
class Quiet:
    """A step of programs that build on one another and are heard only when one complains, which ends it."""

    step: str
    commands: list[list[str]]
    environment: dict[str, str]

    def run(self) -> tuple[Result, str]:
        begun = time.monotonic()
        each = (quietly(command, self.environment) for command in self.commands)
        wrong = next((done for done in each if done.returncode), None)
        return Result(self.step, wrong is None, time.monotonic() - begun), wrong.stdout if wrong else ""


class Steps:
    def __init__(self) -> None:
        self.results: list[Result] = []
        self.two_at_a_time = ThreadPoolExecutor(max_workers=2)
        self.begun: list[Future[tuple[Result, str]]] = []

    def begin(self, *steps: Quiet) -> None:
        """They run beside whatever comes next, until wait()."""
        self.begun += [self.two_at_a_time.submit(step.run) for step in steps]

    def wait(self) -> None:
        """Until each step that was begun has ended."""
        for one in self.begun:
            self.keep(*one.result())
        self.begun.clear()

    def suite(self, step: str, command: list[str], environment: dict[str, str], *, may_be_empty: bool) -> None:
        """A run of pytest, shown while it runs; its closing line is kept for the end."""
        say(f"\n── {step} " + "─" * max(3, 100 - len(step)))
        begun = time.monotonic()
        closing = ""
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                    closing = line.strip() or closing
            except BaseException:
                process.terminate()
                raise
        passed = process.returncode == 0 or (may_be_empty and process.returncode == NOTHING_COLLECTED)
        self.results.append(Result(step, passed, time.monotonic() - begun, closing))

    @contextmanager
    def could_run(self, step: str) -> Iterator[None]:
        """A step whose needs cannot be met has failed, with the reason."""
        begun = time.monotonic()
        try:
            yield
        except SetupError as error:
            self.keep(Result(step, False, time.monotonic() - begun, f"could not run: {error}"), str(error))

    def keep(self, result: Result, output: str = "") -> None:
        self.results.append(result)
        say(f"{'ok    ' if result.passed else 'FAILED'} {result.step} ({result.seconds:.1f} s)")
        if output:
            lines = output.strip("\n").splitlines()
            say("\n".join(lines[:LINES_SHOWN]))
            if len(lines) > LINES_SHOWN:
                say(f"… and {len(lines) - LINES_SHOWN} more lines.")
            say("")

    def seconds(self) -> list[tuple[str, float]]:
        return [(result.step, result.seconds) for result in self.results]

    def summary(self) -> int:
        """Print the table and give the exit code. pytest's own closing lines stand last."""
        width = max((len(result.step) for result in self.results), default=0)
        say("\n" + "═" * min(104, shutil.get_terminal_size((104, 24)).columns))
        for result in self.results:
            say(f"{'ok    ' if result.passed else 'FAILED'}  {result.step:<{width}}  {result.seconds:6.1f} s")
        failed = [result for result in self.results if not result.passed]
        total = sum(result.seconds for result in self.results)
        verdict = f"{len(failed)} of {len(self.results)} steps failed." if failed else "Everything passed."
        say(f"\n{verdict} ({total:.0f} s of work)\n")
        for result in self.results:
            if result.note:
                say(f"{result.step}:\n{result.note}")
        return 1 if failed else 0


def quietly(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end and keep what it says."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
