"""The way back in for a Master who lost the phone and the recovery codes, where no other Master can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faena.accounts.actions import remove_all_factors, system
from faena.accounts.models import User
from faena.lib.errors import RuleBroken


class Command(BaseCommand):
    help = "Removes every second factor of a user: the password alone signs in. The history and a mail say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the user")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.staff().filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("Nobody here has this e-mail.")
        try:
            remove_all_factors(user, by=system())
        except RuleBroken as broken:
            raise CommandError(broken.sentence) from broken
        self.stdout.write(f"{user.email} signs in with the password alone now.")
