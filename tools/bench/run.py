"""One run of the bench: each shop is served as a user would serve it, the works are driven, the table is printed."""

import argparse
import http.client
import json
import os
import platform
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from config import alone
from tools import PYTHON, ROOT, SetupError, processes, say, serving
from tools.bench import data, machine, report
from tools.bench.arithmetic import median
from tools.bench.drive import QUICK, WHOLE, Driver, Pace
from tools.bench.report import Line, Verdict
from tools.bench.visitor import Visitor
from tools.bench.works import ALL, EXPORT, EXPORTS, PASSWORD, Places, Work

SIZES, ENGINES = (10_000, 100_000, 1_000_000), ("sqlite", "postgres")
A_HUNDRED_THOUSAND = 100_000
HOST = "127.0.0.1"
STARTS_WITHIN = 600.0  # seconds until we give up
EXPORT_SECONDS = 20.0  # that are read of an export
WHOLE_SHOP = ("start", "memory", "export", "months")  # works of their own: no page of the list


@dataclass(frozen=True)
class Wanted:
    engines: Sequence[str]
    sizes: Sequence[int]
    works: Sequence[Work]
    whole: Sequence[str]
    pace: Pace
    folder: Path
    port: int


@dataclass
class Measured:
    """One shop."""

    engine: str
    size: int
    lines: list[Line]
    whole: list[Verdict]

    @property
    def is_met(self) -> bool:
        return all(line.is_met for line in self.lines) and all(verdict.is_met for verdict in self.whole)


def wanted(options: argparse.Namespace) -> Wanted:
    """What the words of the command ask for. Raises SetupError for a work that there is not."""
    known = [work.id for work in ALL] + list(WHOLE_SHOP)
    only = options.only or known
    if unknown := set(only) - set(known):
        raise SetupError(f"There is no work {', '.join(sorted(unknown))}. These are: {', '.join(known)}.")
    sizes = [options.size] if options.size else [A_HUNDRED_THOUSAND] if options.quick else SIZES
    engines = [options.engine] if options.engine else ENGINES[:1] if options.quick else ENGINES
    return Wanted(
        engines=engines,
        sizes=sizes,
        works=[work for work in ALL if work.id in only],
        whole=[what for what in WHOLE_SHOP if what in only],
        pace=QUICK if options.quick else WHOLE,
        folder=options.folder,
        port=options.port,
    )


def bench(asked: Wanted) -> int:
    """The exit code: 1 when a goal is missed."""
    begun, measured = datetime.now(), list[Measured]()
    kept = asked.folder / f"{begun:%Y-%m-%d-%H%M%S}.json"
    for engine in asked.engines:
        for size in asked.sizes:
            with data.filled(engine, size, asked.folder, asked.port) as shop:
                measured.append(_measure(shop, asked))
            _show(measured[-1])
            grown = {engine: _grown([one for one in measured if one.engine == engine]) for engine in asked.engines}
            kept.write_text(json.dumps(_as_json(begun, measured, grown), indent=1, ensure_ascii=False))
    for engine, verdicts in grown.items():
        for work, verdict in verdicts.items():
            say(f"{'ok    ' if verdict.is_met else 'MISSED'} {engine}, {work}: {verdict}")
    say(f"\nThe same with every round: {kept}")
    is_met = all(one.is_met for one in measured) and all(one.is_met for of in grown.values() for one in of.values())
    return 0 if is_met else 1


def _measure(shop: data.Shop, asked: Wanted) -> Measured:
    places = Places(shop.ask("drawn"))
    queries = shop.ask("counts", told={work.id: places.of(work) for work in asked.works})
    done = Measured(shop.engine, shop.size, [], [])
    with _reference(shop, asked.port + 1) as reference, served(shop, asked.port) as (leaders, seconds):
        driver = Driver(asked.port, [*leaders, *shop.leaders], (asked.port + 1, reference), places)
        for work in asked.works:
            line = report.line_of(driver.measure(work, asked.pace), queries.get(work.id), shop.engine, shop.size)
            done.lines.append(line)
            say(f"{'ok    ' if line.is_met else 'MISSED'} {work.name}: {', '.join(map(str, line.verdicts))}")
        driver.close()
        if "start" in asked.whole:
            done.whole.append(Verdict("start, s until served", seconds, report.START_SECONDS))
        if "memory" in asked.whole and shop.engine == "sqlite":
            held = machine.memory_mb(machine.with_children(leaders))
            done.whole.append(Verdict("memory after load, MB", held, report.MEMORY_MB))
        if "export" in asked.whole:
            done.whole.append(_export(asked.port, leaders))
    if "months" in asked.whole:
        done.whole += _months(shop)
    return done


