"""What is in a shop's database, as JSON for whoever wrote it: all of it, or the markers that begin in one way.

python -m tools.faults.count
python -m tools.faults.count load-1234"""

import json
import os
import sys
from collections import Counter, defaultdict
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.files.storage import default_storage  # noqa: E402  # needs the settings
from django.db import connection  # noqa: E402  # the same

from faena.cash.models import Payment, Tender  # noqa: E402  # the same
from faena.company.models import NumberSeries  # noqa: E402  # the same
from faena.customers.models import Customer  # noqa: E402  # the same
from faena.files.models import File  # noqa: E402  # the same
from faena.journal.models import Event, Operation  # noqa: E402  # the same
from faena.orders.models import InternalEntry, Part, ServiceOrder, StatusEntry  # noqa: E402  # the same
from faena.tickets.models import Comment  # noqa: E402  # the same

TEXTS: dict[str, tuple[Any, str]] = {
    "order": (ServiceOrder, "reason"),
    "payment": (Tender, "reference"),
    "part": (Part, "description"),
    "internal": (InternalEntry, "note"),
    "status": (StatusEntry, "note"),
    "comment": (Comment, "text"),
    "customer": (Customer, "name"),
}
WRITTEN = ("order", "payment", "part", "internal", "status")  # by the people of tools/faults/writers.py
NUMBERS: dict[str, tuple[Any, str]] = {
    "order": (ServiceOrder, "number"),
    "receipt": (Payment, "receipt"),
    "customer": (Customer, "code"),
}


def counted() -> dict[str, Any]:
    """How often each marker occurs, when each key was claimed, what the history says of it, and the printed numbers."""
    history: defaultdict[str, list[str]] = defaultdict(list)
    for key, verb in Event.objects.exclude(operation="").order_by("id").values_list("operation", "verb"):
        history[key].append(verb)
    return {
        "markers": {kind: Counter(filter(None, values(*TEXTS[kind]))) for kind in WRITTEN},
        "keys": {operation.key: operation.at.timestamp() for operation in Operation.objects.all()},
        "history": history,
        "numbers": {kind: sorted(values(*where)) for kind, where in NUMBERS.items()},
        "series": dict(NumberSeries.objects.values_list("kind", "last")),
        "damage": damage(),
    }


def markers(begins: str) -> dict[str, dict[str, int]]:
    """Of each kind those texts that begin so, and how often each occurs."""
    return {
        kind: Counter(model.objects.filter(**{f"{column}__startswith": begins}).values_list(column, flat=True))
        for kind, (model, column) in TEXTS.items()
    }


def values(model: Any, column: str) -> list[Any]:
    return list(model.objects.values_list(column, flat=True))


def damage() -> list[str]:
    """What SQLite finds wrong with its file, and uploads that wait for a job and are not there."""
    pending = File.objects.filter(state=File.State.PENDING)
    found = [f"The upload of {file} is gone." for file in pending if not default_storage.exists(file.incoming_name)]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found += [line for (line,) in cursor.execute("PRAGMA integrity_check") if line != "ok"]
    return found


if __name__ == "__main__":
    json.dump(markers(sys.argv[1]) if sys.argv[1:] else counted(), sys.stdout)
