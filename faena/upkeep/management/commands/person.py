"""manage.py person CODE OUT.zip: everything that is known of one customer, to be handed over."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faena.company.models import Company
from faena.customers.handing import archive
from faena.customers.models import Customer
from faena.journal.access import note
from faena.journal.models import Access
from faena.lib.refs import Ref


class Command(BaseCommand):
    help = "Writes everything that is known of one customer into a ZIP file: a PDF, the same as JSON, photos and files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", type=int, help="the customer's code")
        parser.add_argument("out", type=Path, help="the file to write, which must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(code=options["code"]).first()
        if customer is None:
            raise CommandError(f"There is no customer {options['code']}.")
        if customer.merged_into is not None:
            raise CommandError(customer.why_merged)
        out: Path = options["out"]
        part = out.with_name(f"{out.name}.part")
        if out.exists():
            raise CommandError(f"{out} is there already.")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as target, archive(customer, Company.the()) as made:
                shutil.copyfileobj(made, target)
                target.flush()
                os.fsync(target.fileno())
            part.rename(out)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"{out} could not be written: {error.strerror}.") from error
        note(Access.Kind.EXPORT, about=Ref("customer", customer.pk, str(customer.code)))
        self.stdout.write(f"{out}: {out.stat().st_size} bytes.")
