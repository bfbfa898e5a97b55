"""Who may do what: the one table that doors, querysets, templates and tests all read.

● everything · ○ only one's own (what "own" means is said by each model's `visible_to` or by the action) · – nothing.
Columns: Master, Administrator, Operator, Seller, Technician."""

from enum import IntEnum, StrEnum
from typing import Any

from faena.gate.roles import Role


class Scope(IntEnum):
    """How far a permission reaches."""

    NONE = 0
    OWN = 1
    ALL = 2


class Perm(StrEnum):
    """Everything that a door can ask for: `room.verb`."""

    SELF = "self.edit"
    ACCESS = "self.access"
    USER_SEE = "user.see"
    USER_CREATE = "user.create"
    USER_ROLE = "user.role"
    USER_EDIT = "user.edit"
    USER_DELETE = "user.delete"
    COMPANY_EDIT = "company.edit"
    CATALOGUE_EDIT = "catalogue.edit"
    CATALOGUE_DELETE = "catalogue.delete"
    CUSTOMER_SEE = "customer.see"
    CUSTOMER_EDIT = "customer.edit"
    CUSTOMER_ASSIGN = "customer.assign"
    CUSTOMER_RETIRE = "customer.retire"
    CUSTOMER_FORGET = "customer.forget"
    ORDER_SEE = "order.see"
    ORDER_OPEN = "order.open"
    ORDER_EDIT = "order.edit"
    ORDER_ASSIGN = "order.assign"
    ORDER_VALUE = "order.value"
    ORDER_VOID = "order.void"
    ORDER_CLOSE = "order.close"
    ORDER_REOPEN = "order.reopen"
    ORDER_CUSTOMER = "order.customer"
    STATUS_ADD = "status.add"
    STATUS_ATTACH = "status.attach"
    STATUS_EDIT = "status.edit"
    STATUS_WITHDRAW = "status.withdraw"
    PART_ADD = "part.add"
    PART_EDIT = "part.edit"
    PART_DELETE = "part.delete"
    PAYMENT_SEE = "payment.see"
    PAYMENT_REGISTER = "payment.register"
    PAYMENT_REVERSE = "payment.reverse"
    BALANCE_OPEN = "balance.open"
    BALANCE_VOID = "balance.void"
    BILLING_SEE = "billing.see"
    BILLING_MANAGE = "billing.manage"
    TICKET_SEE = "ticket.see"
    TICKET_OPEN = "ticket.open"
    TICKET_COMMENT = "ticket.comment"
    TICKET_TAKE = "ticket.take"
    TICKET_HANDLE = "ticket.handle"
    TICKET_REOPEN = "ticket.reopen"
    AGENDA_SEE = "agenda.see"
    AGENDA_ACT = "agenda.act"
    LINK_SEND = "link.send"
    LINK_REVOKE = "link.revoke"
    MESSAGE_RETRY = "message.retry"
    REPORT_SEE = "report.see"
    REPORT_MONEY = "report.money"
    SUMMARY_SEE = "summary.see"
    LIST_EXPORT = "list.export"
    EXPORT_ALL = "export.all"
    IMPORT = "import.run"
    BACKUP = "backup.run"
    HOOK = "hook.manage"
    JOURNAL_SEE = "journal.see"


