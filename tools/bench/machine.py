"""What processes cost on Linux, as /proc tells it: time on a core, and memory. Elsewhere nothing is told of these. And
how crowded the machine is."""

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
A_MOMENT = 0.25  # seconds on a core


def with_children(leaders: Iterable[int]) -> list[int]:
    """These processes and all that they started."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found: list[int] = []
    waiting = list(leaders)
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def on_core(processes: Iterable[int]) -> dict[str, int]:
    """For how many nanoseconds each thread of these was on a core, so far."""
    threads: dict[str, int] = {}
    for process in processes:
        for thread in (PROC / str(process) / "task").glob("*/schedstat"):
            with suppress(OSError):
                threads[str(thread)] = int(thread.read_text().split()[0])
    return threads


def spent_ms(before: dict[str, int], after: dict[str, int]) -> float:
    """Milliseconds between two readings. A thread that ended meanwhile was idle: web servers let go of those."""
    return sum(spent - before.get(thread, 0) for thread, spent in after.items()) / 1e6


def crowd() -> float:
    """How many times as long work takes now because others use the cores too; 1.0 when nobody does."""
    begun, spent = time.perf_counter(), time.thread_time()
    while time.thread_time() < spent + A_MOMENT:
        pass
    return (time.perf_counter() - begun) / A_MOMENT


def memory_mb(processes: Iterable[int]) -> float:
    """What these hold in memory; what several of them share counts once (PSS)."""
    held = 0
    for process in processes:
        with suppress(OSError):
            told = re.search(r"^Pss:\s+(\d+)", (PROC / str(process) / "smaps_rollup").read_text(), re.MULTILINE)
            held += int(told[1]) if told else 0
    return held / 1024
