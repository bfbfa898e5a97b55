"""An evening in a shop: eight people write while something breaks; then everybody gets an answer, and what was
acknowledged is compared with what is there."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import postgres
from tools.bench import machine
from tools.bench.arithmetic import percentile
from tools.faults.shop import HOST, Shop, a_shop
from tools.faults.writers import Browser, Ledger, Write, Writer

TIMEOUT = 120  # seconds until whoever waits gives up
RESTART_SECONDS = 5.0  # from the start to the first answer, at most
CROWDED = 1.2
WORST_SECONDS = 2.0  # 19 of 20 writes beside a fault that is not theirs are answered within
# As a PostgreSQL comes, with fsync; but after a crash it would sync each file by itself before it looks at any.
DURABLE = ["max_connections=100", "recovery_init_sync_method=syncfs"]

# What one write leaves in the history, under its key.
RECORDED = {
    "order": {"order.opened", "payment.received"},
    "part": {"part.added"},
    "internal": {"order.internal_added"},
    "status": {"order.status_added"},
}


class CouldNotRun(Exception):
    """This machine cannot do it; the text says why."""


@dataclass(frozen=True)
class Stage:
    """Where a fault is played. `url`: of a PostgreSQL, "" for SQLite; `server`: the same, where it is ours to kill."""

    engine: str
    url: str
    server: postgres.Server | None = None


@dataclass
class Evening:
    """`wrong`: sentences, none when all is well; `figures`: of the report."""

    stage: Stage
    shop: Shop
    people: dict[str, Any]
    ledger: Ledger = field(default_factory=Ledger)
    writers: list[Writer] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)  # seconds until the first answer, of each start
    figures: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    timed: list[tuple[str, float, float]] = field(default_factory=list)  # what took how many seconds, and its limit
    crowd: float = field(default_factory=machine.crowd)  # limits are of a machine that does nothing else

    def need(self, holds: object, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def took(self, what: str, seconds: float, limit: float) -> None:
        self.timed.append((what, seconds, limit))

    def start(self) -> None:
        """Open, or open again after a fault."""
        self.starts.append(self.shop.start())

    def open(self, *, photos: bool = True, clock: bool = False) -> None:
        """The server runs and everybody writes, once all have signed in. `clock`: it can be moved."""
        if clock:
            self.shop.move_clock(0)
        self.start()
        for login in self.people["staff"]:
            browser = self.browser(login)
            self.writers.append(Writer(login, browser, self.ledger, self.people, photos=photos))
        for writer in self.writers:
            writer.start()
        self.flowing()

    def browser(self, login: str) -> Browser:
        browser = Browser(HOST, self.shop.port)
        browser.sign_in(login, self.people["password"])
        return browser

    def flowing(self, answers: int = 1) -> float:
        """Wait until so much is answered that was not answered before; how many seconds that took. Raises RuntimeError
        when nothing is answered any more."""
        began, before = time.monotonic(), len(self.ledger.acknowledged)
        while len(self.ledger.acknowledged) < before + answers:
            if self.ledger.surprises:
                raise RuntimeError(f"No write may be answered so: {self.ledger.surprises[0]}")
            if time.monotonic() - began > TIMEOUT:
                heard = self.ledger.server_errors[-3:]
                raise RuntimeError(f"Nothing is answered any more. {heard}\n{self.shop.log[-2000:]}")
            time.sleep(0.01)
        return time.monotonic() - began

    def a_while(self) -> None:
        """Until the next fault, which nobody expects."""
        self.flowing()
        time.sleep(random.uniform(0.15, 0.6))

    @contextmanager
    def undisturbed(self, what: str) -> Iterator[None]:
        """Writes go on meanwhile, without an error and hardly slower. Raises RuntimeError when they stop."""
        began, errors = time.monotonic(), len(self.ledger.server_errors)
        yield
        self.flowing(len(self.writers))
        spent = [seconds for at, seconds in self.ledger.seconds if at > began]
        p95, broken = percentile(spent, 0.95), self.ledger.server_errors[errors:]
        self.figures.append(f"{what}: p95 {p95 * 1e3:.0f} ms of {len(spent)} writes")
        self.took(f"{what}, 19 of 20 writes", p95, WORST_SECONDS)
        self.need(not broken, f"{what}: {len(broken)} answers of 5xx, such as {broken[:1]}.")

    def leave(self) -> None:
        """Everybody gets an answer to what is on its way, so that nothing is in flight."""
        self.ledger.done.set()
        for writer in self.writers:
            writer.join(TIMEOUT)
            self.need(not writer.is_alive(), f"{writer.name} never got an answer.")
            writer.browser.connection.close()

    def judge(self, *, is_counted: bool) -> None:
        """The shop is closed: what is there is compared with what was acknowledged."""
        self.leave()
        self.shop.stop()
        found = self.shop.ask("-m", "tools.faults.count")
        checked = self.shop.run("manage.py", "fsck")
        self.need(checked.returncode == 0, f"fsck: {checked.stdout}{checked.stderr}")
        for name, rows in self._findings(found).items() if is_counted else [("damaged", found["damage"])]:
            self.need(not rows, f"{len(rows)} {name}, such as {rows[:2]}.")
        if self.starts[1:]:
            self.figures.append(f"longest restart {max(self.starts[1:]):.1f} s")
            self.took("a restart", max(self.starts[1:]), RESTART_SECONDS)
        self.crowd = max(1.0, self.crowd, machine.crowd())
        for what, seconds, limit in self.timed:
            most = limit * self.crowd
            self.need(seconds <= most, f"{what}: {seconds:.1f} s, and {most:.1f} s are the limit.")
        if self.crowd > CROWDED:
            self.figures.append(f"others use the machine: limits × {self.crowd:.1f}")

    def _findings(self, found: dict[str, Any]) -> dict[str, list[Any]]:
        acknowledged, there = self.ledger.acknowledged, present(found)
        numbers, last = found["numbers"].items(), found["series"]
        again = [write for write in acknowledged if write.tries > 1]
        lost, doubled = sorted(expected(self.ledger) - there.keys()), [row for row, count in there.items() if count > 1]
        self.figures.insert(0, f"{len(acknowledged)} acknowledged, {len(lost)} lost, {len(doubled)} doubled")
        self.figures.insert(1, f"{len(again)} sent again ({len(recognised(found, again))} recognised)")
        return {
            "lost": lost,
            "doubled": doubled,
            "written without an answer": ghosts(found, self.ledger),
            "not in the history, or twice": unrecorded(found, self.ledger),
            "series with gaps": [kind for kind, numbers in numbers if numbers != list(range(1, last[kind] + 1))],
            "damaged": found["damage"],
            "surprises": self.ledger.surprises,
        }


@contextmanager
def evening(
    stage: Stage, folder: Path, *, database: str = "", is_counted: bool = True, more: dict[str, str] | None = None
) -> Iterator[Evening]:
    """A shop with its people, not yet open; at the end what happened is judged. `database`: its address, where it is
    neither in the stage's server nor in the folder; `is_counted`: whether all that is in it was written by its people;
    `more`: of its environment."""
    with a_shop(folder, database or stage.url, more) as shop:
        opened = Evening(stage, shop, shop.ask("-m", "tools.faults.people") if is_counted else {})
        try:
            yield opened
            opened.judge(is_counted=is_counted)
        finally:
            opened.ledger.done.set()
            opened.ledger.over.set()


@contextmanager
def stage_of(engine: str) -> Iterator[Stage]:
    """With a server of its own for PostgreSQL."""
    if engine == "sqlite":
        yield Stage(engine, "")
        return
    folder = Path(tempfile.mkdtemp(prefix="faena-faults-"))
    server = postgres.Server(folder, DURABLE)
    try:
        server.begin()
        yield Stage(engine, server.url, server)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def until(holds: Callable[[], object], otherwise: str, *, seconds: float = TIMEOUT) -> None:
    """Wait. Raises RuntimeError after so many seconds."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise RuntimeError(f"For {seconds:.0f} s {otherwise}")
        time.sleep(0.02)


