"""What a check says of something that does not hold."""

from dataclasses import dataclass
from typing import Final

AT_ONCE: Final = 500  # rows in memory at a time


@dataclass(frozen=True)
class Finding:
    """kind: what it is ("order"); id: its primary key, or the name of what has none; sentence: what does not hold."""

    kind: str
    id: int | str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.sentence}"
