"""The monthly run beside a bare `INSERT … SELECT` of the rows that it writes, into the same tables.

    python -m tools.bench.months

Writes rounds of [invoices, seconds of the run, seconds of the insert, the most MB of memory so far]. All of it is
rolled back: the shop stays as it was, and neither of the two commits."""

import json
import os
import resource
import sys
import time
from datetime import date
from typing import Any

ROUNDS = 3
AT_MOST = 20_000  # invoices of a round


def measured() -> list[list[float]]:
    from django.db import connection
    from django.utils import timezone

    from faena.accounts.models import User
    from faena.billing.months import month_of, next_month
    from faena.gate.roles import Role

    if connection.vendor == "postgresql":
        _do("SET statement_timeout = 0")
    by, month = User.objects.active().filter(role=Role.MASTER).order_by("pk")[0], month_of(timezone.localdate())
    return [_round(next_month(month), by) for _ in range(ROUNDS)]


def _round(period: date, by: Any) -> list[float]:
    issued, spent, held, rows = _run(period, by)
    return [issued, spent, _bare(rows), held]


def _run(period: date, by: Any) -> tuple[int, float, float, dict[str, list[Any]]]:
    """How many invoices were issued, in how many seconds, the most memory until then, and the rows of each table."""
    from django.db import transaction

    from faena.billing.actions import issue_batch, start_run
    from faena.billing.models import Invoice, InvoiceLine
    from faena.cash.models import Charge
    from faena.journal.models import Event
    from faena.journal.unit_of_work import action

    @action(authorised_by="the bench")  # the actions that it calls have no savepoints, as none has in a shop
    def run() -> tuple[int, float, float, dict[str, list[Any]]]:
        tables = [model._meta.db_table for model in (Charge, Invoice, InvoiceLine, Event)]
        last = {table: _do(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] for table in tables}
        run = start_run(period, by=by)
        begun = time.perf_counter()
        while run.issued < AT_MOST and issue_batch(run, by=by):
            run.refresh_from_db()
        spent, held = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = {table: _do(f"SELECT * FROM {table} WHERE id > {last[table]} ORDER BY id") for table in tables}
        transaction.set_rollback(True)
        return run.issued, spent, held, rows

    return run()


def _bare(rows: dict[str, list[Any]]) -> float:
    """How many seconds an `INSERT … SELECT` takes, from tables without an index."""
    from django.db import connection, transaction

    with transaction.atomic():
        for table, those in rows.items():
            _do(f"CREATE TEMPORARY TABLE same_{table} AS SELECT * FROM {table} WHERE id < 0")
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO same_{table} VALUES ({', '.join(['%s'] * len(those[0]))})", those)
        begun = time.perf_counter()
        for table in rows:
            _do(f"INSERT INTO {table} SELECT * FROM same_{table}")
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent


def _do(sql: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    json.dump(measured(), sys.stdout)
