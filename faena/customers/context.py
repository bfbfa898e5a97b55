"""`options_of(customer)` in templates: every page of a customer shows the same tabs, and no view has to pass them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from faena.customers.models import Customer
from faena.customers.options import OptionRow, options_of


def options(request: HttpRequest) -> dict[str, Callable[[Customer], list[OptionRow]]]:
    """Asked once for each page, however often they stand on it, and only where they do."""
    staff: Any = request  # only pages behind a staff door have a customer to show

    @cache
    def of(customer: Customer) -> list[OptionRow]:
        return options_of(staff, customer)

    return {"options_of": of}
