"""Where the time of a run of the tests went, from what its processes wrote down (tests/pool.py)."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tools import say

SLOWEST = 50
ENGINES = ("sqlite", "postgres")


def show(path: Path, steps: list[tuple[str, float]]) -> None:
    """The table of `dev.py test --times`: `steps` with their seconds, then what pytest wrote into `path`."""
    block("Steps", steps)
    if not path.exists():
        return
    facts = json.loads(path.read_text())
    tests: dict[str, dict[str, float]] = facts["tests"]
    each = {test: sum(spent.values()) for test, spent in tests.items()}
    starts = enumerate(facts["starts"], 1)
    block("Start of each process, until its first test", [(f"process {place}", spent) for place, spent in starts])
    block("Tests by phase", sums((phase, spent) for phases in tests.values() for phase, spent in phases.items()))
    block(f"{len(tests)} tests by engine", sums((engine_of(test), spent) for test, spent in each.items()))
    block("Tests by folder", sums((folder_of(test), spent) for test, spent in each.items()))
    block("Slowest files", sums((test.split("::")[0], spent) for test, spent in each.items())[:20])
    block(f"Slowest {SLOWEST} tests", sums(each.items())[:SLOWEST])


def sums(parts: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Added up by name, the largest first."""
    found: dict[str, float] = defaultdict(float)
    for name, seconds in parts:
        found[name] += seconds
    return sorted(found.items(), key=lambda row: -row[1])


def folder_of(test: str) -> str:
    """`tests/cash`; a file of the top stands for itself."""
    parts = test.split("::")[0].split("/")
    return "/".join(parts[:2])


def engine_of(test: str) -> str:
    if test.startswith("tests/browser/"):
        return "browser"
    return next((engine for engine in ENGINES if f"[{engine}" in test), "no database")


def block(title: str, rows: list[tuple[str, float]]) -> None:
    say(f"\n{title}")
    for name, seconds in rows:
        say(f"{seconds:8.1f} s  {name}")
