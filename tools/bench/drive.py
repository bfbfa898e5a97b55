"""The works, driven: between two turns of the reference by one client (A B A), then by eight at once. Every answer is
looked at."""

import re
import threading
import time
from dataclasses import dataclass, field

from tools import SetupError
from tools.bench import machine
from tools.bench.arithmetic import median, percentile
from tools.bench.visitor import Answer, Visitor
from tools.bench.works import CLIENTS, PASSWORD, SIGN_INS, Places, Work

WARMED = 5  # requests before each work
OF_REFERENCE = 150  # requests to the empty view, before and after
OF_INSERT = 40
PATIENCE = 4.0  # seconds for the requests of one round, however slow
SEEN_AT_EIGHT = 50  # of so many answers to eight clients the content of one is looked at, of all the status


@dataclass(frozen=True)
class Pace:
    """How often each work is done. `rounds` of `requests` by one client, `seconds` by eight."""

    rounds: int
    requests: int
    seconds: float


QUICK, WHOLE = Pace(rounds=2, requests=40, seconds=2.0), Pace(rounds=3, requests=60, seconds=3.0)


@dataclass
class Round:
    """Milliseconds, but `wire` (bytes); `cpu_ms` of all processes of the server for each request; `empty_ms`,
    `insert_ms`: the references in the same minute, `empty_cpu_ms`: what the empty view costs a core."""

    p50_ms: float
    p95_ms: float
    requests: int
    cpu_ms: float
    wire: float
    empty_ms: float
    empty_cpu_ms: float
    insert_ms: float | None = None
    a_second: float | None = None  # requests, of eight clients


@dataclass
class Result:
    """A work and its rounds. `wrong`: what answers were not as they should have been, and how many."""

    work: Work
    rounds: list[Round] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    def count(self, wrong: str) -> None:
        self.wrong[wrong] = self.wrong.get(wrong, 0) + 1

    def of(self, name: str) -> float | None:
        """The median of the rounds."""
        found = [value for one in self.rounds if (value := getattr(one, name)) is not None]
        return median(found) if found else None

    @property
    def ratio(self) -> float | None:
        return median([one.p50_ms / one.empty_ms for one in self.rounds]) if self.rounds else None

    @property
    def cpu_ratio(self) -> float | None:
        """What it costs a core ÷ what the empty view does: others who use the machine hardly change it."""
        found = [one.cpu_ms / one.empty_cpu_ms for one in self.rounds if one.empty_cpu_ms]
        return median(found) if found else None

    @property
    def inserts(self) -> float | None:
        found = [one.p50_ms / one.insert_ms for one in self.rounds if one.insert_ms]
        return median(found) if found else None


class Driver:
    """`leaders`: the processes that, with their children, are the server and its database."""

    def __init__(self, port: int, leaders: list[int], reference: tuple[int, int], places: Places) -> None:
        """`reference`: its port, and its leading process."""
        self.places, self.leaders, self.referred = places, leaders, reference[1]
        self.reference = Visitor(reference[0])
        self.visitors = [Visitor(port) for _ in range(CLIENTS)]
        for visitor, login in zip(self.visitors, SIGN_INS, strict=True):
            visitor.sign_in(login, PASSWORD)

    def close(self) -> None:
        for visitor in (self.reference, *self.visitors):
            visitor.close()

    def measure(self, work: Work, pace: Pace) -> Result:
        """What cannot be asked at all is wrong, and the other works go on."""
        result = Result(work)
        try:
            self._rounds(work, pace, result)
        except (OSError, SetupError) as error:
            result.count(f"{type(error).__name__}: {error}")
            for visitor in self.visitors:
                visitor.close()
        return result

    def _rounds(self, work: Work, pace: Pace, result: Result) -> None:
        for _ in range(WARMED):
            self._once(work, result, [])
        for _ in range(pace.rounds):
            before, cost = self._refer("/", OF_REFERENCE)
            done = self._by_one(work, pace.requests, result)
            after, cost_after = self._refer("/", OF_REFERENCE)
            done.empty_ms, done.empty_cpu_ms = (before + after) / 2, (cost + cost_after) / 2
            done.insert_ms = self._refer("/insert/", OF_INSERT)[0] if work.is_write else None
            done.a_second = None if work.is_write else self._by_eight(work, pace.seconds, result)
            result.rounds.append(done)

    def _by_one(self, work: Work, requests: int, result: Result) -> Round:
        times, wire, cpu, begun = [], [], 0.0, time.monotonic()
        busy = machine.with_children(self.leaders)
        for _ in range(requests):
            answer, spent = self._once(work, result, busy)
            times.append(answer.seconds * 1e3)
            wire.append(answer.wire)
            cpu += spent
            if time.monotonic() - begun > PATIENCE:
                break
        return Round(median(times), percentile(times, 0.95), len(times), cpu / len(times), median(wire), 0.0, 0.0)

    def _once(self, work: Work, result: Result, busy: list[int]) -> tuple[Answer, float]:
        """The answer, and the milliseconds that the `busy` processes worked for it; a form's page is not counted."""
        visitor = self.visitors[0]
        path, typed = self.places.of(work)
        form = visitor.form(path, next(iter(typed))) if typed else None
        before = machine.on_core(busy)
        answer = visitor.post(path, form, typed) if form else visitor.get(path)
        spent = machine.spent_ms(before, machine.on_core(busy))
        if wrong := what_is_wrong(work, answer):
            result.count(wrong)
        return answer, spent

    def _refer(self, path: str, requests: int) -> tuple[float, float]:
        """p50 of the reference and what a request costs a core, both in milliseconds."""
        for _ in range(WARMED):
            self.reference.get(path)
        busy = machine.with_children([self.referred])
        before = machine.on_core(busy)
        p50 = median([self.reference.get(path).seconds for _ in range(requests)]) * 1e3
        return p50, machine.spent_ms(before, machine.on_core(busy)) / requests

    def _by_eight(self, work: Work, seconds: float, result: Result) -> float:
        """Requests a second."""
        ends, done = time.perf_counter() + seconds, [0] * CLIENTS

        def work_on(place: int) -> None:
            try:
                while time.perf_counter() < ends:
                    answer = self.visitors[place].get(self.places.of(work)[0])
                    look = done[place] % SEEN_AT_EIGHT == 0
                    if wrong := what_is_wrong(work, answer, whole=look):
                        result.count(wrong)
                    done[place] += 1
            except (OSError, SetupError) as error:
                result.count(f"{type(error).__name__}: {error}")
                self.visitors[place].close()

        begun = time.perf_counter()
        threads = [threading.Thread(target=work_on, args=[place]) for place in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.perf_counter() - begun)


def what_is_wrong(work: Work, answer: Answer, *, whole: bool = True) -> str:
    """How an answer differs from what it should be; "" when it does not. `whole`: its content as well."""
    expected = 303 if work.is_write else 200
    if answer.status != expected:
        return f"status {answer.status}"
    if work.is_write or not whole:
        return ""
    text = answer.text
    if not re.search(work.contains, text):
        return f"lacks {work.contains}"
    return f"has {work.lacks}" if work.lacks and re.search(work.lacks, text) else ""
