"""The account that somebody wants to pay, by its number or by what its customer is found by."""

from dataclasses import dataclass

from django.db.models import Q

from faena.accounts.models import User
from faena.cash.cases import accounts_called
from faena.cash.models import Charge, received_on
from faena.customers.search import SHORTEST_QUERY, matching
from faena.gate.grants import Perm

MOST_FOUND = 20


@dataclass(frozen=True)
class FoundAccounts:
    """Open accounts, the newest first. `has_more`: than are shown; `named`: the only one, where its whole number was
    typed; `finished`: where none is open, the one of that number, which takes no money any more; `is_short`: the text
    is too short to be searched for."""

    shown: list[Charge]
    has_more: bool
    named: Charge | None
    finished: Charge | None
    is_short: bool


def find_accounts(wanted: str, user: User) -> FoundAccounts:
    """Within reach of whoever collects; all that are open while nothing is typed."""
    seen = Charge.objects.visible_to(user, Perm.PAYMENT_REGISTER).select_related("customer").order_by("-id")
    numbers = accounts_called(wanted)
    called = Q(account__in=numbers)
    rows = seen.filter(called | Q(customer__in=matching(wanted, user).values("customer"))) if wanted else seen
    rows = rows.open().annotate(paid=received_on("pk"))  # type: ignore[no-redef]  # instead of its query for each row
    found = list(rows[: MOST_FOUND + 1])
    return FoundAccounts(
        shown=found[:MOST_FOUND],
        has_more=len(found) > MOST_FOUND,
        named=found[0] if len(found) == 1 and found[0].account in numbers else None,
        finished=seen.filter(called).first() if wanted and not found else None,
        is_short=0 < len(wanted) < SHORTEST_QUERY and not numbers,
    )
