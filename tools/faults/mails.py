"""Mails of a shop under faults, in its environment: `write` writes some as a change does that causes them, and `left`
tells as JSON what has not ended: mails, pictures and jobs. The shop writes others by itself, to whoever signs in on a
new device: "failed once" counts those of `write` alone.

    python -m tools.faults.mails write 20
    python -m tools.faults.mails left"""

import json
import os
import secrets
import sys
from typing import Any

READER = "reader-"


def write(number: int) -> list[str]:
    """Their addresses, each of which gets one."""
    from faena.journal.unit_of_work import action
    from faena.notifications import actions

    notify = action(authorised_by="the fault that is played")(actions.notify)
    addresses = [f"{READER}{secrets.token_hex(6)}@shop.test" for _ in range(number)]
    for address in addresses:
        notify(
            "accounts/invitation",
            address=address,
            language="es",
            data={"name": "Ana", "by": "Olga", "hours": 72},
            secret={"link": f"https://shop.test/{address}"},
            dedupe_key=address,
        )
    return addresses


def left() -> dict[str, Any]:
    from django_tasks_db.models import DBTaskResult

    from faena.files.models import File
    from faena.notifications.models import Message

    open_ones = Message.objects.filter(state__in=[Message.State.WAITING, Message.State.SENDING])
    return {
        "mails": open_ones.count(),
        "failed once": open_ones.filter(address__startswith=READER).exclude(problem="").count(),
        "given up": list(Message.objects.filter(state=Message.State.FAILED).values_list("address", flat=True)),
        "pictures": File.objects.filter(state=File.State.PENDING).count(),
        "jobs": DBTaskResult.objects.ready().count() + DBTaskResult.objects.running().count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    json.dump(write(int(sys.argv[2])) if sys.argv[1] == "write" else left(), sys.stdout)
