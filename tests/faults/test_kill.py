"""kill -9 of the whole server, again and again, while eight people write: what was acknowledged is there, once.

FAENA_KILLS=30 gives the long form in place of the three kills of the suite; with -s it tells its figures:

    FAENA_KILLS=30 python -m pytest -s tests/faults/test_kill.py"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import engines
from tests.faults.shop import HOST, Shop, a_shop
from tests.faults.writers import Browser, Ledger, Write, Writer

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs process groups and kill -9"),
    pytest.mark.slow("a server is started, killed and started again, while eight write"),
]

KILLS = int(os.environ.get("FAENA_KILLS", "3"))
SOON = (0.15, 0.6)  # seconds from the first answered write to the kill
TIMEOUT = 60  # seconds

# What one write leaves in the history, under its key.
RECORDED = {
    "order": {"order.opened", "payment.received"},
    "part": {"part.added"},
    "internal": {"order.internal_added"},
}


@pytest.fixture
def shop(engine: str, tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path, engines.servers()[engine]) as opened:
        yield opened


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    opened = Ledger()
    yield opened
    opened.over.set()


def test_what_was_acknowledged_survives_kill_9_and_is_there_once(shop, ledger):
    """W11, W18, W19, W33: no write is lost or doubled, no number missing, the history tells each once, fsck holds."""
    began = time.monotonic()
    people = json.loads(succeeded(shop.run("-m", "tests.faults.shop")))
    starts = [shop.start()]
    writers = at_work(shop, people, ledger)

    for _ in range(KILLS):
        flowing(ledger)
        time.sleep(random.uniform(*SOON))
        shop.kill()
        starts.append(shop.start())
    flowing(ledger)
    leave(writers, ledger)
    shop.stop()

    found = json.loads(succeeded(shop.run("-m", "tests.faults.count")))
    checked = shop.run("manage.py", "fsck")
    print_report(found, ledger, starts, time.monotonic() - began)
    assert not ledger.surprises
    assert (lost(found, ledger), doubled(found), ghosts(found, ledger)) == ([], [], [])
    assert unrecorded(found, ledger) == []
    for kind, numbers in found["numbers"].items():
        assert numbers == list(range(1, found["series"][kind] + 1)), kind
    assert found["damage"] == []
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- the evening --------------------------------------------------------------------------------------------


def at_work(shop: Shop, people: dict[str, Any], ledger: Ledger) -> list[Writer]:
    """Everybody has signed in through the page before the first one writes."""
    writers = []
    for login in people["staff"]:
        browser = Browser(HOST, shop.port)
        browser.sign_in(login, people["password"])
        name = login.partition("@")[0]
        writers.append(Writer(name, browser, ledger, internal_status=people["internal_status"]))
    for writer in writers:
        writer.start()
    return writers


def flowing(ledger: Ledger) -> None:
    """Wait until something is answered that was not answered before."""
    before, deadline = len(ledger.acknowledged), time.monotonic() + TIMEOUT
    while len(ledger.acknowledged) == before:
        assert not ledger.surprises
        assert time.monotonic() < deadline, f"Nothing is answered any more. {ledger.server_errors[-3:]}"
        time.sleep(0.01)


def leave(writers: list[Writer], ledger: Ledger) -> None:
    """Everybody gets an answer to what is on its way, so that nothing is in flight."""
    ledger.done.set()
    for writer in writers:
        writer.join(TIMEOUT)
        assert not writer.is_alive(), f"{writer.name} never got an answer."
        writer.browser.connection.close()


def succeeded(done: Any) -> str:
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


# --- what is found ------------------------------------------------------------------------------------------


def expected(ledger: Ledger) -> set[tuple[str, str]]:
    """(kind, marker) of every row that an acknowledged write makes; an order is opened with its advance."""
    rows = {(write.kind, write.marker) for write in ledger.acknowledged}
    return rows | {("payment", write.marker) for write in ledger.acknowledged if write.kind == "order"}


def present(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(kind, marker): count for kind, texts in found["markers"].items() for marker, count in texts.items()}


def lost(found: dict[str, Any], ledger: Ledger) -> list[Any]:
    return sorted(expected(ledger) - present(found).keys())


def doubled(found: dict[str, Any]) -> list[Any]:
    return [row for row, count in present(found).items() if count > 1]


def ghosts(found: dict[str, Any], ledger: Ledger) -> list[Any]:
    """In the database without an answer; nothing is in flight any more."""
    keys = {write.key for write in ledger.acknowledged}
    return sorted(present(found).keys() - expected(ledger)) + sorted(found["keys"].keys() - keys)


def unrecorded(found: dict[str, Any], ledger: Ledger) -> list[Any]:
    """Writes of which the history lacks an event, or tells one twice."""
    recorded = {
        write.key: [verb for verb in found["history"].get(write.key, []) if verb in RECORDED[write.kind]]
        for write in ledger.acknowledged
    }
    return [write for write in ledger.acknowledged if sorted(recorded[write.key]) != sorted(RECORDED[write.kind])]


def recognised(found: dict[str, Any], writes: list[Write]) -> list[Write]:
    """Sent again although the first try was done: there was nobody left to answer, or nobody to hear it."""
    claimed = found["keys"]
    return [write for write in writes if write.tries > 1 and claimed.get(write.key, write.sent_at) < write.sent_at]


def print_report(found: dict[str, Any], ledger: Ledger, starts: list[float], seconds: float) -> None:
    cut = [write for write in ledger.acknowledged if write.cut]
    again = [write for write in ledger.acknowledged if write.tries > 1 and not write.cut]
    figures = [
        f"{KILLS} kills in {seconds:.1f} s",
        f"{len(ledger.acknowledged)} acknowledged",
        f"{len(lost(found, ledger))} lost",
        f"{len(doubled(found))} doubled",
        f"{len(ghosts(found, ledger))} ghosts",
        f"{len(again)} sent again after a kill ({len(recognised(found, again))} recognised)",
        f"{len(cut)} after a broken network ({len(recognised(found, cut))} recognised)",
        f"{len(ledger.server_errors)} answered 5xx",
        f"longest start {max(starts):.1f} s",
    ]
    sys.stdout.write(f"\n{', '.join(figures)}\n")
