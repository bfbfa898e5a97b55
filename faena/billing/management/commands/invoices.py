"""python manage.py invoices 2026-12: the monthly run from a shell or a timer, as the page does it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from faena.accounts.actions import system
from faena.billing.actions import billable, issue_batch, start_run
from faena.billing.active_days import sums_of
from faena.billing.months import month_of, read_month
from faena.company.models import Company
from faena.lib.errors import RuleBroken
from faena.lib.money import format_money


class Command(BaseCommand):
    help = "Issue the invoices of a month (this one unless told), safe to run again; --dry-run only counts them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", nargs="?", default="", help="2026-12")
        parser.add_argument("--dry-run", action="store_true", help="say what would be issued, and issue nothing")

    def handle(self, *args: Any, month: str, dry_run: bool, **options: Any) -> None:
        with Company.the().in_its_zone():
            self.issue(month, dry_run)

    def issue(self, month: str, dry_run: bool) -> None:
        period = read_month(month) if month else month_of(timezone.localdate())
        if period is None:
            raise CommandError("Write the month as 2026-12.")
        sums = sums_of(billable(period), period, prorates=Company.the().prorates)
        for one in sums:
            self.stdout.write(f"{one.many} to issue, {format_money(one.total, one.currency, 'en')}")
        if dry_run or not sums:
            return
        by = system()
        try:
            run = start_run(period, by=by)
        except RuleBroken as broken:
            raise CommandError(broken.sentence) from broken
        while issue_batch(run, by=by):
            run.refresh_from_db()
            self.stdout.write(f"{run.issued} of {run.total}")
