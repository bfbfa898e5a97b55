"""The part of `dev.py sabotage` inside pytest: `-p tests.sabotage.plugin`, with its orders in FAENA_SABOTAGE.

`map` runs the tests and writes down which of them reach which defence. `try` switches one defence after the other off
and runs those that reach it, those of the fewest defences first, until one is red that is green with the defence on.
`list` names all defences."""

import gc
import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from pytest_django.plugin import blocking_manager_key

from tests.sabotage.doubled import DOUBLED
from tests.sabotage.explained import EXPLAINED

if TYPE_CHECKING:
    from tests.sabotage import defences  # imports models: only once Django is set up

ORDERS = json.loads(os.environ["FAENA_SABOTAGE"])
FOLDER = Path(ORDERS["folder"])
LISTED = {"another:": DOUBLED, "explained:": EXPLAINED}  # in place of a test: nobody gets further
MOST_SECONDS, OF_LISTED = 60.0, 5.0  # of CPU, for the tests of one defence; of one whose fall nobody sees
# These read the table or the code itself, so they would notice any change of it, whether it has an effect or not.
BLIND = ("tests/gate/test_grants.py", "tests/test_house.py", "tests/tools/", "tests/faults/", "tests/browser/")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    global defences
    from tests.sabotage import defences

    {"map": write_map, "try": try_all, "list": list_all}[ORDERS["do"]](session)
    return True


def list_all(_session: pytest.Session) -> None:
    (FOLDER / "list.json").write_text(json.dumps([one.name for one in defences.everything()]))


# --- which test reaches what --------------------------------------------------------------------------------


def write_map(session: pytest.Session) -> None:
    """A line for each test that passes: its name, seconds and keys."""
    reached: set[str] = set()
    defences.note_all(lambda *keys: reached.update(keys))
    part, parts = ORDERS["part"], ORDERS["parts"]
    files = sorted({item.nodeid.split("::")[0] for item in session.items})
    own = {path for place, path in enumerate(files) if place % parts == part and not path.startswith(BLIND)}
    items = [item for item in session.items if item.nodeid.split("::")[0] in own]
    with (FOLDER / f"map-{ORDERS.get('out', part)}.jsonl").open("w", buffering=1) as out:
        for item, following in zip(items, [*items[1:], None], strict=True):
            reached.clear()
            forget()  # or only the first test that asks such a read would reach what narrows it
            begun = time.process_time()
            reports = runtestprotocol(item, nextitem=following, log=False)
            seconds = time.process_time() - begun
            if reached and all(one.passed for one in reports):
                out.write(json.dumps([item.nodeid, round(seconds, 3), sorted(reached)]) + "\n")


