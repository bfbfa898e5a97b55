"""Customers who were forgotten after a backup was made are forgotten again in what is restored from it.

The list is `forgotten.jsonl`, one object on a line, in FAENA_VAR and beside the archives; whoever forgets customers
writes it and registers here how that is done again."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from faena.upkeep.backup.faults import PLACE, BackupError

Forget = Callable[[list[dict[str, Any]]], int]
_ways: list[Forget] = []


def register(forget: Forget) -> None:
    """forget: takes the lines of the list, forgets who is there and not forgotten yet, gives back how many. It is
    called once the restored database is of this version and before any server begins; twice changes nothing."""
    _ways.append(forget)


def listed_in(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The lines of these lists that are there, each once. Raises BackupError for one that cannot be read."""
    lines = {line: None for path in paths if path.exists() for line in path.read_text().splitlines() if line.strip()}
    try:
        return [dict(json.loads(line)) for line in lines]
    except (ValueError, TypeError) as error:
        raise BackupError(
            PLACE, "The list of forgotten customers cannot be read: it is not one object on each line."
        ) from error


def forget_again(lines: list[dict[str, Any]]) -> int | None:
    """How many were forgotten again; None where the list names some and nothing here knows how."""
    if not lines:
        return 0
    return sum(forget(lines) for forget in _ways) if _ways else None
