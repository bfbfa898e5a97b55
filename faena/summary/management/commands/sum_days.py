"""`manage.py sum_days`: count what days that are over came to, for the summary. The worker does it by itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from faena.summary.jobs import forget_days, sum_days


class Command(BaseCommand):
    help = "Counts the days that are over and were not counted yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="count all of them anew, after fsck found one wrong")

    def handle(self, *_args: Any, again: bool, **_options: Any) -> None:
        if again:
            forget_days()
        self.stdout.write(f"{sum_days(most=None)} days counted.")
