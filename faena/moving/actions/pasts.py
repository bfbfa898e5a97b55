"""What the old system knew comes in, and goes where its import is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.references import compared
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.many import insert, new_keys
from faena.lib.text import clean, fold
from faena.moving.pasts import Past

COLUMNS = [
    "id", "customer_id", "kind", "old_number", "old_key", "listed_on", "began_on", "ended_on", "state", "device",
    "amount", "paid", "currency", "text", "text_key",
]  # fmt: skip
CHECKED = ("kind", "old_number", "began_on", "ended_on", "state", "device", "amount", "paid", "text")


@dataclass(frozen=True)
class PastFacts:
    """One thing of the old system, as it was written there. kind: a Past.Kind; amount, paid: minor units of `currency`
    ("": the company's own), None where nobody knows."""

    kind: str
    old_number: str = ""
    began_on: date | None = None
    ended_on: date | None = None
    state: str = ""
    device: str = ""
    amount: int | None = None
    paid: int | None = None
    currency: str = ""
    text: str = ""


@action(Perm.IMPORT)
def keep_pasts(pasts: Sequence[tuple[int, PastFacts]], *, by: User) -> Sequence[int]:
    """What the old system knew of customers, each with the customer's key, to be read and found: so many rows cost the
    same few statements, and one event tells of all of them. Gives their keys, in the same order.

    Raises RuleBroken at `pasts.<place>.<fact>` for a text that is too long, a kind that is none or a day of no
    calendar, and at `pasts.<place>.customer` for nobody."""
    if not pasts:
        return []
    company, today = Company.locked(Company.the().pk), timezone.localdate()
    facts = [_checked(one, company, place) for place, (_key, one) in enumerate(pasts)]
    there = set(Customer.objects.filter(pk__in={key for key, _facts in pasts}).values_list("pk", flat=True))
    for place, (key, _facts) in enumerate(pasts):
        if key not in there:
            raise RuleBroken(_("There is no such customer."), f"pasts.{place}.customer")
    keys = new_keys(Past, len(pasts))
    rows = [
        (
            key, customer, one.kind, one.old_number, compared(one.old_number), one.began_on or one.ended_on or today,
            one.began_on, one.ended_on, one.state, one.device, one.amount, one.paid, one.currency, one.text,
            fold(" ".join((one.old_number, one.device, one.state, one.text))),
        )
        for key, (customer, _facts), one in zip(keys, pasts, facts, strict=True)
    ]  # fmt: skip
    insert(Past, COLUMNS, rows, by_id=by.pk, at=timezone.now())
    record("past.kept", company.as_ref, facts={"number": len(pasts)}, by=by)
    return list(keys)


@action(Perm.IMPORT)
def take_back_pasts(pasts: Sequence[int], *, by: User) -> int:
    """Those with these keys are gone, where the import that brought them is undone. Gives how many there were."""
    company = Company.locked(Company.the().pk)
    gone, _each = Past.objects.filter(pk__in=pasts).delete()
    if gone:
        record("past.taken_back", company.as_ref, facts={"number": gone}, by=by)
    return gone


def _checked(facts: PastFacts, company: Company, place: int) -> PastFacts:
    """As it is kept, or RuleBroken at the fact."""
    kept = PastFacts(
        facts.kind,
        clean(facts.old_number),
        facts.began_on,
        facts.ended_on,
        clean(facts.state),
        clean(facts.device),
        facts.amount,
        facts.paid,
        facts.currency or company.currency,
        clean(facts.text, multiline=True),
    )
    for name in CHECKED:
        check_value(Past, name, getattr(kept, name), f"pasts.{place}.{name}")
    if kept.currency not in company.currencies:
        raise RuleBroken(_("Pick a currency from the list."), f"pasts.{place}.currency")
    return kept
