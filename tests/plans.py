"""How the database walks a query, for tests that a list costs the same however long it is."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# The server of the tests thinks less about the order of joins (tools/postgres.py); 8 is PostgreSQL's own.
AS_IN_A_SHOP = "SET LOCAL join_collapse_limit = 8; SET LOCAL from_collapse_limit = 8"


def walk(rows: Any) -> str:
    """The plan of the first page of `rows`. PostgreSQL is asked for what it would do with a table too large to read
    through or to sort."""
    rows = rows[:26]
    if connection.vendor == "sqlite":
        return str(rows.explain())
    with connection.cursor() as cursor:
        cursor.execute(AS_IN_A_SHOP)
        for way in ("enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_incremental_sort"):
            cursor.execute(f"SET LOCAL {way} = off")
        plan = str(rows.explain())
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on; SET LOCAL enable_bitmapscan = on")
    return plan


def alone(index: str) -> None:
    """PostgreSQL forgets the other indexes of the table but its key, until the test is undone: which of several it
    takes for three rows is a matter of luck."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT this.indrelid::regclass::text, other.indexrelid::regclass::text, rule.conname"
            " FROM pg_index other JOIN pg_index this USING (indrelid)"
            " LEFT JOIN pg_constraint rule ON rule.conindid = other.indexrelid AND rule.contype = 'u'"
            " WHERE this.indexrelid = %s::regclass AND other.indexrelid <> this.indexrelid AND NOT other.indisprimary",
            [index],
        )
        for table, other, rule in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {rule}" if rule else f"DROP INDEX {other}")


def is_walked(rows: Any) -> bool:
    """Whether an index gives the rows in their order, so that only those of the page are read."""
    plan = walk(rows)
    return "TEMP B-TREE" not in plan and "Sort" not in plan and "Seq Scan" not in plan


def asked_of(table: str, act: Any) -> list[str]:
    """The plan of each query on `table` that `act()` asks, PostgreSQL's as if no table could be read through."""
    with CaptureQueriesContext(connection) as captured:
        act()
    wanted = [one["sql"] for one in captured.captured_queries if f'FROM "{table}"' in one["sql"]]
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{AS_IN_A_SHOP}; SET LOCAL enable_seqscan = off")
        plans = []
        for sql in wanted:
            cursor.execute(f"{explain} {sql}")
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = on")
    return plans
