"""Which backups are kept: the newest of each of so many days, weeks and months."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from faena.upkeep.backup.faults import FOLDER, BackupError

NAME: Final = re.compile(r"faena-(\d{4}-\d{2}-\d{2}T\d{6}Z)\.tar\.zst(\.sealed)?")
MOMENT: Final = "%Y-%m-%dT%H%M%SZ"
MOST: Final = 1000


@dataclass(frozen=True)
class Keep:
    """Of how many days, weeks and months that have a backup the newest one is kept."""

    days: int
    weeks: int
    months: int


def read_keep(text: str) -> Keep:
    """ "7d,4w,12m" as a Keep. Raises BackupError for anything else."""
    found = re.fullmatch(r"(\d{1,4})d,(\d{1,4})w,(\d{1,4})m", text.replace(" ", ""))
    numbers = [int(number) for number in found.groups()] if found else []
    if not numbers or not any(numbers) or max(numbers) > MOST:
        raise BackupError(
            FOLDER, f"“{text}” does not say what to keep: write days, weeks and months, such as 7d,4w,12m."
        )
    return Keep(*numbers)


def name_of(moment: datetime, *, sealed: bool) -> str:
    return f"faena-{moment.astimezone(UTC):{MOMENT}}.tar.zst{'.sealed' if sealed else ''}"


def moment_of(name: str) -> datetime | None:
    """When the backup of this name was made; None for a file that is none of ours."""
    found = NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], MOMENT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def to_remove(names: Iterable[str], keep: Keep) -> list[str]:
    """Of these file names those of backups that nothing keeps, oldest first. The newest is always kept, and what is no
    backup is not named."""
    dated = sorted((moment, name) for name in names if (moment := moment_of(name)))
    newest_first = dated[::-1]
    kept = {name for _moment, name in newest_first[:1]}
    for length, marks in ((keep.days, "%Y-%m-%d"), (keep.weeks, "%G-%V"), (keep.months, "%Y-%m")):
        spans: dict[str, str] = {}
        for moment, name in newest_first:
            spans.setdefault(f"{moment:{marks}}", name)
        kept |= set(list(spans.values())[:length])
    return [name for _moment, name in dated if name not in kept]
