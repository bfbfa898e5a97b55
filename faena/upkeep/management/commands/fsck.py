"""manage.py fsck: whether everything holds, from the stored sums to the stored pictures; names what does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faena.cash.models import Payment
from faena.files.models import File
from faena.journal.models import Event
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck import findings


class Command(BaseCommand):
    help = (
        "Names everything that does not hold: sums, states, numbers, the history, the index, pictures. Writes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for finding in findings():
            found += 1
            self.stdout.write(str(finding))
        if found:
            raise CommandError(f"Not everything holds: {found} found.")
        counted = [(ServiceOrder, "orders"), (Payment, "payments"), (Event, "events"), (File, "pictures")]
        words = [f"{model._default_manager.count()} {name}" for model, name in counted]
        self.stdout.write(f"{', '.join(words[:-1])} and {words[-1]} hold.")