# --- what is found ------------------------------------------------------------------------------------------


def expected(ledger: Ledger) -> set[tuple[str, str]]:
    """(kind, marker) of every row that an acknowledged write makes; an order is opened with its advance."""
    rows = {(write.kind, write.marker) for write in ledger.acknowledged}
    return rows | {("payment", write.marker) for write in ledger.acknowledged if write.kind == "order"}


def present(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(kind, marker): count for kind, texts in found["markers"].items() for marker, count in texts.items()}


def ghosts(found: dict[str, Any], ledger: Ledger) -> list[Any]:
    """In the database without an answer; nothing is in flight any more."""
    keys = {write.key for write in ledger.acknowledged}
    return sorted(present(found).keys() - expected(ledger)) + sorted(found["keys"].keys() - keys)


def unrecorded(found: dict[str, Any], ledger: Ledger) -> list[Write]:
    """Writes of which the history lacks an event, or tells one twice."""
    recorded = {
        write.key: [verb for verb in found["history"].get(write.key, []) if verb in RECORDED[write.kind]]
        for write in ledger.acknowledged
    }
    return [write for write in ledger.acknowledged if sorted(recorded[write.key]) != sorted(RECORDED[write.kind])]


def recognised(found: dict[str, Any], writes: Sequence[Write]) -> list[Write]:
    """Sent again although the first try was done: there was nobody left to answer, or nobody to hear it."""
    claimed = found["keys"]
    return [write for write in writes if write.tries > 1 and claimed.get(write.key, write.sent_at) < write.sent_at]
