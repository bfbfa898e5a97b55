"""Words, or parts of them, found wherever they stand in a column: by an index of trigrams, FTS5 on SQLite and pg_trgm
on PostgreSQL. The column and the words are folded (lib.text.fold)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DatabaseError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Rows = TypeVar("Rows", bound=QuerySet[Any])

TRIGRAM = 3  # signs; a shorter word has none and is looked for in the rows themselves
KEY_BITS = 48  # of a place in a ranked index: the key of the row, below its rank
KEY = (1 << KEY_BITS) - 1


def index_of(table: str) -> str:
    """SQLite's index over one column of a table; PostgreSQL's is an index like others."""
    return f"{table}_fts"


@dataclass(frozen=True)
class Ranks:
    """In which order an index gives its rows on SQLite: by the rank of what stands in a column, a whole number from 0
    to 32767, then by key. A range of ranks is read without the others."""

    column: str
    of: Mapping[str, int]
    other: int

    def place(self, row: str = "") -> str:
        """The SQL of where a row stands: its rank, and below that its key."""
        ranks = " ".join(f"WHEN '{value}' THEN {rank}" for value, rank in self.of.items())
        return f"(CASE {row}{self.column} {ranks} ELSE {self.other} END << {KEY_BITS} | {row}id)"


def ranked_index_of(table: str) -> str:
    """As `index_of`, of one that has Ranks."""
    return f"{table}_ranked"


def kept_on_sqlite(name: str, table: str, column: str, ranks: Ranks | None = None) -> tuple[list[str], list[str]]:
    """The statements of a Guard `name` that make the index and keep it, and those that stop keeping it. The guard
    `keeps` it: what stands in the table already is brought in where the index lacks it."""
    index, texts, gone, come, columns = index_of(table), table, "OLD.id", "NEW.id", column
    make, drop = [], [f"DROP TRIGGER IF EXISTS {name}{which}" for which in ("", "_deleted", "_changed")]
    if ranks:
        index, gone, come = ranked_index_of(table), ranks.place("OLD."), ranks.place("NEW.")
        texts, columns = f"{index}_texts", f"{column}, {ranks.column}"
        make.append(f"CREATE VIEW {texts} AS SELECT {ranks.place()} AS id, {column} FROM {table}")  # noqa: S608  # names of ours
        drop.append(f"DROP VIEW IF EXISTS {texts}")
    forget = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', {gone}, OLD.{column});"  # noqa: S608  # the same
    learn = f"INSERT INTO {index}(rowid, {column}) VALUES ({come}, NEW.{column});"  # noqa: S608  # the same
    make += [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} "
        f"USING fts5({column}, content='{texts}', content_rowid='id', tokenize='trigram')",
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {learn} END",
        f"CREATE TRIGGER {name}_deleted AFTER DELETE ON {table} BEGIN {forget} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {columns} ON {table} BEGIN {forget} {learn} END",
    ]
    return make, drop


def place_of(rank: int) -> int:
    """The first place that a row of this rank can have in a ranked index."""
    return rank << KEY_BITS


def is_true(index: str, using: BaseDatabaseWrapper) -> bool:
    """Whether an index holds what its table holds. It reads both whole: a minute for some ten million rows. Raises
    OperationalError when somebody else writes for too long."""
    try:
        with using.cursor() as cursor:  # with rank 1 it compares with the table; nothing is written
            cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  # names of ours
    except OperationalError:
        raise
    except DatabaseError:
        return False
    return True


def is_whole(index: str, table: str, using: BaseDatabaseWrapper) -> bool:
    """Whether an index has as many rows as its table: what a start can afford to ask."""
    with using.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {index}_docsize) = (SELECT count(*) FROM {table})")  # noqa: S608  # names of ours
        return bool(cursor.fetchone()[0])


def rebuild(index: str, using: BaseDatabaseWrapper) -> None:
    with using.cursor() as cursor:
        cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608  # names of ours


def indexed(words: Iterable[str]) -> list[str]:
    """Those that the index knows."""
    return [word for word in words if len(word) >= TRIGRAM]


def as_phrases(words: Iterable[str]) -> str:
    """What FTS5 is asked for: a quoted phrase for each word. No quote ends a phrase: fold leaves none, and it is
    doubled."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)


def containing(rows: Rows, column: str, words: list[str], *, newest: int = 0) -> Rows:
    """Rows whose column has every word, in any order. `newest`: so many at most of those that the index finds, the
    last that were written, however many rows a word stands in."""
    long = indexed(words)
    if long and connection.vendor == "sqlite":
        index = index_of(rows.model._meta.db_table)
        found = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608  # a table's name; the phrases are a parameter
        found += f" ORDER BY rowid DESC LIMIT {newest:d}" if newest else ""
        rows = rows.filter(pk__in=RawSQL(found, [as_phrases(long)]))  # noqa: S611  # the same
        words = [word for word in words if word not in long]
    elif long and newest:
        every = containing(rows.model._default_manager.order_by("-pk"), column, words)
        return rows.filter(pk__in=every.values("pk")[:newest])
    for word in words:
        rows = rows.filter(**{f"{column}__contains": word})
    return rows
