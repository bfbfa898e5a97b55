"""The customer is written to about a case: a mail to one address, which leaves by itself. The history says who wrote,
to whom and about what, and whether it left."""

from collections.abc import Mapping
from typing import Any

from faena.accounts.models import User
from faena.cases.actions.recording import record_case
from faena.cases.models import Case
from faena.journal.unit_of_work import step
from faena.notifications.actions import notify
from faena.notifications.models import Message


@step
def mail_customer(
    case: Case,
    template: str,
    *,
    address: str,
    data: Mapping[str, str],
    secret: Mapping[str, str],
    verb: str,
    facts: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    dedupe_key: str,
    by: User,
) -> Message:
    """In the language of the customer, to his address or that of a contact. verb, facts, said: of the event, which
    names the mail. The caller holds the lock of the case."""
    message = notify(
        template,
        address=address,
        language=case.customer.language,
        data=dict(data),
        secret=dict(secret),
        ref=case.as_ref,
        dedupe_key=dedupe_key,
    )
    known = {**(facts or {}), "message_id": message.pk}
    record_case(verb, case, facts=known, said={"address": address, **(said or {})}, by=by)
    return message
