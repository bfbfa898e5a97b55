"""manage.py copy_database --to URL: the whole database into another, from SQLite to PostgreSQL or back."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from faena.moving.copying import check_there, copy_database
from faena.moving.refusals import CannotMove


class Command(BaseCommand):
    help = (
        "Copies the whole database into another one, which has been migrated and in which no company works yet. "
        "Stop the program first: what is written after the copy has begun is not in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="as DATABASE_URL: postgres://… or sqlite:///…")

    def handle(self, *_args: Any, to: str, **_options: Any) -> None:
        try:
            facts = import_string(settings.DATABASE_AT)(to, "--to")
            copied = copy_database(facts, self.stdout.write)
        except (CannotMove, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{copied.rows} rows of {copied.tables} tables are the same there. Checking them:")
        check_there(facts)
        self.stdout.write("Now put the other address into .env as DATABASE_URL, and start the program again.")
