"""The marks of a text are taken as Django takes them."""

import sqlite3

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from faena.lib.sqlite.base import Cursor


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "SELECT %s, %s",
        "SELECT '%%', %s",
        "SELECT '%%s', %s",
        "SELECT '%%%s', %s",
        "SELECT %s LIKE '%%' || %s",
        "SELECT strftime('%%Y', %s)",
    ],
)
def test_a_text_is_what_django_makes_of_it(text):
    own, djangos = (kind(sqlite3.connect(":memory:")) for kind in (Cursor, SQLiteCursorWrapper))

    assert own.convert_query(text) == djangos.convert_query(text)


def test_names_go_djangos_way(db):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    with connection.cursor() as cursor:
        cursor.execute("SELECT %(one)s, '%%'", {"one": 7})

        assert cursor.fetchall() == [(7, "%")]