TABLE = {
    #                       M A O S T
    Perm.SELF:             "● ● ● ● ●",
    Perm.ACCESS:           "● ● ● ● ●",  # one's own passkeys, sessions and tokens: no token has it
    Perm.USER_SEE:         "● ● – – –",
    Perm.USER_CREATE:      "● – – – –",
    Perm.USER_ROLE:        "● – – – –",
    Perm.USER_EDIT:        "● ○ – – –",  # own = everybody but Masters
    Perm.USER_DELETE:      "● – – – –",
    Perm.COMPANY_EDIT:     "● ● – – –",
    Perm.CATALOGUE_EDIT:   "● ● – – –",
    Perm.CATALOGUE_DELETE: "● – – – –",
    Perm.CUSTOMER_SEE:     "● ● ● ○ ●",
    Perm.CUSTOMER_EDIT:    "● ● ● ○ ●",
    Perm.CUSTOMER_ASSIGN:  "● ● – – –",
    Perm.CUSTOMER_RETIRE:  "● – – – –",
    Perm.CUSTOMER_FORGET:  "● – – – –",  # and hand over all that is known of one
    Perm.ORDER_SEE:        "● ● ● ○ ●",
    Perm.ORDER_OPEN:       "● ● ● ○ ●",
    Perm.ORDER_EDIT:       "● ● ● ○ ●",
    Perm.ORDER_ASSIGN:     "● ● ● – ○",  # own = to oneself
    Perm.ORDER_VALUE:      "● ● ● – –",
    Perm.ORDER_VOID:       "● ● – – –",
    Perm.ORDER_CLOSE:      "● ● ● – ●",
    Perm.ORDER_REOPEN:     "● – – – –",
    Perm.ORDER_CUSTOMER:   "● – – – –",  # of an order that is signed or paid
    Perm.STATUS_ADD:       "● ● ● – ●",
    Perm.STATUS_ATTACH:    "● ● ● – ●",
    Perm.STATUS_EDIT:      "● ● ○ – ○",
    Perm.STATUS_WITHDRAW:  "● ● ○ – ○",
    Perm.PART_ADD:         "● ● ● – ●",
    Perm.PART_EDIT:        "● ● ● – ●",
    Perm.PART_DELETE:      "● ● ● – ○",
    Perm.PAYMENT_SEE:      "● ● ● ○ ●",
    Perm.PAYMENT_REGISTER: "● ● ● ○ ●",
    Perm.PAYMENT_REVERSE:  "● – – – –",
    Perm.BALANCE_OPEN:     "● ● – – –",  # what was owed before the company came to the program
    Perm.BALANCE_VOID:     "● – – – –",
    Perm.BILLING_SEE:      "● ● ● ○ ●",
    Perm.BILLING_MANAGE:   "● ● – – –",
    Perm.TICKET_SEE:       "● ● ● ○ ●",
    Perm.TICKET_OPEN:      "● ● ● ○ ●",
    Perm.TICKET_COMMENT:   "● ● ● ○ ●",
    Perm.TICKET_TAKE:      "● ● ● – ○",
    Perm.TICKET_HANDLE:    "● ● ● – ○",
    Perm.TICKET_REOPEN:    "● ● – – –",
    Perm.AGENDA_SEE:       "● ● ● ○ ●",
    Perm.AGENDA_ACT:       "● ● ● – ○",
    Perm.LINK_SEND:        "● ● ● ○ ●",
    Perm.LINK_REVOKE:      "● ● ● – –",
    Perm.MESSAGE_RETRY:    "● ● ● – –",
    Perm.REPORT_SEE:       "● ● ● ○ ○",
    Perm.REPORT_MONEY:     "● ● – ○ ○",
    Perm.SUMMARY_SEE:      "● ● – – –",
    Perm.LIST_EXPORT:      "● ● ● ○ ●",
    Perm.EXPORT_ALL:       "● – – – –",
    Perm.IMPORT:           "● ● – – –",
    Perm.BACKUP:           "● – – – –",
    Perm.HOOK:             "● – – – –",  # webhooks
    Perm.JOURNAL_SEE:      "● ● – – –",
}  # fmt: skip

SIGNS = {"●": Scope.ALL, "○": Scope.OWN, "–": Scope.NONE}
GRANTS: dict[Perm, dict[str, Scope]] = {
    perm: dict(zip((role.value for role in Role), (SIGNS[sign] for sign in row.split()), strict=True))
    for perm, row in TABLE.items()
}


# Whoever may write these decides who signs in, himself included, or who is told everything: that is done on pages, by
# people.
OF_NO_TOKEN = frozenset({
    Perm.ACCESS, Perm.USER_CREATE, Perm.USER_EDIT, Perm.USER_ROLE, Perm.USER_DELETE, Perm.HOOK,
})  # fmt: skip
HALVES = {
    **dict.fromkeys(("order", "status", "part"), "workshop"),
    **dict.fromkeys(("billing", "ticket", "agenda"), "care"),
}


def module_of(perm: Perm) -> str:
    """The module of the program that a permission belongs to; "" for what both share."""
    return HALVES.get(perm.split(".")[0], "")


def scope(user: Any, perm: Perm) -> Scope:
    """How far `perm` reaches for this user. Nobody signed in, inactive or without a role has nothing. Whoever comes by
    a token has what his role and the token both have (`limited_to`, None without one)."""
    if not getattr(user, "is_active", False):
        return Scope.NONE
    limits = getattr(user, "limited_to", None)
    if limits is not None and (perm not in limits or perm in OF_NO_TOKEN):
        return Scope.NONE
    return GRANTS[perm].get(getattr(user, "role", None) or "", Scope.NONE)


def roles_with(perm: Perm) -> list[str]:
    """The roles that have the permission, to whatever extent: for asking the database who may."""
    return [role for role, reach in GRANTS[perm].items() if reach > Scope.NONE]


def may(user: Any, perm: Perm) -> bool:
    """Whether the user has the permission at all; which objects it reaches is `visible_to`'s matter."""
    return scope(user, perm) > Scope.NONE
