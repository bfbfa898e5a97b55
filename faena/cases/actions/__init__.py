"""What every action of an order or ticket begins and ends with, and the link by which the customer follows it."""

from faena.cases.actions.links import (
    link_ends,
    link_expires,
    link_follows,
    link_unless_revoked,
    make_link,
    renew_link,
    revoke_link,
    send_link,
)
from faena.cases.actions.locks import check_version, locked
from faena.cases.actions.mailing import mail_customer
from faena.cases.actions.recording import record_case
from faena.cases.actions.visits import book_case_visit

__all__ = [
    "book_case_visit",
    "check_version",
    "link_ends",
    "link_expires",
    "link_follows",
    "link_unless_revoked",
    "locked",
    "mail_customer",
    "make_link",
    "record_case",
    "renew_link",
    "revoke_link",
    "send_link",
]
