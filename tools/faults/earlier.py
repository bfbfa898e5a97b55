"""A database of an earlier version, in the environment of a shop: `write` makes the shop's database one, `count` looks
at what it is now; both print as JSON how many rows of each kind there have to be or are, how many migrations are still
to be made, and how many guards, which come after them.

    python -m tools.faults.earlier write
    python -m tools.faults.earlier count

`earlier_release.json` of the tests is a small shop as the program of 26 November 2026 wrote it: for each model its
columns and rows, and the last migration of each room."""

import json
import os
import sys
import time
from typing import Any, Final

from tools import ROOT

EARLIER: Final = ROOT / "tests" / "upkeep" / "earlier_release.json"
COUNTED: Final = [  # no migration and no start adds to these
    "cash.payment",
    "cash.tender",
    "customers.customer",
    "files.file",
    "journal.event",
    "orders.serviceorder",
    "tickets.ticket",
]
LONG_AGO: Final = 2 * 24 * 3600  # seconds: fsck leaves alone what may be on its way


def write(kept: dict[str, Any]) -> None:
    """The tables of then, with the rows of then; the way back there is each migration's own."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from faena.lib import guards

    guards.drop_all()
    there = list(kept["migrations"].items())
    # One at a time: all at once Django renders every model anew for each migration that comes after the first of them.
    for later, _backwards in MigrationExecutor(connection).migration_plan(there):
        before = next((one for one in later.dependencies if one[0] == later.app_label), (later.app_label, None))
        MigrationExecutor(connection).migrate([before])
    then = MigrationExecutor(connection).loader.project_state(there).apps
    models = {label: then.get_model(label) for label in kept["tables"]}
    with transaction.atomic():
        for model in models.values():
            connection.cursor().execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for label, model in models.items():
            columns = [
                next(one for one in model._meta.concrete_fields if one.attname == name)
                for name in kept["tables"][label]["columns"]
            ]
            assert len(columns) == len(model._meta.concrete_fields)
            model._base_manager.bulk_create(
                model(**{one.attname: one.to_python(value) for one, value in zip(columns, row, strict=True)})
                for row in kept["tables"][label]["rows"]
            )
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            connection.cursor().execute(statement)


def store_files() -> None:
    """What the rows of files say is stored."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from faena.files.models import File

    for names in File.objects.values_list("storage_name", "thumb_name"):
        for name in filter(None, names):
            default_storage.save(name, ContentFile(b"RIFF....WEBP"))
            os.utime(default_storage.path(name), (time.time() - LONG_AGO,) * 2)


def counted() -> dict[str, int]:
    from django.apps import apps

    return {label: apps.get_model(label)._base_manager.count() for label in COUNTED}


def left() -> int:
    """How many migrations are still to be made."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main(wanted: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    kept = json.loads(EARLIER.read_text(encoding="utf-8"))
    if wanted == "write":
        write(kept)
        store_files()
        rows = {label: len(kept["tables"][label]["rows"]) for label in COUNTED}
    else:
        rows = counted()
    from faena.lib import guards

    json.dump({"rows": rows, "left": left(), "guards": len(guards.missing())}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
