"""`dev.py sabotage`: each defence of the program is switched off alone, and a test has to notice.

Two runs of pytest with tests/sabotage/plugin.py share the work: first they write down which test reaches which
defence (kept in var/sabotage until the program or a test changes), then each takes the next defence that nobody tried
yet. Whatever no test notices is named, and the command answers 1."""

import json
import os
import shutil
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tools import PYTHON, ROOT, VAR, SetupError, fingerprint, say

FOLDER = VAR / "sabotage"
PROCESSES = max(2, os.cpu_count() or 2)
LEFT_OUT = ("tests/browser", "tests/faults", "tests/tools", "tests/lib", "tests/test_query_counts.py")
RACES = ["tests/company/test_numbers_without_gaps.py", "tests/faults/test_races.py"]
COLUMNS = ("tried", "noticed", "doubled", "explained", "not noticed", "tests run", "seconds")
EVERY_RACE = 50  # rounds of sixteen at once


def names(facts: dict[str, str], only: str) -> int:
    """All defences, by name."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pytest([{"do": "list"}], facts, ["tests/gate"])
    found = [name for name in json.loads((FOLDER / "list.json").read_text()) if only in name]
    say("\n".join([*found, f"{len(found)} defences"]))
    return 0


def races(facts: dict[str, str]) -> int:
    """The races of numbers and reversals, sixteen at once, fifty times."""
    command = [str(PYTHON), "-m", "pytest", "-q", *RACES]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **facts, "FAENA_RACES": str(EVERY_RACE)}, check=False
    ).returncode


def tried(facts: dict[str, str], only: str, *, again: bool) -> int:
    """Each defence off, alone; the number of those that nobody noticed decides. again: those of the last time alone."""
    begun = time.monotonic()
    if again and not read("left.json", []):
        raise SetupError("The last whole run left no defence that nobody noticed.")
    know_the_way(facts, whole=not only)
    shutil.rmtree(FOLDER / "claims", ignore_errors=True)
    (FOLDER / "claims").mkdir()
    for path in FOLDER.glob("tried-*.jsonl"):
        path.unlink()
    orders = [{"do": "try", "part": part, "only": only, "again": again} for part in range(PROCESSES)]
    pytest(orders, facts, ["tests"])
    results = [json.loads(line) for path in sorted(FOLDER.glob("tried-*.jsonl")) for line in path.open()]
    if not results:
        raise SetupError(f"No defence is called {only}; `python3 dev.py sabotage --list` names them.")
    killers: dict[str, str] = read("killers.json", {})
    killers |= {name: killer for _kind, name, killer, *_rest in results if "::" in killer}
    (FOLDER / "killers.json").write_text(json.dumps(killers))
    if not only:
        (FOLDER / "left.json").write_text(json.dumps([name for _kind, name, killer, *_rest in results if not killer]))
    return table(results, time.monotonic() - begun)


def know_the_way(facts: dict[str, str], *, whole: bool) -> None:
    """Which test reaches what. For one defence what is known from an earlier run is good enough."""
    state = fingerprint(*sorted([*ROOT.glob("faena/**/*.py"), *ROOT.glob("tests/**/*.py")]))
    is_there = any(FOLDER.glob("map-*.jsonl"))
    if is_there and (read("state.json", "") == state or not whole):
        return
    say("Which tests reach which defence …")
    FOLDER.mkdir(parents=True, exist_ok=True)
    orders = [{"do": "map", "part": part, "parts": PROCESSES} for part in range(PROCESSES)]
    pytest(orders, facts, ["tests"])
    (FOLDER / "state.json").write_text(json.dumps(state))


def pytest(orders: list[dict[str, object]], facts: dict[str, str], where: list[str]) -> None:
    """Beside one another, each with its own orders."""
    command = [str(PYTHON), "-m", "pytest", "-q", "-p", "tests.sabotage.plugin", *where]
    command += [f"--ignore={path}" for path in LEFT_OUT]
    running = []
    for place, order in enumerate(orders):
        own = {"FAENA_SABOTAGE": json.dumps({"folder": str(FOLDER), **order})}
        log = (FOLDER / f"log-{place}.txt").open("w")
        environment = {**os.environ, **facts, **own}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
    ended = [one.wait() for one in running]
    if any(code not in (0, 5) for code in ended):  # 5: no test ran by itself, the plugin ran them
        raise SetupError(f"pytest did not get through; {FOLDER}/log-0.txt and the next say why.")


def read(name: str, default: Any) -> Any:
    path = Path(FOLDER, name)
    return json.loads(path.read_text()) if path.exists() else default


def table(results: list[Any], seconds: float) -> int:
    """A line for each kind, then those that stayed green."""
    kinds: dict[str, list[Any]] = defaultdict(list)
    for one in results:
        kinds[one[0]].append(one)
    say(f"\n{'defence':<10}" + "".join(f"{word:>{len(word) + 2}}" for word in COLUMNS))
    for kind, rows in kinds.items():
        counts = [sum(1 for row in rows if sign in row[2]) for sign in ("::", "another:", "explained:")]
        ran, spent = sum(row[4] for row in rows), round(sum(row[5] for row in rows))
        figures = [len(rows), *counts, len(rows) - sum(counts), ran, spent]
        cells = (f"{figure:>{len(word) + 2}}" for word, figure in zip(COLUMNS, figures, strict=True))
        say(f"{kind:<10}" + "".join(cells))
    for name, why in sorted((one[1], one[2]) for one in results if one[2].startswith(("another:", "explained:"))):
        say(f"  {name}\n      {why}")
    left = sorted((one[1], one[3]) for one in results if not one[2])
    say(f"\n{len(results)} defences in {seconds:.0f} seconds. Not noticed by any test: {len(left)}")
    for name, reaching in left:
        say(f"  {name}  ({reaching} tests reach it)")
    return 1 if left else 0