def read_map() -> dict[str, list[tuple[float, str]]]:
    """key → its tests, the most specific and quickest first."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for path in sorted(FOLDER.glob("map-*.jsonl")):
        for line in path.read_text().splitlines():
            test, seconds, keys = json.loads(line)
            for key in keys:
                found[key].append(((seconds + 0.03) * (10 + len(keys)), test))
    return {key: sorted(tests) for key, tests in found.items()}


# --- one off after the other --------------------------------------------------------------------------------


def try_all(session: pytest.Session) -> None:
    """Those that nobody else has claimed; a line for each, with who noticed."""
    items = {item.nodeid: item for item in session.items}
    reach, killers = read_map(), read("killers.json", {})
    claims = FOLDER / "claims"
    wanted = [one for one in defences.everything() if ORDERS["only"] in one.name]
    if ORDERS["again"]:
        left = set(read("left.json", []))
        wanted = [one for one in wanted if one.name in left]
    with (FOLDER / f"tried-{ORDERS['part']}.jsonl").open("a") as out:
        for place, defence in enumerate(wanted):
            try:
                (claims / str(place)).touch(exist_ok=False)
            except FileExistsError:
                continue
            begun = time.process_time()
            first = [killers.get(defence.name, ""), *asking(defence, session)]
            names = [*first, *(name for _rank, name in reach.get(defence.key, ()))]
            tests = [items[name] for name in dict.fromkeys(names) if name in items] or near(defence, session)
            killer, ran = tried(session, defence, tests)
            killer = killer or next(
                (f"{sign} {why[defence.name]}" for sign, why in LISTED.items() if defence.name in why), ""
            )
            seconds = round(time.process_time() - begun, 2)
            out.write(json.dumps([defence.kind, defence.name, killer, len(tests), ran, seconds]) + "\n")
            out.flush()
    session._setupstate.teardown_exact(None)


def read(name: str, default: Any) -> Any:
    """What an earlier run left: too long for an environment."""
    path = FOLDER / name
    return json.loads(path.read_text()) if path.exists() else default


def listed(name: str) -> str:
    """Why nobody gets further while it is off, where that is known."""
    return next((f"{sign} {why[name]}" for sign, why in LISTED.items() if name in why), "")


def asking(defence: "defences.Defence", session: pytest.Session) -> list[str]:
    """Of a cell of the table: routes whose own permission it is come first, since nearly every page asks for
    nearly every permission, to draw its menu."""
    perm = defence.key.split()[1] if defence.kind == "grant" else ""
    doors = ((item, item.callspec.params.get("route")) for item in session.items if perm and "opens_for" in item.name)
    return [item.nodeid for item, route in doors if route and route.door.perm == perm]


def near(defence: "defences.Defence", session: pytest.Session) -> list[Any]:
    """A guard that refuses nothing, but keeps an index or a sum, no error names: the tests of its table's room, those
    that share the most words with its name first."""
    folders = tuple(f"tests/{where}" for where in (f"{defence.table.partition('_')[0]}/", "test_guards.py"))
    found = [item for item in session.items if defence.table and item.nodeid.startswith(folders)]
    words = set(re.findall("[a-z]+", defence.name))
    return sorted(found, key=lambda item: -len(words.intersection(re.findall("[a-z]+", item.name))))


def tried(session: pytest.Session, defence: "defences.Defence", tests: list[Any]) -> tuple[str, int]:
    """The test that is red while the defence is off and green again afterwards, and how many were run."""
    if defence.kind == "guard":  # a whole world is one transaction, in which no trigger is dropped
        tests = [item for item in tests if "whole_world" not in item.fixturenames]
    begun, ran, most = time.process_time(), 0, OF_LISTED if listed(defence.name) else MOST_SECONDS
    for item in tests:
        if time.process_time() - begun > most:
            break
        prepare(session, item)
        ran += 1
        with switched_off(session, defence):
            is_red = not passes(item)
        if is_red and is_green(item):
            return item.nodeid, ran
    return "", ran


def prepare(session: pytest.Session, item: Any) -> None:
    """What the tests of a file share is made while every defence is on."""
    session._setupstate.teardown_exact(item)
    if "whole_world" in item.fixturenames and item.parent not in session._setupstate.stack:
        passes(item)


def is_green(item: Any, known: set[str] = set()) -> bool:  # noqa: B006  # of the whole run
    """With every defence on; asked once of each test."""
    if item.nodeid not in known and passes(item):
        known.add(item.nodeid)
    return item.nodeid in known


def passes(item: Any) -> bool:
    return all(one.passed for one in runtestprotocol(item, nextitem=item.parent, log=False))


@contextmanager
def switched_off(session: pytest.Session, defence: "defences.Defence") -> Iterator[None]:
    with session.config.stash[blocking_manager_key].unblock():
        defence.apply()
    forget()
    try:
        yield
    finally:
        with session.config.stash[blocking_manager_key].unblock():
            defence.undo()
        forget()


def forget() -> None:
    """The SQL that was written with the other answer."""
    for one in kept():
        one._texts.clear()


def kept(found: list[Any] = []) -> list[Any]:  # noqa: B006  # all are made when the program is imported
    from faena.lib.named import Named, NamedValues

    if not found:
        found += [one for one in gc.get_objects() if type(one) in (Named, NamedValues)]
    return found
