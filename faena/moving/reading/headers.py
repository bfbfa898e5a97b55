"""Which row of a table is its header, and how its columns are called."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from string import ascii_uppercase
from typing import Final

from faena.lib.text import clean, fold
from faena.moving.reading.fields import FIELDS, SECRET_WORDS
from faena.moving.reading.limits import HEADER_WITHIN
from faena.moving.reading.lines import Cell

_LEAST_KNOWN: Final = 2
WORDS: Final = frozenset(word for one in FIELDS for word in one.words) | frozenset(SECRET_WORDS)


def header_among(rows: Iterable[tuple[int, Sequence[Cell]]]) -> int | None:
    """The number of the row, of the first ones, that has the most known words; None where none has two of them."""
    best: tuple[int, int] | None = None
    for number, cells in rows:
        if number > HEADER_WITHIN:
            break
        known = known_words(cells)
        if known >= _LEAST_KNOWN and (best is None or known > best[1]):
            best = number, known
    return best[0] if best else None


def known_words(cells: Sequence[Cell]) -> int:
    return sum(folded(cell) in WORDS for cell in cells if isinstance(cell, str) and cell)


def columns_of(header: Sequence[Cell], width: int) -> tuple[str, ...]:
    """The texts of the header; a letter, as a spreadsheet has it, where it says nothing."""
    texts = [clean(str(cell)) if cell is not None else "" for cell in header[:width]]
    texts += [""] * (width - len(texts))
    return tuple(text or letter(at) for at, text in enumerate(texts))


@lru_cache(maxsize=200)
def _secret_columns(header: tuple[str, ...]) -> frozenset[int]:
    return frozenset(at for at, text in enumerate(header) if folded(text) in SECRET_WORDS)


def secret_columns(header: Sequence[Cell]) -> frozenset[int]:
    """Indexes of the columns of passwords: they are never read into a row."""
    return _secret_columns(tuple(cell if isinstance(cell, str) else "" for cell in header))


def letter(at: int) -> str:
    """Of a column by its index: A, B … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


@lru_cache(maxsize=4_000)
def folded(text: str) -> str:
    return fold(text[:200])
