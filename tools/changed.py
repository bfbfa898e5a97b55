"""Which test files a change can reach, nearest first: what `dev.py test --changed` runs between commits.

Files are read as text. One leans on another when it imports it, names it (a template, a style sheet, a module in the
settings or an address list), or, in the tests of a room, when it belongs to that room or to one whose pages are opened.
"""

import ast
import json
import re
import subprocess
from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools import ROOT, VAR

ALWAYS = ("tests/test_house.py", "tests/test_doors.py")
A_MINUTE = 35.0  # seconds for the tests themselves; the rest is for starting and for what was guessed wrongly
GUESS = 0.05  # seconds of a test that no run has timed yet
TIMES = VAR / "tests" / "times.json"  # of the last whole run (tests/pool.py)
NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt|typ|js|css))["']""")
MODULE = re.compile(r"^(?:faena|config|tests|tools)(?:\.\w+)+$")
PAGE = re.compile(r"^/(\w[\w-]*)/")
MOUNTED = re.compile(r'path\("([\w-]*)/?", include\("faena\.(\w+)\.urls"\)\)')
BEGINS = re.compile(r'path\(\s*"([\w-]+)/')


def since_last_commit() -> list[str]:
    """Paths of what git sees as changed or new."""
    said = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [entry[3:] for entry in said.split("\0") if len(entry) > 3]


def chosen(changed: list[str], processes: int) -> tuple[list[str], list[str]]:
    """The test files to run within a minute, and those that the change reaches too but that have to wait."""
    reached = [path for path in reached_tests(changed) if path not in ALWAYS]
    seconds = timed()
    run, spent = list(ALWAYS), sum(seconds(path) for path in ALWAYS)
    left: list[str] = []
    for path in reached:
        spent += seconds(path)
        is_far = path.startswith("tests/browser/") and path not in changed  # a shop and a browser to start
        (left if is_far or spent / processes > A_MINUTE else run).append(path)
    return run, left


def reached_tests(changed: list[str]) -> list[str]:
    """By the number of steps from the change."""
    leans_on = graph()
    leaning: dict[str, set[str]] = defaultdict(set)
    for path, others in leans_on.items():
        for other in others:
            leaning[other].add(path)
    steps = dict.fromkeys(changed, 0)
    waiting = deque(changed)
    while waiting:
        path = waiting.popleft()
        for other in sorted(leaning[path] - steps.keys()):
            steps[other] = steps[path] + 1
            waiting.append(other)
    found = [path for path in steps if Path(path).name.startswith("test_") and (ROOT / path).exists()]
    return sorted(found, key=lambda path: (steps[path], path))


def timed() -> "SecondsOf":
    last: dict[str, float] = json.loads(TIMES.read_text()) if TIMES.exists() else {}
    return SecondsOf(last)


class SecondsOf:
    """How long a test file takes on SQLite."""

    def __init__(self, last: dict[str, float]) -> None:
        self.last = last

    def __call__(self, path: str) -> float:
        known = [self.last[unit] for unit in (path, f"{path} sqlite") if unit in self.last]
        return sum(known) if known else GUESS * (ROOT / path).read_text().count("def test_")


# --- who leans on whom ------------------------------------------------------------------------------------------


@cache
def graph() -> dict[str, set[str]]:
    """Every file of the project → the files that it leans on."""
    found = {path: set(python(path)) for path in files("*.py")}
    for ending in ("*.html", "*.txt", "*.typ", "*.js"):
        for path in files(ending):
            found[path] = set(named(path, (ROOT / path).read_text(encoding="utf-8")))
    return found


@cache
def files(pattern: str) -> list[str]:
    tops = (ROOT / top for top in ("faena", "config", "tests", "tools"))
    return [path.relative_to(ROOT).as_posix() for top in tops for path in top.rglob(pattern)]


def python(path: str) -> Iterator[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from module(one.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from module(node.module)
            for one in node.names:
                yield from module(f"{node.module}.{one.name}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from spoken(path, node.value)
    parts = path.split("/")
    if parts[0] == "tests" and len(parts) > 2:
        yield from of_room(parts[1])


def spoken(path: str, text: str) -> Iterator[str]:
    """What a string of Python names."""
    if MODULE.match(text):
        yield from module(text)
        yield from module(text.rpartition(".")[0])
    elif NAMED.match(f'"{text}"'):
        yield from named(path, f'"{text}"')
    elif path.startswith("tests/") and (page := PAGE.match(text)):
        yield from of_room(rooms_of_pages().get(page[1], ""))


def module(name: str) -> list[str]:
    base = name.replace(".", "/")
    return [path for path in (f"{base}.py", f"{base}/__init__.py") if (ROOT / path).exists()]


def named(path: str, text: str) -> Iterator[str]:
    """Templates, papers, styles and scripts, by the end of their paths; `./keys.js` stands beside."""
    for name in NAMED.findall(text):
        if name.startswith("./"):
            yield f"{path.rpartition('/')[0]}/{name[2:]}"
        else:
            yield from by_end().get(name.lstrip("/"), [])


@cache
def by_end() -> dict[str, list[str]]:
    """`orders/sheet.html` → its path; the name under templates/ or static/. What is joined is all its parts."""
    found: dict[str, list[str]] = defaultdict(list)
    for pattern in ("*.html", "*.txt", "*.typ", "*.js", "*.css"):
        for path in files(pattern):
            for folder in ("/templates/", "/static/"):
                if folder in path:
                    found[path.partition(folder)[2]].append(path)
            for folder in ("faena/ui/scripts/", "faena/ui/styles/"):
                if path.startswith(folder):
                    found[f"vendor/ui.{path.rpartition('.')[2]}"].append(path)
    return found


@cache
def of_room(room: str) -> list[str]:
    return [path for path in files("*.py") if room and path.startswith(f"faena/{room}/")]


@cache
def rooms_of_pages() -> dict[str, str]:
    """The first part of an address → the room whose pages begin with it."""
    mounted = MOUNTED.findall((ROOT / "config" / "urls.py").read_text())
    found = {begin: room for begin, room in mounted if begin}
    for begin, room in mounted:
        if not begin:
            for first in BEGINS.findall((ROOT / "faena" / room / "urls.py").read_text()):
                found.setdefault(first, room)
    return found
