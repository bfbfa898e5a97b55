"""manage.py forget_customer CODE --reason "…": erase what is personal of a retired customer, for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faena.accounts.actions import system
from faena.customers.actions import forget_customer
from faena.customers.models import Customer
from faena.customers.open_matters import open_matters
from faena.lib.errors import RuleBroken


class Command(BaseCommand):
    help = "Erases what is personal of a retired customer, for good. Take his archive first: manage.py person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", type=int, help="the customer's code")
        parser.add_argument("--reason", required=True, help="why; it stays in the history, so name nobody in it")

    def handle(self, *args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(code=options["code"]).first()
        if customer is None:
            raise CommandError(f"There is no customer {options['code']}.")
        try:
            gone = forget_customer(customer, reason=options["reason"], version=customer.version, by=system())
        except RuleBroken as broken:
            still = [f"  {text}" for one in open_matters(customer) for text, _address in one.lines]
            raise CommandError("\n".join([broken.sentence, *still])) from broken
        self.stdout.write(f"{gone.name}: everything personal is erased. Backups made before still have it.")