@contextmanager
def served(shop: data.Shop, port: int) -> Iterator[tuple[list[int], float]]:
    """Faena as `dev.py serve` runs it: its leading processes, and the seconds until a page came."""
    begun = time.monotonic()
    serving.begin("demo", shop.facts)
    with _started(serving.web_server(HOST, port), shop.facts, port) as web:
        seconds = time.monotonic() - begun
        worker = _start(serving.WORKER, shop.facts)
        try:
            yield [web, worker.pid], seconds
        finally:
            processes.stop([worker])


@contextmanager
def _reference(shop: data.Shop, port: int) -> Iterator[int]:
    """The empty view and the durable insert, by the same web server; its leading process."""
    facts = data.environment_of_reference(shop)
    subprocess.run([str(PYTHON), "-m", "tools.bench.reference"], cwd=ROOT, env=facts, check=True)
    command = serving.bare_server(HOST, port, "tools.bench.reference:application")
    with _started(command, facts, port) as server:
        yield server


@contextmanager
def _started(command: list[str], facts: dict[str, str], port: int) -> Iterator[int]:
    """A web server that answers; its process."""
    if not alone.is_free(HOST, port):
        raise SetupError(f"Port {port} is taken by another program: choose another one with --port.")
    server = _start(command, facts)
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not processes.answers(HOST, port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SetupError("The web server did not start; the lines above say why.")
            time.sleep(0.02)
        yield server.pid
    finally:
        processes.stop([server])


def _start(command: list[str], facts: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, cwd=ROOT, env=facts, start_new_session=True)


def _export(port: int, leaders: list[int]) -> Verdict:
    """A list as a file comes as a stream, and the memory of the server does not grow with it."""
    visitor = Visitor(port)
    visitor.sign_in(EXPORTS, PASSWORD)
    connection = http.client.HTTPConnection(HOST, port, timeout=STARTS_WITHIN)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    busy = machine.with_children(leaders)
    before = most = machine.memory_mb(busy)
    begun, rows = time.monotonic(), 0
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    token = urlencode({"csrfmiddlewaretoken": visitor.cookies["csrf"]})
    connection.request("POST", EXPORT, token, headers={"Cookie": cookies, **kind})
    answer = connection.getresponse()
    first = time.monotonic() - begun
    if answer.status != 200 or "csv" not in answer.headers.get("Content-Type", ""):
        raise SetupError(f"The export answered {answer.status}.")
    while (read := answer.read1(1 << 16)) and time.monotonic() - begun < EXPORT_SECONDS:
        rows += read.count(b"\n")
        most = max(most, machine.memory_mb(busy))
    spent = time.monotonic() - begun
    connection.close()
    visitor.close()
    said = f"export ({rows / spent:,.0f} rows/s, begins after {first:.2f} s), MB grown"
    return Verdict(said, most - before, report.EXPORT_GROWS_MB)


def _months(shop: data.Shop) -> Iterator[Verdict]:
    """The monthly run beside a bare insert of the rows that it writes, in the same minute."""
    rounds = shop.ask("months")
    share = median([bare / run for _issued, run, bare, _held in rounds])
    a_second = median([issued / run for issued, run, _bare, _held in rounds])
    yield Verdict(f"monthly run ({a_second:,.0f} invoices/s) ÷ INSERT", share, report.OF_AN_INSERT, at_least=True)
    if shop.engine == "sqlite":
        held = rounds[0][-1]  # in the others lie the rows that were inserted again
        yield Verdict("monthly run, MB", held, report.MEMORY_MB)


def _grown(shops: list[Measured]) -> dict[str, Verdict]:
    """How works grow, where more than one size was measured."""
    if len(shops) < 2:
        return {}
    ratios = [{line.result.work.id: line.result.ratio or 0.0 for line in shop.lines} for shop in (shops[0], shops[-1])]
    return report.growth(*ratios)


def _show(measured: Measured) -> None:
    say(f"\n{measured.engine}, {measured.size:,} customers; {machine_now()}\n")
    if measured.lines:
        say(report.table(measured.lines))
    for verdict in measured.whole:
        say(f"{'ok    ' if verdict.is_met else 'MISSED'} {verdict}")
    say("")


def machine_now() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}, Python {platform.python_version()}, {datetime.now():%Y-%m-%d %H:%M}"


def _as_json(begun: datetime, measured: list[Measured], grown: dict[str, dict[str, Verdict]]) -> dict[str, Any]:
    return {
        "begun": begun.isoformat(" ", "seconds"),
        "machine": machine_now(),
        "shops": [
            {
                "engine": one.engine,
                "size": one.size,
                "works": [line.as_json for line in one.lines],
                "whole": [{**asdict(verdict), "is_met": verdict.is_met} for verdict in one.whole],
            }
            for one in measured
        ],
        "growth": {engine: {work: asdict(of[work]) for work in of} for engine, of in grown.items()},
    }
