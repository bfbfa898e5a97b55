"""What is in a shop's database, told as JSON to whoever wrote it: `python -m tests.faults.count`."""

import json
import sys
from collections import Counter, defaultdict
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  # needs the settings

from faena.cash.models import Payment, Tender  # noqa: E402  # the same
from faena.company.models import NumberSeries  # noqa: E402  # the same
from faena.customers.models import Customer  # noqa: E402  # the same
from faena.journal.models import Event, Operation  # noqa: E402  # the same
from faena.orders.models import InternalEntry, Part, ServiceOrder  # noqa: E402  # the same

TEXTS: dict[str, tuple[Any, str]] = {
    "order": (ServiceOrder, "reason"),
    "payment": (Tender, "reference"),
    "part": (Part, "description"),
    "internal": (InternalEntry, "note"),
}
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
        "markers": {kind: Counter(values(*where)) for kind, where in TEXTS.items()},
        "keys": {operation.key: operation.at.timestamp() for operation in Operation.objects.all()},
        "history": history,
        "numbers": {kind: sorted(values(*where)) for kind, where in NUMBERS.items()},
        "series": dict(NumberSeries.objects.values_list("kind", "last")),
        "damage": damage(),
    }


def values(model: Any, column: str) -> list[Any]:
    return list(model.objects.values_list(column, flat=True))


def damage() -> list[str]:
    """What SQLite finds wrong with its file."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        return [line for (line,) in cursor.execute("PRAGMA integrity_check") if line != "ok"]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(counted()))
