"""What is done while a company begins."""

from uuid import uuid4

from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.notifications.actions import notify
from faena.notifications.models import Message


@action(Perm.COMPANY_EDIT)
def send_test_mail(company: Company, *, by: User) -> Message:
    """A mail to oneself, which shows that mails leave: once it is sent, the first steps say so."""
    company = Company.locked(company.pk)
    message = notify(
        "home/test",
        address=by.email,
        language=by.language,
        data={"name": by.first_name},
        ref=company.as_ref,
        dedupe_key=f"test-{uuid4()}",
    )
    record("company.mail_tested", company.as_ref, facts={"message_id": message.pk}, by=by)
    return message
