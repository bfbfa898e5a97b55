"""A race between two processes, in threads of each: nothing that one of them keeps in its memory holds the other back.

    with two_processes() as race:
        outcomes = race([call(acts.pay, order, method, clerk)] * 10, over=[Charge])

The children stay for several races. They work on the database of the running test (which has to be marked
django_db(transaction=True)) and neither migrate nor make bootstrap rows. Each call has a thread and a connection of
its own; all of them begin at one word of the parent."""

import importlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 90  # seconds for one race; locks give up long before
A_LOOK = 0.005  # seconds between reading a row and doing something with it


@dataclass(frozen=True)
class Outcome:
    """What became of one call: what it gave back, or the name of its exception and its sentence. refused: a RuleBroken
    (or Stale), which is how the program says no; any other exception is a fault."""

    said: str
    error: str = ""
    refused: bool = False

    @property
    def won(self) -> bool:
        return not self.error

    @property
    def is_fault(self) -> bool:
        return bool(self.error) and not self.refused


def call(act: Callable[..., Any], *facts: Any, times: int = 1) -> dict[str, Any]:
    """One thread of a race: `act` (a function of a module, for the children import it), `times` in a row. Rows are
    handed over by their ids."""
    return {
        "act": f"{act.__module__}:{act.__name__}",
        "facts": [getattr(fact, "pk", fact) for fact in facts],
        "times": times,
    }


# --- the parent ---------------------------------------------------------------------------------------------


@contextmanager
def two_processes() -> Iterator[Callable[..., list[Outcome]]]:
    """Two children, and the function that lets them race (below, without its first argument)."""
    from django.conf import settings
    from django.db import connection

    environment = {**os.environ, "FAENA_VAR": str(settings.VAR), "FAENA_SECRET_KEY": settings.SECRET_KEY}
    start = partial(
        subprocess.Popen,
        [sys.executable, "-m", "tests.processes"],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with start() as one, start() as other:
        for child in (one, other):
            send(child, connection.settings_dict)
        yield partial(race, (one, other))


def race(
    children: Sequence["subprocess.Popen[str]"],
    calls: Sequence[dict[str, Any]],
    *,
    over: Sequence[Any],
    locked: bool = True,
) -> list[Outcome]:
    """Deal the calls out, wait until every thread stands at the start, say go; the outcomes of all, in no order.

    over: the models whose locks the race is about; whoever reads such a row looks at it for a moment, so that the
    others come in between. locked=False is the sabotage: PostgreSQL is robbed of these locks, SQLite of IMMEDIATE."""
    rules = {"over": [model._meta.label for model in over], "locked": locked}
    watchdog = threading.Timer(TIMEOUT, lambda: [child.kill() for child in children])
    watchdog.start()
    try:
        for place, child in enumerate(children):
            send(child, {"calls": calls[place :: len(children)], **rules})
        for child in children:
            hear(child)
        for child in children:
            send(child, "go")
        return [Outcome(**facts) for child in children for facts in hear(child)]
    finally:
        watchdog.cancel()


def send(child: "subprocess.Popen[str]", what: Any) -> None:
    assert child.stdin is not None
    child.stdin.write(json.dumps(what, default=str) + "\n")
    child.stdin.flush()


def hear(child: "subprocess.Popen[str]") -> Any:
    """No AssertionError when there is no answer: a race that shall be lost must not be lost by that."""
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise RuntimeError("A process of the race ended, or never came back; what it said is above.")
    return json.loads(line)


# --- a child ------------------------------------------------------------------------------------------------


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(json.loads(sys.stdin.readline()))
    django.setup()
    for line in sys.stdin:
        wanted = json.loads(line)
        with ExitStack() as rules:
            for label in wanted["over"]:
                rules.enter_context(looked_at(label))
            if not wanted["locked"]:
                rules.enter_context(without_locks(wanted["over"]))
            answer(run(wanted["calls"]))


def run(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start, ready = threading.Event(), threading.Barrier(len(calls) + 1)
    outcomes: list[dict[str, Any]] = []

    def runner(wanted: dict[str, Any]) -> None:
        from django.db import connection
        from django.utils import timezone, translation

        from tests.world import SHOPS_ZONE

        module, name = wanted["act"].split(":")
        act = getattr(importlib.import_module(module), name)
        try:
            connection.ensure_connection()
            ready.wait(TIMEOUT)
            start.wait(TIMEOUT)
            with translation.override("en"), timezone.override(SHOPS_ZONE):
                outcomes.extend(asdict(outcome(act, wanted["facts"])) for _ in range(wanted["times"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=runner, args=(wanted,), daemon=True) for wanted in calls]
    for thread in threads:
        thread.start()
    ready.wait(TIMEOUT)
    answer("ready")
    sys.stdin.readline()
    start.set()
    for thread in threads:
        thread.join()
    return outcomes


def outcome(act: Callable[..., Any], facts: list[Any]) -> Outcome:
    from faena.lib.errors import RuleBroken

    try:
        return Outcome(said=str(act(*facts)))
    except Exception as error:  # whatever it is, the other process is told
        return Outcome(said=str(error), error=type(error).__name__, refused=isinstance(error, RuleBroken))


@contextmanager
def looked_at(label: str) -> Iterator[None]:
    """Reading a row of this model takes a moment."""
    from django.apps import apps

    model: Any = apps.get_model(label)
    read = model.from_db

    def slowly(*row: Any) -> Any:
        found = read(*row)
        time.sleep(A_LOOK)
        return found

    model.from_db = slowly
    try:
        yield
    finally:
        del model.from_db


@contextmanager
def without_locks(labels: list[str]) -> Iterator[None]:
    """No row of these models is locked by whoever reads it; SQLite begins without its lock."""
    from django.apps import apps
    from django.conf import settings
    from django.db.backends.utils import CursorWrapper

    tables = {apps.get_model(label)._meta.db_table for label in labels}
    execute, options = CursorWrapper.execute, settings.DATABASES["default"]["OPTIONS"]
    kept = dict(options)

    def unlocked(cursor: Any, sql: Any, params: Any = None) -> Any:
        locks = re.search(r'FROM "(\w+)".*( FOR (NO KEY )?UPDATE\b.*)$', str(sql), re.DOTALL)
        return execute(cursor, sql[: locks.start(2)] if locks and locks[1] in tables else sql, params)

    CursorWrapper.execute = unlocked  # type: ignore[method-assign]  # the lock taken away
    if "transaction_mode" in options:
        options["transaction_mode"] = "DEFERRED"
    try:
        yield
    finally:
        CursorWrapper.execute = execute  # type: ignore[method-assign]  # and given back
        options.update(kept)


def answer(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
