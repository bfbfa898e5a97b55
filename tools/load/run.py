"""One run of `dev.py load`: a filled shop is served as a user would serve it, the people work, and what they wrote is
looked up afterwards."""

import argparse
import json
import subprocess
from typing import Any

from config import alone
from tools import PYTHON, ROOT, SetupError, say
from tools.bench import data
from tools.bench.arithmetic import percentile
from tools.bench.run import ENGINES, HOST, machine_now, served

READ_P95, WRITE_P95 = 400.0, 600.0  # ms
SHOWN = 5  # of what went wrong


def load(options: argparse.Namespace) -> int:
    """The exit code: 1 when a goal is missed on an engine."""
    if not alone.is_free(HOST, options.port):
        raise SetupError(f"Port {options.port} is taken by another program: choose another one with --port.")
    met = [_on(engine, options) for engine in ([options.engine] if options.engine else ENGINES)]
    return 0 if all(met) else 1


def _on(engine: str, options: argparse.Namespace) -> bool:
    with data.filled(engine, options.size, options.folder, options.port) as shop:
        drawn = shop.ask("drawn")
        with served(shop, options.port):
            seconds = options.minutes * 60
            wanted = {"port": options.port, "users": options.users, "seconds": seconds, "drawn": drawn}
            done = _ask(shop, "tools.load.drive", wanted=wanted)
        there = _ask(shop, "tools.faults.count", done["run"])
        fsck = subprocess.run(
            [str(PYTHON), "manage.py", "fsck"], cwd=ROOT, env=shop.facts, capture_output=True, text=True
        )
    people = f"{options.users} people, {options.minutes:g} minutes"
    say(f"\n{engine}, {options.size:,} customers, {people}; {machine_now()}\n")
    say(table(done["measured"], seconds))
    wrong = [*verdict(done, there), *([f"fsck: {fsck.stdout}{fsck.stderr}"] if fsck.returncode else [])]
    say("\n".join(f"MISSED {each}" for each in wrong) or "ok: every goal is met, and fsck holds.")
    return not wrong


def _ask(shop: data.Shop, module: str, *words: str, wanted: object = None) -> Any:
    command = [str(PYTHON), "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=shop.facts, input=json.dumps(wanted), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SetupError(f"{module} failed; the lines above say why.")
    return json.loads(done.stdout)


def table(measured: dict[str, dict[str, list[float]]], seconds: float) -> str:
    """Milliseconds of each kind of request, all reads and all writes together at the end of theirs."""
    lines = [f"{'':24} {'number':>8} {'p50':>8} {'p95':>8} {'p99':>8} {'most':>8}  ms"]
    for kind, names in measured.items():
        rows = [*sorted(names.items()), (f"all {kind}s", [ms for each in names.values() for ms in each])]
        for name, times in rows:
            figures = [percentile(times, share) for share in (0.5, 0.95, 0.99, 1)] if times else []
            lines.append(f"{name:24} {len(times):8,} " + " ".join(f"{ms:8,.0f}" for ms in figures))
    number = sum(len(times) for names in measured.values() for times in names.values())
    return "\n".join([*lines, f"{number / seconds:.1f} requests a second"])


def verdict(done: dict[str, Any], there: dict[str, dict[str, int]]) -> list[str]:
    """What is missed, in sentences; none when all is met."""
    acknowledged = [tuple(write) for write in done["acknowledged"]]
    found = {(kind, marker): count for kind, markers in there.items() for marker, count in markers.items()}
    lost, doubled = sorted(set(acknowledged) - found.keys()), [row for row, count in found.items() if count > 1]
    unknown = sorted(found.keys() - set(acknowledged))
    say(f"{len(acknowledged):,} writes acknowledged, {len(lost)} lost, {len(doubled)} doubled, {len(unknown)} unknown; "
        f"{done['requests']:,} requests, {len(done['wrong'])} wrong")  # fmt: skip
    missed = [
        f"{len(rows)} writes are {what}, such as {rows[:SHOWN]}."
        for what, rows in (("lost", lost), ("doubled", doubled), ("there without an answer", unknown))
        if rows
    ]
    missed += [f"{len(done['wrong'])} answers were wrong: {done['wrong'][:SHOWN]}"] if done["wrong"] else []
    for kind, most in (("read", READ_P95), ("write", WRITE_P95)):
        times = [ms for each in done["measured"][kind].values() for ms in each]
        if not times or (p95 := percentile(times, 0.95)) > most:
            missed.append(f"95 of 100 {kind}s within {p95 if times else 0:,.0f} ms; the goal is {most:,.0f}.")
    return missed
