"""Rows on their way into the database, some thousands at a time: `executemany` on SQLite, COPY on PostgreSQL.

Values are given as both engines read them: numbers, text, and text for everything else (moments of UTC, JSON, uids).
Columns are those of the models. What is not given gets the default of its field, so a new column with one is filled
as the program would; one without is named in the error."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, Max, Model

from faena.lib import guards
from tools import SetupError

AT_ONCE = 5_000  # rows
SQLITE_BEGINS = [
    "PRAGMA foreign_keys = OFF",
    "PRAGMA journal_mode = OFF",  # what fails is thrown away whole
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -400000",
    "PRAGMA temp_store = FILE",  # a million's sorts do not fit into memory
]
SQLITE_ENDS = ["PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON"]
# `replica` lets no trigger run, so no foreign key is looked up for each row; the tests look them all up.
POSTGRES_BEGINS = [
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET maintenance_work_mem = '512MB'",
    "SET session_replication_role = replica",
]
POSTGRES_ENDS = ["RESET session_replication_role", "VACUUM ANALYZE"]
SECONDARY = {  # name and statement of each index that no constraint owns
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
    "(SELECT 1 FROM pg_constraint WHERE conindid = format('%I.%I', schemaname, indexname)::regclass)",
}


class Table:
    """The rows of one model; their keys go on from the last one that is there. `given`: the columns whose values `put`
    takes, in that order."""

    filled: list["Table"] = []

    def __init__(self, model: type[Model], given: str) -> None:
        names = given.split()
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
        key = model._meta.pk.attname
        if unknown := set(names) - fields.keys():
            raise SetupError(f"{model.__name__} has no column {', '.join(sorted(unknown))} any more: see tools/bench.")
        rest = [name for name in fields if name != key and name not in names]
        self.model = model
        self.columns = [str(fields[name].column) for name in (key, *names, *rest)]
        self.rest = tuple(_default(fields[name]) for name in rest)
        self.id = int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
        self.rows: list[tuple[Any, ...]] = []
        self.filled.append(self)

    def put(self, *values: Any) -> int:
        """One row more; its key."""
        self.id += 1
        self.rows.append((self.id, *values, *self.rest))
        if len(self.rows) >= AT_ONCE:
            self.flush()
        return self.id

    def flush(self) -> None:
        quoted = connection.ops.quote_name
        table, columns = quoted(self.model._meta.db_table), [quoted(column) for column in self.columns]
        rows, self.rows = self.rows, []
        if connection.vendor == "sqlite":
            places = ", ".join("?" * len(columns))
            connection.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
            return
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _default(field: "Field[Any, Any]") -> Any:
    """What every row gets in a column that nobody names."""
    shared = field.null or (not field.unique and (field.has_default() or field.blank))
    if not shared:
        raise SetupError(
            f"{field.model.__name__}.{field.name} is new and has no default that many rows could share: "
            f"give it a value where tools/bench fills {field.model.__name__}."
        )
    return field.get_db_prep_save(field.get_default(), connection)


@contextmanager
def bulk(counts: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Inside it rows go in by Table alone: no guard looks at them and no index but the constraints' is kept. Afterwards
    all of these are there again, and the database knows how many rows there are. `counts`: writes the sums that guards
    keep, when the indexes are there and the guards are not."""
    is_sqlite = connection.vendor == "sqlite"
    Table.filled = []
    guards.drop_all()
    secondary = _indexes()
    _run([f'DROP INDEX "{name}"' for name, _statement in secondary])
    _run(SQLITE_BEGINS if is_sqlite else POSTGRES_BEGINS)
    with transaction.atomic():
        yield
        for table in Table.filled:
            table.flush()
    models = [table.model for table in Table.filled]
    _run(connection.ops.sequence_reset_sql(no_style(), models))
    _run([statement for _name, statement in secondary])
    counts()
    guards.make_all()
    _run(SQLITE_ENDS if is_sqlite else POSTGRES_ENDS)


def _indexes() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(SECONDARY[connection.vendor])
        return list(cursor.fetchall())


def _run(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
