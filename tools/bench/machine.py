"""What processes cost on Linux, as /proc tells it: time on a core, and memory. Elsewhere nothing is told."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


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


def cpu_ms(processes: Iterable[int]) -> float:
    """Milliseconds that all threads of these were on a core, so far."""
    spent = 0
    for process in processes:
        for thread in (PROC / str(process) / "task").glob("*/schedstat"):
            with suppress(OSError):
                spent += int(thread.read_text().split()[0])
    return spent / 1e6


def memory_mb(processes: Iterable[int]) -> float:
    """What these hold in memory; what several of them share counts once (PSS)."""
    held = 0
    for process in processes:
        with suppress(OSError):
            told = re.search(r"^Pss:\s+(\d+)", (PROC / str(process) / "smaps_rollup").read_text(), re.MULTILINE)
            held += int(told[1]) if told else 0
    return held / 1024
