"""manage.py export_data OUT.zip: everything of the company as one archive; what came since a day; one customer's."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from faena.accounts.actions import system
from faena.moving.archive.writing import write_archive
from faena.moving.refusals import CannotMove

STEP = 10  # percent between two lines


class Command(BaseCommand):
    help = (
        "Writes everything of the company into one ZIP archive: tables, sheets, pictures, and what they mean. "
        "Passwords, keys and links are not in it. The program goes on meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT.zip")
        parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="sheets alone, of what came since")
        parser.add_argument("--papers", action="store_true", help="also receipts and invoices as PDF")
        parser.add_argument("--customer", type=int, metavar="CODE", help="all that is known of one customer")

    def handle(self, *_args: Any, out: Path, **options: Any) -> None:
        since, papers, customer = options["since"], options["papers"], options["customer"]
        if customer is not None:
            if since or papers:
                raise CommandError("The archive of one customer has all of him: leave --since and --papers out.")
            call_command("person", customer, out, stdout=self.stdout)
            return
        try:
            made = write_archive(out, by=system(), since=since, with_papers=papers, tell=self._tell())
        except CannotMove as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{out}: {made.rows} rows and {made.files} files, {made.size} bytes, SHA-256 {made.sha256}")
        if made.missing:
            self.stdout.write(f"{made.missing} files are named in the tables and not stored: manifest.json lists them.")

    def _tell(self) -> Any:
        said = 0

        def tell(done: int, every: int) -> None:
            nonlocal said
            percent = 100 * done // (every or 1)
            if percent >= said + STEP:
                said = percent
                self.stdout.write(f"{percent} % ({done} of {every})")

        return tell
