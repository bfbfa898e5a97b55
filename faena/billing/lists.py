"""The lists of billing: the invoices of everybody, those of one customer with their running balance, and what a month's
run would issue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.billing.active_days import Share, share_of
from faena.billing.models import Invoice, InvoiceQuerySet, Subscription
from faena.billing.months import due_on, month_of, offered_months, read_month
from faena.billing.statement import Statement, day_paid
from faena.cash.cases import accounts_called
from faena.cash.models import OpeningBalanceQuerySet
from faena.company.models import Company
from faena.customers import search
from faena.customers.search import Reason, matching
from faena.ui.columns import Amount, Column
from faena.ui.jinja import money
from faena.ui.listing import Choice, Filters, Listing, Sort, View


def of_amount(row: Invoice) -> str:
    """`of US$ 20.00`, the whole of it."""
    return gettext("of %(total)s") % {"total": money(row.account.amount, row.account.currency)}


INVOICES = Listing(
    Invoice,
    [
        Column(
            "invoice",
            _("Invoice"),
            str,
            at="title",
            link="billing:invoice",
            second=lambda row: row.account.concept,
            sorts=("newest", "oldest"),
        ),
        Column(
            "customer",
            _("Customer"),
            lambda row: row.customer.name,
            at="sub",
            second=lambda row: row.customer.code,
            width=32,
        ),
        Column("code", _("Code"), lambda row: row.customer.code),
        Column(
            "concept",
            pgettext_lazy("money", "Concept"),
            lambda row: row.account.concept,
            at="meta",
            look="is-long wraps",
        ),
        Column("issued", _("Issued"), lambda row: row.account.issued_on),
        Column("due", _("Due"), lambda row: row.account.due_on, at="when", is_named=True),
        Column(
            "amount",
            _("Amount"),
            lambda row: Amount(row.account.amount, row.account.currency),
            at="amount",
            align="right",
        ),
        Column("paid", pgettext_lazy("money", "Paid"), lambda row: Amount(row.received, row.account.currency)),
        Column(
            "left",
            _("Left to pay"),
            lambda row: Amount(row.balance, row.account.currency),
            at="sum",
            align="right",
            second=lambda row: of_amount(row),
        ),
        Column("currency", _("Currency"), lambda row: row.account.currency),
        Column("state", _("State"), lambda row: row.state_label, at="state", tone=lambda row: row.tone),
    ],
    page=("invoice", "customer", "state", "due", "left"),
    more=("code", "issued", "amount", "paid"),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)
STATES = [("", pgettext_lazy("invoices", "All")), *Invoice.State.choices]


def invoice_fields() -> list[Choice]:
    return [
        Choice("state", _("State"), STATES, in_tabs=True),
        Choice("month", _("Month"), [("", _("Any month")), *offered_months(timezone.localdate())]),
    ]


def invoice_views() -> list[View]:
    """The states are the tabs that everybody has."""
    first, *others = STATES
    return [View(first[1], {}, unless=("state",)), *(View(label, {"state": value}) for value, label in others)]


def invoices_found(user: User, filters: Filters) -> InvoiceQuerySet:
    """By number or customer, by state and month."""
    rows = Invoice.objects.visible_to(user)
    if filters.q:
        customers = matching(filters.q, user).values("customer")
        rows = rows.filter(Q(charge__account__in=accounts_called(filters.q)) | Q(customer__in=customers))
    if filters["state"]:
        rows = rows.in_state(filters["state"], timezone.localdate())
    if period := read_month(filters["month"]):
        rows = rows.filter(period=period)
    return rows.with_paid().select_related("customer")


def why_found(rows: Sequence[Invoice], wanted: str, user: User, country: str) -> dict[int, Reason]:
    """Of those of a page that show neither the number nor the name that was looked for."""
    numbers = accounts_called(wanted)
    asked = {row.pk: (row.customer, None) for row in rows if row.account.account not in numbers}
    return search.why_found(wanted, asked, user, country=country)


# --- of one customer ----------------------------------------------------------------------------------------

SHARED = INVOICES.columns
STATEMENT = Listing(
    Invoice,
    [
        replace(SHARED["invoice"], second=None, sorts=()),
        replace(SHARED["due"], at="meta"),
        replace(SHARED["concept"], at="sub", look="wraps"),
        SHARED["amount"],
        Column(
            "paid_on",
            _("Paid on"),
            day_paid,
            at="meta",
            is_named=True,
        ),
        SHARED["paid"],
        replace(
            SHARED["left"],
            at="meta",
            is_named=True,
            second=None,
            on_page=lambda row: Amount(row.balance, row.account.currency) if row.balance else None,
        ),
        Column("running", _("Balance so far"), at="meta", align="right", is_named=True),
        SHARED["currency"],
        replace(SHARED["state"], at="status"),
    ],
    page=("invoice", "state", "concept", "due", "amount", "paid_on", "left", "running"),
    newest=Sort(_("Newest first"), ("-period", "-id")),
    oldest=Sort(_("Oldest first"), ("period", "id")),
)


def statement_list(counted: Statement) -> Listing:
    """With the balance after each invoice."""
    return STATEMENT.telling(running=lambda row: Amount(counted.running.get(row.charge_id, 0), row.account.currency))


Rows = TypeVar("Rows", InvoiceQuerySet, OpeningBalanceQuerySet)


def statement_found(whole: Rows, filters: Filters) -> Rows:
    """Those of a customer that are due in the days that were chosen."""
    days = Q()
    if filters["from"]:
        days &= Q(charge__due_on__gte=date.fromisoformat(filters["from"]))
    if filters["to"]:
        days &= Q(charge__due_on__lte=date.fromisoformat(filters["to"]))
    return whole.filter(days)


# --- of a month ---------------------------------------------------------------------------------------------

TO_ISSUE = Listing(
    Subscription,
    [
        Column("contract", _("Contract"), str, at="title", link="billing:subscription"),
        Column("customer", _("Customer"), lambda row: row.customer.name, at="sub", width=32),
        Column("code", _("Code"), lambda row: row.customer.code),
        Column("plan", _("Plan"), lambda row: row.plan.name, at="meta"),
        Column("due", _("Due"), at="meta", is_named=True),
        Column("amount", _("Amount"), at="amount", align="right"),
        Column("days", _("Active days"), at="meta", align="right", is_named=True),
        Column("currency", _("Currency"), lambda row: row.currency),
    ],
    page=("contract", "customer", "plan", "due", "amount", "days"),
    usual=Sort(_("By contract"), ("id",)),
)


def run_fields(today: date) -> list[Choice]:
    return [Choice("month", _("Month"), offered_months(today), default=f"{month_of(today):%Y-%m}")]


def run_list(period: date, today: date, company: Company) -> Listing:
    """What would be issued for a month today."""

    def share(row: Subscription) -> Share:
        return share_of(row, period, prorates=company.prorates)

    return TO_ISSUE.telling(
        days=lambda row: share(row).days,
        due=lambda row: due_on(period, row.due_day, today, company.least_due_days),
        amount=lambda row: Amount(share(row).amount, row.currency),
    )
