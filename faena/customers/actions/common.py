"""What the actions of this room share."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.customers.models import Address, Contact, Customer, Device
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.lib.errors import RuleBroken

MOST_OF_A_KIND = 50  # contacts and addresses stand on one page

Hanging = TypeVar("Hanging", Contact, Address, Device)


def home_country() -> str:
    """Where a phone number without + is dialled."""
    return Company.here().country


def locked_customer(pk: int, by: User, version: int | None = None) -> Customer:
    """Read again under its lock. Raises Stale, or RuleBroken when it is another's, was merged or forgotten by now."""
    customer = Customer.locked(pk, version)
    check_held(customer, by)
    return customer


def check_held(customer: Customer, by: User) -> None:
    """Raises RuleBroken when a customer who is locked is another seller's, was merged or forgotten by now."""
    if why := customer.why_settled:
        raise RuleBroken(why)
    check_reach(customer, by, Perm.CUSTOMER_EDIT)


def held(row: Hanging, version: int, by: User) -> Hanging:
    """What hangs on a customer, read again under the lock of the customer and its own. Raises as locked_customer."""
    try:
        locked_customer(row.customer_id, by)
        return type(row).locked(row.pk, version)
    except ObjectDoesNotExist as error:
        raise RuleBroken(_("Somebody removed this meanwhile.")) from error


def record_hanging(row: Hanging, verb: str, said: dict[str, Any], by: User) -> None:
    """What happened to a row stands in the history of its customer."""
    facts = {f"{row._meta.model_name}_id": row.pk}
    record(verb, row.customer.as_ref, facts=facts, said=said, customer_id=row.customer_id, by=by)


def gone(before: Mapping[str, Any], *named: str) -> dict[str, list[Any]]:
    """field → [old, nothing] of what was written down, without what the sentence itself names."""
    return {name: [old, ""] for name, old in before.items() if old and name not in named}
