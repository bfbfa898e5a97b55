"""How a rule is refused: one exception with a sentence for the user, and the map from a database
constraint or guard to the sentence that its breaking means."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, transaction

# What a program can tell refusals apart by: sentences are translated and may change, these words stay.
CODES = {
    "rule": "every other rule: its sentence says which",
    "required": "nothing stands where something has to",
    "too-long": "a text is longer than its column",
    "not-offered": "the value is none of those that can be chosen, or none any more",
    "out-of-range": "a number or a day is too small or too large, or is none",
    "asks": "one thing has to be answered first: the same call is taken with one of its answers",
    "stale": "somebody else changed it since it was read",
    "over": "the order, ticket or visit is closed, void or ended: nothing changes it",
    "not-ready": "an order cannot be closed yet: something is missing",
    "duplicate": "the same is registered already",
    "taken": "somebody else was first, or has something else at that time",
    "balance-exceeded": "more would be received than is owed",
    "money-collected": "money was collected on it, which a Master has to reverse first",
}


class RuleBroken(Exception):
    """An action refuses. `sentence` says why and what to do, in the reader's language. `at`: which of the action's own
    facts is meant, as a path (`reason`, `customer.phone`, `photos.0`); "" for the whole. `code`: one of CODES."""

    def __init__(self, sentence: Any, at: str = "", code: str = "rule") -> None:
        super().__init__(sentence)
        self.lazy_sentence = sentence
        self.at = at
        self.code = code

    @property
    def sentence(self) -> str:
        return str(self.lazy_sentence)


class Stale(RuleBroken):
    """Somebody saved the row after this reader opened it. `current` is the row as it is now."""

    def __init__(self, sentence: Any, current: Any) -> None:
        super().__init__(sentence, code="stale")
        self.current = current


class Question(RuleBroken):
    """One thing has to be answered first. `answers`: what the action takes, called again with one of them among the
    `answers` that it was told → what it means, for people. `about`: a Ref of what is to be looked at first, or None."""

    def __init__(self, sentence: Any, at: str = "", *, answers: Mapping[str, str], about: Any = None) -> None:
        super().__init__(sentence, at, code="asks")
        self.answers = dict(answers)
        self.about = about


@contextmanager
def within(fact: str, **named: str) -> Iterator[None]:
    """What an action that is called inside refuses is one of the caller's facts: `phone` is `customer.phone` within
    "customer". `named`: those that the caller calls otherwise; within "" all others keep their names."""
    try:
        yield
    except Stale:
        raise
    except RuleBroken as broken:
        name, dot, rest = broken.at.partition(".")
        own = named.get(name, f"{fact}.{name}" if fact and name else fact or name)
        at = f"{own}{dot}{rest}"
        if isinstance(broken, Question):
            raise Question(broken.lazy_sentence, at, answers=broken.answers, about=broken.about) from broken
        raise RuleBroken(broken.lazy_sentence, at, broken.code) from broken


_sentences: dict[str, tuple[Any, str, str]] = {}


def says(name: str, sentence: Any, at: str = "", code: str = "rule", *, columns: str = "") -> None:
    """Say what breaking the constraint or guard `name` means. SQLite names the columns of a plain unique
    constraint instead of its name, so give `columns` too: "customers_customer.document_key"."""
    _sentences[name] = (sentence, at, code)
    if columns:
        _sentences[columns] = (sentence, at, code)


@contextmanager
def refused(*, reads_on: bool = False) -> Iterator[None]:
    """Inside it a broken constraint becomes RuleBroken with its sentence; an unknown one is a bug and rises.

    The action ends with that, and its transaction. `reads_on`: it asks the database something before it refuses, so
    the statement runs in a savepoint of its own."""
    try:
        with transaction.atomic(savepoint=reads_on):
            yield
    except DatabaseError as error:
        found = _find(error)
        if found is None:
            raise
        raise RuleBroken(*found) from error


def _find(error: DatabaseError) -> tuple[Any, str, str] | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    if named in _sentences:
        return _sentences[named]
    words = set(re.findall(r"[\w.]+", str(error)))
    for name, sentence in _sentences.items():
        if name in words or (", " in name and name in str(error)):
            return sentence
    return None
