"""How a rule is refused: one exception with a sentence for the user, and the map from a database
constraint or guard to the sentence that its breaking means."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, transaction


class RuleBroken(Exception):
    """An action refuses. `sentence` says why and what to do, in the reader's language; `field` names the
    form field it belongs beside, or None when it concerns the whole."""

    def __init__(self, sentence: Any, field: str | None = None) -> None:
        super().__init__(sentence)
        self.lazy_sentence = sentence
        self.field = field

    @property
    def sentence(self) -> str:
        return str(self.lazy_sentence)


class Stale(RuleBroken):
    """Somebody saved the row after this reader opened it. `current` is the row as it is now."""

    def __init__(self, sentence: Any, current: Any) -> None:
        super().__init__(sentence)
        self.current = current


_sentences: dict[str, tuple[Any, str | None]] = {}


def says(name: str, sentence: Any, field: str | None = None, *, columns: str = "") -> None:
    """Say what breaking the constraint or guard `name` means. SQLite names the columns of a plain unique
    constraint instead of its name, so give `columns` too: "customers_customer.document_key"."""
    _sentences[name] = (sentence, field)
    if columns:
        _sentences[columns] = (sentence, field)


@contextmanager
def refused() -> Iterator[None]:
    """Inside it a broken constraint becomes RuleBroken with its sentence; an unknown one is a bug and rises.

    The statement runs in its own savepoint, so that PostgreSQL's transaction stays usable after it."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        found = _find(error)
        if found is None:
            raise
        raise RuleBroken(*found) from error


def _find(error: DatabaseError) -> tuple[Any, str | None] | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    if named in _sentences:
        return _sentences[named]
    words = set(re.findall(r"[\w.]+", str(error)))
    for name, sentence in _sentences.items():
        if name in words or (", " in name and name in str(error)):
            return sentence
    return None
