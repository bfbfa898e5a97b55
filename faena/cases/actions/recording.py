"""What happened to a case goes into its history and into the one timeline of its customer."""

from collections.abc import Mapping
from typing import Any

from faena.accounts.models import User
from faena.cases.models import Case
from faena.journal.actions import record
from faena.journal.models import Event


def record_case(
    verb: str,
    case: Case,
    *,
    facts: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    in_timeline: bool = True,
    by: User,
) -> Event:
    """As `journal.actions.record`, with the case's number, and without words that nobody typed. `in_timeline`: False
    where an event of something else tells the customer's timeline the same."""
    words = {name: text for name, text in (said or {}).items() if text}
    facts = {"number": str(case), **(facts or {})}
    customer = case.customer_id if in_timeline else None
    about = case.as_ref
    return record(verb, about, facts=facts, said=words, customer_id=customer, by=by)
