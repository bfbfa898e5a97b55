"""Django's SQLite, which takes the marks of a text quickly: Django walks each text sign by sign for them, which takes
longer than the database needs for its answer."""

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """`%s` as `?`. Where no percent sign is written as two, each `%s` is a mark."""
        if param_names is None and "%%" not in query:
            return query.replace("%s", "?")
        return str(super().convert_query(query, param_names=param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor
