"""What each permission that a token can have is called for people, by the things it is about."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.gate.grants import Perm

NAMES: Final[dict[Any, dict[Perm, Any]]] = {
    _("Orders"): {
        Perm.ORDER_SEE: _("See orders"),
        Perm.ORDER_OPEN: _("Take devices in"),
        Perm.ORDER_EDIT: _("Correct intakes and have terms signed"),
        Perm.ORDER_ASSIGN: _("Assign technicians"),
        Perm.ORDER_VALUE: _("Set the value of an order"),
        Perm.ORDER_CLOSE: _("Close orders"),
        Perm.ORDER_VOID: _("Void orders"),
        Perm.ORDER_REOPEN: _("Reopen closed orders"),
        Perm.ORDER_CUSTOMER: _("Correct the customer of a signed order"),
        Perm.STATUS_ADD: _("Add statuses"),
        Perm.STATUS_ATTACH: _("Attach photos and files"),
        Perm.STATUS_EDIT: _("Correct statuses"),
        Perm.STATUS_WITHDRAW: _("Withdraw statuses and photos"),
        Perm.PART_ADD: _("Add parts"),
        Perm.PART_EDIT: _("Correct parts"),
        Perm.PART_DELETE: _("Delete parts"),
    },
    _("Tickets and visits"): {
        Perm.TICKET_SEE: _("See tickets"),
        Perm.TICKET_OPEN: _("Open tickets"),
        Perm.TICKET_COMMENT: _("Comment on tickets"),
        Perm.TICKET_TAKE: _("Take tickets"),
        Perm.TICKET_HANDLE: _("Forward and close tickets"),
        Perm.TICKET_REOPEN: _("Reopen tickets and negotiate dates"),
        Perm.AGENDA_SEE: _("See the agenda"),
        Perm.AGENDA_ACT: _("Book and move visits"),
    },
    _("Customers"): {
        Perm.CUSTOMER_SEE: _("See customers"),
        Perm.CUSTOMER_EDIT: _("Register and correct customers"),
        Perm.CUSTOMER_ASSIGN: _("Give customers to sellers"),
        Perm.CUSTOMER_RETIRE: _("Retire, merge and delete customers"),
        Perm.CUSTOMER_FORGET: _("Erase or hand over a person's data"),
        Perm.LINK_SEND: _("Send tracking links"),
        Perm.LINK_REVOKE: _("Revoke tracking links"),
    },
    _("Money"): {
        Perm.PAYMENT_SEE: _("See payments"),
        Perm.PAYMENT_REGISTER: _("Receive payments"),
        Perm.PAYMENT_REVERSE: _("Reverse payments"),
        Perm.BALANCE_OPEN: _("Write down opening balances"),
        Perm.BALANCE_VOID: _("Void opening balances"),
        Perm.BILLING_SEE: _("See plans and invoices"),
        Perm.BILLING_MANAGE: _("Manage plans and invoices"),
    },
    _("The company"): {
        Perm.REPORT_SEE: _("See reports"),
        Perm.REPORT_MONEY: _("See money in reports"),
        Perm.SUMMARY_SEE: _("See the summary"),
        Perm.LIST_EXPORT: _("Export lists"),
        Perm.JOURNAL_SEE: _("See the journal of access"),
        Perm.MESSAGE_RETRY: _("See and send messages again"),
        Perm.COMPANY_EDIT: _("Change the settings"),
        Perm.CATALOGUE_EDIT: _("Edit the lists of the settings"),
        Perm.CATALOGUE_DELETE: _("Delete from the lists of the settings"),
        Perm.IMPORT: _("Bring data in"),
        Perm.EXPORT_ALL: _("Take everything out"),
        Perm.BACKUP: _("Make backups"),
    },
    _("People who work here"): {
        Perm.SELF: pgettext_lazy("permission", "One's own profile and views"),
        Perm.USER_SEE: _("See users"),
    },
}
READING: Final = frozenset(perm for perm in Perm if perm.endswith((".see", ".money")))
COUNTER: Final = frozenset({
    Perm.ORDER_SEE, Perm.ORDER_OPEN, Perm.ORDER_EDIT, Perm.ORDER_VALUE, Perm.STATUS_ADD, Perm.STATUS_ATTACH,
    Perm.TICKET_SEE, Perm.TICKET_OPEN, Perm.TICKET_COMMENT, Perm.CUSTOMER_SEE, Perm.CUSTOMER_EDIT, Perm.PAYMENT_SEE,
    Perm.PAYMENT_REGISTER, Perm.LINK_SEND, Perm.SELF,
})  # fmt: skip
