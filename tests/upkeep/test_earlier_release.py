"""A database of an earlier version (tools/faults/earlier.py) is migrated to this one, and everything in it holds."""

import json

import pytest
from django.core.management import call_command

from faena.files.models import File
from faena.journal.models import Event
from faena.lib import guards
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck import findings
from tests import engines
from tests.upkeep.conftest import store
from tools.faults import earlier


@pytest.mark.slow("every table of two versions, migrated one by one")
@pytest.mark.django_db(transaction=True)
def test_a_shop_of_an_earlier_version_is_carried_over_whole(engine, tmp_path):
    kept = json.loads(earlier.EARLIER.read_text(encoding="utf-8"))
    with engines.another(engine, tmp_path, "earlier"):
        earlier.write(kept)

        call_command("migrate", verbosity=0)

        for file in File.objects.all():
            store(file.storage_name)
            store(file.thumb_name)
        assert [str(finding) for finding in findings()] == []
        assert Event.objects.count() == len(kept["tables"]["journal.event"]["rows"])
        assert ServiceOrder.objects.count() == len(kept["tables"]["orders.serviceorder"]["rows"])
        assert guards.missing() == []
