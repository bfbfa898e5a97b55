"""The account that somebody wants to pay, by its number or by what its customer is found by."""

from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, OuterRef, Q, When

from faena.accounts.models import User
from faena.cash.cases import accounts_called
from faena.cash.models import Charge, ChargeQuerySet, OpeningBalance
from faena.company.models import Company
from faena.customers.marking import cut
from faena.customers.search import SHORTEST_QUERY, Hit, find
from faena.gate.grants import Perm
from faena.lib.text import digits

MOST_FOUND = 20


@dataclass(frozen=True)
class FoundAccount:
    """An open account, and why it was found: by its own number, which is cut into (text, is matched), or by a hit of
    its customer; neither where nothing was typed."""

    charge: Charge
    number: tuple[tuple[str, bool], ...] = ()
    hit: Hit | None = None


@dataclass(frozen=True)
class FoundAccounts:
    """Open accounts: those of the number that was typed, then those of customers, the best hit first; before anything
    is typed the newest. `has_more`: than are shown; `named`: the only one that can be meant, where a whole number was
    typed; `finished`: those of that number that take no money any more; `is_short`: the text is too short to be
    searched for."""

    shown: list[FoundAccount]
    has_more: bool = False
    named: Charge | None = None
    finished: list[Charge] = field(default_factory=list)
    is_short: bool = False


def find_accounts(wanted: str, user: User) -> FoundAccounts:
    """Within reach of whoever collects. Two queries beside those of the search for customers."""
    seen = Charge.objects.visible_to(user, Perm.PAYMENT_REGISTER).select_related("customer").order_by("-id")
    if not wanted:
        newest = list(_with_paid(seen.open())[: MOST_FOUND + 1])
        return FoundAccounts([FoundAccount(charge) for charge in newest[:MOST_FOUND]], len(newest) > MOST_FOUND)
    numbers = accounts_called(wanted)
    called = list(_with_paid(seen.filter(_of_number(wanted, numbers)))) if numbers or digits(wanted) else []
    known = [charge for charge in called if charge.is_open]
    found = [FoundAccount(charge, number=_marked(charge.account, digits(wanted))) for charge in known]
    found += _of_customers(wanted, user, seen.open().exclude(pk__in=[charge.pk for charge in called]))
    return FoundAccounts(
        shown=found[:MOST_FOUND],
        has_more=len(found) > MOST_FOUND,
        named=known[0] if known and len(called) == len(found) == 1 else None,
        finished=[charge for charge in called if not charge.is_open],
        is_short=len(wanted) < SHORTEST_QUERY and not numbers,
    )


def _of_number(wanted: str, numbers: list[str]) -> Q:
    """By its own number, or an opening balance by what the old system called it."""
    old = OpeningBalance.objects.called(wanted).values("charge")
    return Q(account__in=numbers) | Q(pk__in=old) if numbers else Q(pk__in=old)


def _of_customers(wanted: str, user: User, charges: ChargeQuerySet) -> list[FoundAccount]:
    """One more than are shown of these open accounts, in the order of the search for customers: only customers who owe
    something are looked for, the retired too."""
    owing = Q(Exists(charges.order_by().filter(customer=OuterRef("customer"))))
    hits = find(wanted, user=user, limit=MOST_FOUND + 1, retired=None, among=owing, country=Company.the().country)
    if not hits:
        return []
    hit_of = {hit.customer.pk: hit for hit in hits}
    rank = Case(*(When(customer=pk, then=place) for place, pk in enumerate(hit_of)))
    rows = _with_paid(charges.filter(customer__in=hit_of)).order_by(rank, "-id")[: MOST_FOUND + 1]
    return [FoundAccount(charge, hit=hit_of[charge.customer_id]) for charge in rows]


def _marked(account: str, typed: str) -> tuple[tuple[str, bool], ...]:
    return cut(account, [typed if typed in account else typed.lstrip("0")])


def _with_paid(charges: ChargeQuerySet) -> ChargeQuerySet:
    """With what was received, instead of its query for each row."""
    return charges.annotate(paid=F("received"))  # type: ignore[no-redef]  # in its property's place
