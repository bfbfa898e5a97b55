"""manage.py demo: fill an empty database with a small shop at work, or print its sign-ins (W36)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from faena.upkeep.demo import people
from faena.upkeep.demo.shop import COUNTRIES, fill


class Command(BaseCommand):
    help = "Fills an empty database with a small shop at work. Only where FAENA_DEMO=1: its passwords are known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--country", choices=COUNTRIES, default="ve", help="whose shop it is (ve)")
        parser.add_argument("--sign-ins", action="store_true", help="only print who can sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has known passwords. Set FAENA_DEMO=1 to say that this is no real shop.")
        if not options["sign_ins"] and fill(COUNTRIES[options["country"]]):
            self.stdout.write("The demo shop is open.")
        if options["sign_ins"]:
            for person in people.STAFF:
                self.stdout.write(f"{person.email}  {people.PASSWORD}")
