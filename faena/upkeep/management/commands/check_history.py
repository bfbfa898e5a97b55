"""manage.py check_history: walk the chain of every thing's events and name what does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faena.journal.chain import broken_links
from faena.journal.models import Event


class Command(BaseCommand):
    help = "Names every event that was changed, taken out or invented after it was written."

    def handle(self, *args: Any, **options: Any) -> None:
        events = Event.objects.order_by("about_kind", "about_id", "seq")
        faults = 0
        for event, fault in broken_links(events.iterator()):
            faults += 1
            self.stdout.write(f"{event}: {fault}")
        if faults:
            raise CommandError(f"The history does not hold: {faults} found.")
        self.stdout.write(f"{events.count()} events hold.")
