"""A database of an earlier version is migrated to this one, and everything in it holds.

`earlier_release.json` is the small shop of conftest.py as the program of 26 November 2026 wrote it: for each model its
columns and rows, and the last migration of each room. Another version is added as another file."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from faena.files.models import File
from faena.journal.models import Event
from faena.lib import guards
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck import findings
from tests import engines
from tests.upkeep.conftest import store

EARLIER = Path(__file__).with_name("earlier_release.json")


@pytest.mark.django_db(transaction=True)
def test_a_shop_of_an_earlier_version_is_carried_over_whole(engine, tmp_path):
    kept = json.loads(EARLIER.read_text(encoding="utf-8"))
    with engines.another(engine, tmp_path, "earlier"):
        as_it_was(kept)

        call_command("migrate", verbosity=0)

        for file in File.objects.all():
            store(file.storage_name)
            store(file.thumb_name)
        assert [str(finding) for finding in findings()] == []
        assert Event.objects.count() == len(kept["tables"]["journal.event"]["rows"])
        assert ServiceOrder.objects.count() == len(kept["tables"]["orders.serviceorder"]["rows"])
        assert guards.missing() == []


def as_it_was(kept):
    """The tables of then, with the rows of then; the way back there is each migration's own."""
    guards.drop_all()
    there = list(kept["migrations"].items())
    # One at a time: all at once Django renders every model anew for each migration that comes after the first of them.
    for later, _backwards in MigrationExecutor(connection).migration_plan(there):
        before = next(one for one in later.dependencies if one[0] == later.app_label)
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
        for statement in connection.ops.sequence_reset_sql(no_style(), models.values()):
            connection.cursor().execute(statement)
