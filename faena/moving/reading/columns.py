"""Which column is what, guessed from its header and from some values."""

from collections.abc import Sequence

from faena.moving.reading.lines import Line, Table


def guessed(table: Table, some: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """Index of a column → names of FIELDS; a column that is not there is left out. A preset, where there is one."""
    raise NotImplementedError


def fingerprint(table: Table) -> str:
    """By which a mapping is found again: of the folded headers, in their order; "" without a header."""
    raise NotImplementedError
