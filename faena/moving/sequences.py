"""The last key that each table has given. It is more than the highest key where the newest row was deleted; a key that
is given twice would mix the history of two things."""

from django.db import connections
from django.db.models import AutoField, Max, Model

from faena.moving.archive.columns import everything, name_of


def counted() -> list[type[Model]]:
    """The tables whose keys the database counts."""
    return [model for model in everything() if isinstance(model._meta.pk, AutoField)]


def last_keys(using: str) -> dict[str, int]:
    """By table; 0 where no key was given. The key of a row that is the only one of its table was given by nobody, and
    counts."""
    models, given = counted(), _given(using)
    return {name_of(model): max(given[model], _highest(using, model)) for model in models}


def _given(using: str) -> dict[type[Model], int]:
    models, connection = counted(), connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            of_tables = dict(cursor.fetchall())
            return {model: int(of_tables.get(model._meta.db_table, 0)) for model in models}
        found = {}
        for model in models:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(using, model), model._meta.pk.column])
            name = cursor.fetchone()[0]
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}")  # noqa: S608  # a name that the server gave
            found[model] = int(cursor.fetchone()[0])
    return found


def _highest(using: str, model: type[Model]) -> int:
    highest: int | None = model._base_manager.using(using).aggregate(highest=Max("pk"))["highest"]
    return highest or 0


def set_last_keys(using: str, keys: dict[str, int]) -> None:
    """The next key of each table follows `keys`, and in any case the highest that there is."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in counted():
            table, column = model._meta.db_table, model._meta.pk.column
            last = max(keys.get(name_of(model), 0), _highest(using, model))
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                if last:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                cursor.execute(SET, [_quoted(using, model), column, max(last, 1), bool(last)])


SET = "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)"


def _quoted(using: str, model: type[Model]) -> str:
    return str(connections[using].ops.quote_name(model._meta.db_table))
