"""How the tests are dealt to the processes of a run, and how long each took.

What goes to a process at once is a unit: the tests of one file on one engine (those that ask for no database are one
more). Units wait in one queue, those of the browser first, then the longest by the last whole run of this checkout,
so that no process is left with a long one at the end.

A file or a test that takes long is a finding: it fails the run unless `pytest.mark.slow("reason")` stands beside it."""

import gc
import json
import os
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tools import VAR

REFERENCE = 0.001  # seconds of a_little_work() on the machine for which the limits were set
CROWDED = 2  # seconds for one of a test by itself, while as many others run as there are cores, and one more
LAST = VAR / "tests" / "times.json"  # unit → seconds, of the last run that had it


class Limits(NamedTuple):
    """Seconds, of a test by itself."""

    test: float
    file: float


def longest(path: str) -> Limits:
    """A browser test moves three programs, and waits for each."""
    return Limits(15, 60) if is_of_browser(path) else Limits(5, 20)


def unit(nodeid: str) -> str:
    """`tests/cash/test_receipt.py sqlite`."""
    path, _, rest = nodeid.partition("::")
    engine = next((name for name in ("sqlite", "postgres") if f"[{name}" in rest), "")
    return f"{path} {engine}".strip()


def is_of_browser(name: str) -> bool:
    return name.startswith("tests/browser/")


class LongestFirst(LoadScopeScheduling):
    """xdist's scheduler of scopes, where a scope is a unit. All processes but one begin with the browser, and that one
    never starts a shop while there is something else to do: who waits for a page leaves his core to it."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        likes_browser = len(self.nodes) == 1 or node is not self.nodes[-1]
        liked = next((name for name in self.workqueue if is_of_browser(name) == likes_browser), None)
        if liked:
            self.workqueue.move_to_end(liked, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongestFirst:
    config.option.loadscopereorder = False
    return LongestFirst(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the queue, the same in every process."""
    last = last_times()
    many = Counter(unit(item.nodeid) for item in items)
    slow = {unit(item.nodeid) for item in items if is_slow(item)}

    def length(name: str) -> float:
        """Where nothing is known yet, what is marked as slow is, and the others by how many they are."""
        return float(last.get(name, (10 if name in slow else 0) + many[name] * 0.05))

    rank = {name: (not is_of_browser(name), -length(name), name) for name in many}
    items.sort(key=lambda item: rank[unit(item.nodeid)])


def last_times() -> dict[str, float]:
    found: dict[str, float] = json.loads(LAST.read_text()) if LAST.exists() else {}
    return found


def is_slow(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("slow")
    if marker and not marker.args:
        raise pytest.UsageError(f"{item.nodeid} is marked as slow without a reason.")
    return marker is not None


def wanting_a_core() -> float:
    """Of the last minute, other work of this machine included; 0 where the system does not say."""
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0


# --- how long it took ---------------------------------------------------------------------------------------


class Times:
    """Seconds by unit, test and phase, gathered where the reports arrive. A worker sends its start and its speed."""

    def __init__(self) -> None:
        self.tests: dict[str, dict[str, float]] = defaultdict(dict)  # test → phase → seconds
        self.may_be_slow: set[str] = set()
        self.starts: list[float] = []  # of each worker, until its first test
        self.speeds: list[float] = []
        self.crowd = float(CROWDED)  # how many wanted each core, at the worst

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tests[report.nodeid][report.when] = report.duration
        self.crowd = max(self.crowd, wanting_a_core())
        if "slow" in report.keywords:
            self.may_be_slow.add(report.nodeid)

    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {})
        if "start" in output:
            self.starts.append(output["start"])
            self.speeds += output["speeds"]

    def by_unit(self) -> dict[str, float]:
        found: Counter[str] = Counter()
        for nodeid, phases in self.tests.items():
            found[unit(nodeid)] += sum(phases.values())
        return dict(found)

    def too_long(self) -> list[str]:
        """Sentences about what grew beyond the limits, by the speed that this machine had during the run."""
        slower = self.crowd * (max(1.0, median(self.speeds) / REFERENCE) if self.speeds else 1.0)
        files: Counter[str] = Counter()
        found = []
        for nodeid, phases in self.tests.items():
            path, seconds = nodeid.split("::")[0], sum(phases.values())
            if nodeid in self.may_be_slow:
                continue
            files[path] += seconds
            if seconds > (limit := longest(path).test * slower):
                found.append(f"{nodeid} took {seconds:.1f} s (limit: {limit:.0f} s here)")
        for path, seconds in files.items():
            if seconds > (limit := longest(path).file * slower):
                found.append(f"{path} took {seconds:.0f} s (limit: {limit:.0f} s here)")
        return found

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.write()
        if self.too_long() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if found := self.too_long():
            terminalreporter.section("too long")
            for sentence in found:
                terminalreporter.line(sentence)
            terminalreporter.line("Make it quicker, split it, or mark it with pytest.mark.slow and the reason.")

    def write(self) -> None:
        """FAENA_TIMES: where dev.py wants to read them. The last whole run is remembered for the order of the next."""
        if path := os.environ.get("FAENA_TIMES"):
            facts = {"tests": self.tests, "starts": self.starts, "speeds": self.speeds}
            Path(path).write_text(json.dumps(facts))
            LAST.parent.mkdir(parents=True, exist_ok=True)
            LAST.write_text(json.dumps(last_times() | self.by_unit()))


class Worker:
    """What a worker tells when it is done."""

    def __init__(self, config: Any) -> None:
        self.output, self.begun = config.workeroutput, time.monotonic()
        self.output["speeds"] = []
        self.file = ""

    def pytest_collection_finish(self) -> None:
        """Thousands of tests stay to the end: the collector need not look at them again and again."""
        gc.collect()
        gc.freeze()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if unit(nodeid) != self.file:
            self.file = unit(nodeid)
            self.output["speeds"].append(a_little_work())
            self.output.setdefault("start", time.monotonic() - self.begun)


def a_little_work() -> float:
    """Seconds that a fixed piece of work takes now: how quick the machine is, with whatever else it does."""
    begun = time.perf_counter()
    sum(hash(str(number)) & 1 for number in range(10_000))
    return time.perf_counter() - begun


def register(config: pytest.Config) -> None:
    config.pluginmanager.register(Worker(config) if hasattr(config, "workerinput") else Times())
