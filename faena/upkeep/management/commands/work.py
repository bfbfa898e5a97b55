"""python manage.py work: runs the background jobs and what is scheduled, until it is told to stop."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from faena.lib import guards
from faena.upkeep.working import Worker


class Command(BaseCommand):
    help = "Run background jobs (pictures, mail) and what config/schedule.py lists, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run the jobs that wait now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        guards.demand()
        worker = Worker(import_string(settings.SCHEDULE))
        if once:
            self.stdout.write(f"{worker.run_everything()} jobs")
            return
        worker.configure_signals()
        worker.run()
