"""The lists of the cash: what was collected (W33), found by account, receipt, reference or customer, by day, method,
cashier and currency; its totals; the rates of the second currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.accounts.offering import named
from faena.cash.cases import accounts_called
from faena.cash.models import (
    RECEIPT_NUMBERS,
    Change,
    Charge,
    ExchangeRate,
    OpeningBalance,
    Payment,
    PaymentMethod,
    PaymentQuerySet,
    Reversal,
    Tender,
)
from faena.cash.payment_options import given_back
from faena.company.models import Company
from faena.customers import search
from faena.customers.marking import cut
from faena.customers.search import Reason, matching
from faena.gate.grants import Perm
from faena.lib.money import RATE_DECIMALS
from faena.lib.text import fold
from faena.ui.columns import Amount, Column
from faena.ui.jinja import rate as rate_written
from faena.ui.listing import Choice, DayFilter, Filters, Listing, Sort

# --- what was collected -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A payment on the page; in the file one of its tenders, or what went back of it, below nought."""

    payment: Payment
    tender: Any = None
    change: Change | None = None

    @property
    def pk(self) -> int:
        return self.payment.pk

    @property
    def charge(self) -> Charge:
        return self.payment.charge

    @property
    def undone(self) -> Reversal | None:
        return self.payment.reversal if self.payment.is_reversed else None

    @property
    def given(self) -> Any:
        """The tender, or its change."""
        return self.change or self.tender

    @property
    def amount(self) -> Amount:
        return Amount(-self.given.amount if self.change else self.given.amount, self.given.currency)

    @property
    def worth(self) -> Amount:
        """On the account, in its currency."""
        worth = -self.change.worth if self.change else self.tender.amount_in_charge_currency
        return Amount(worth, self.charge.currency)

    @property
    def what(self) -> Any:
        return pgettext_lazy("money", "Change") if self.change else pgettext_lazy("money", "Received")

    @property
    def rate(self) -> Decimal | None:
        return _plain(self.given.rate) if self.given.rate_unit else None


def _plain(rate: int) -> Decimal:
    return Decimal(rate).scaleb(-RATE_DECIMALS).normalize()


PAYMENTS = Listing(
    Payment,
    [
        Column(
            "receipt",
            _("Receipt"),
            lambda line: str(line.payment),
            at="title",
            link="cash:payment",
            second=lambda line: line.payment.at,
            sorts=("newest", "oldest"),
        ),
        Column("moment", _("Date and time"), lambda line: line.payment.at),
        Column("came_on", _("Day of payment"), lambda line: line.tender.day),
        Column("account", _("Account"), lambda line: line.charge.account, at="status"),
        Column("concept", _("Concept"), lambda line: line.charge.concept),
        Column("customer", _("Customer"), lambda line: line.charge.customer.name, at="sub", width=32),
        Column(
            "method",
            _("Payment method"),
            lambda line: line.given.name,
            at="meta",
            second=lambda line: line.payment.cashier.name,
            look="wraps",
        ),
        Column("what", _("Received or change"), lambda line: line.what),
        Column("amount", _("Amount"), lambda line: line.amount, at="amount", align="right"),
        Column("currency", _("Currency"), lambda line: line.given.currency),
        Column("rate", _("Rate"), lambda line: line.rate),
        Column("rate_unit", _("Quoted currency"), lambda line: line.given.rate_unit),
        Column("rate_on", _("Rate of the day"), lambda line: line.given.rate_on if line.given.rate_unit else None),
        Column("on_account", _("Amount on the account"), lambda line: line.worth),
        Column("account_currency", _("Currency of the account"), lambda line: line.charge.currency),
        Column("reference", _("Reference"), lambda line: line.tender.reference),
        Column("cashier", _("Cashier"), lambda line: line.payment.cashier.name),
        Column("note", _("Note"), lambda line: line.payment.note, width=40),
        Column("reversed", pgettext_lazy("payment", "Reversed"), lambda line: line.undone and line.undone.at),
        Column("reversed_by", _("Reversed by"), lambda line: line.undone and line.undone.by.name),
        Column("reason", _("Reason"), lambda line: line.undone and line.undone.reason),
    ],
    page=("receipt", "account", "customer", "method", "amount"),
    more=("concept", "cashier", "note"),
    newest=Sort(_("Newest first"), ("-at", "-id")),
    oldest=Sort(_("Oldest first"), ("at", "id")),
)
NOT_REVERSED, REVERSED = "standing", "reversed"
TOTALS = [
    Column("method", _("Payment method"), lambda line: line.method, at="title"),
    Column("currency", _("Currency"), lambda line: line.currency, at="sub"),
    Column(
        "received",
        pgettext_lazy("money", "Received"),
        lambda line: Amount(line.received, line.currency),
        at="meta",
        align="right",
        is_named=True,
    ),
    Column(
        "change",
        pgettext_lazy("money", "Change"),
        lambda line: Amount(line.change, line.currency) if line.change else None,
        at="meta",
        align="right",
        is_named=True,
    ),
    Column(
        "reversed",
        pgettext_lazy("money", "Reversed"),
        lambda line: Amount(line.reversed, line.currency) if line.reversed else None,
        at="meta",
        align="right",
        is_named=True,
    ),
    Column("net", _("Total"), at="amount", align="right"),
]


def lines_of(payment: Payment) -> list[Line]:
    """Those of the file."""
    lines = []
    for tender in payment.tenders.all():
        lines.append(Line(payment, tender))
        if change := given_back(tender):
            lines.append(Line(payment, tender, change))
    return lines


def payment_fields(user: User, company: Company) -> list[Choice | DayFilter]:
    """Today's unless asked otherwise."""
    today = timezone.localdate().isoformat()
    cashiers = named(User.objects.staff(), Payment.objects, "cashier", user, Perm.PAYMENT_SEE)
    methods = PaymentMethod.objects.order_by("position", "id").values_list("pk", "name")
    earlier = ExchangeRate.objects.order_by().values_list("unit", "other").distinct()
    fields: list[Choice | DayFilter] = [
        DayFilter("from", pgettext_lazy("days", "From"), today),
        DayFilter("to", pgettext_lazy("days", "to")),
        Choice("method", _("Payment method"), [("", _("Any method")), *methods]),
        Choice("cashier", _("Cashier"), [("", _("Any cashier")), *cashiers]),
    ]
    if len(codes := sorted({*company.currencies, *chain(*earlier)})) > 1:
        fields.append(Choice("currency", _("Currency"), [("", _("Any currency")), *((code, code) for code in codes)]))
    states = [
        ("", _("Reversed: included")),
        (NOT_REVERSED, _("Without reversed")),
        (REVERSED, _("Only reversed")),
    ]
    return [*fields, Choice("state", pgettext_lazy("payments", "Reversed"), states)]


def payments_found(user: User, filters: Filters) -> PaymentQuerySet:
    """By everything but the days."""
    rows = Payment.objects.visible_to(user)
    if filters.q:
        rows = rows.filter(_matching(filters.q, user))
    if filters["cashier"]:
        rows = rows.filter(cashier=int(filters["cashier"]))
    if tenders := of_tenders(filters):
        came, given = (model._default_manager.filter(**tenders).values("payment") for model in (Tender, Change))
        rows = rows.filter(Q(pk__in=came) | Q(pk__in=given))
    if filters["state"]:
        rows = rows.filter(reversal__isnull=filters["state"] == NOT_REVERSED)
    return rows


def of_tenders(filters: Filters) -> dict[str, Any]:
    """What is chosen of the ways in which money came, or went back."""
    chosen = {"method": int(filters["method"])} if filters["method"] else {}
    return chosen | ({"currency": filters["currency"]} if filters.get("currency") else {})


def of_days(rows: PaymentQuerySet, filters: Filters) -> PaymentQuerySet:
    """Those of the days; only reversed ones, by the day on which they were reversed."""
    return rows.filter(filters.within("reversal__at" if filters["state"] == REVERSED else "at"))


def _matching(wanted: str, user: User) -> Q:
    """By account number ("OS-000123", "123"), by receipt ("R-000012", "12"), by the reference of a tender, or by what
    the customer is found by."""
    found = Q(charge__in=_charges(wanted, user)) | Q(pk__in=referred(wanted))
    if (number := RECEIPT_NUMBERS.read(wanted)) is not None:
        found |= Q(receipt=number)
    return found


def why_found(rows: Sequence[Payment], wanted: str, user: User, country: str) -> dict[int, Reason]:
    """Of those of a page that show neither the account, the receipt nor the name that was looked for."""
    accounts, receipt, spelt = accounts_called(wanted), RECEIPT_NUMBERS.read(wanted), _spelt(wanted)
    asked = [row for row in rows if row.charge.account not in accounts and row.receipt != receipt]
    found = search.why_found(wanted, {row.pk: (row.charge.customer, None) for row in asked}, user, country=country)
    for row in asked:
        if referred := next((one.reference for one in row.tenders.all() if one.reference in spelt), ""):
            found[row.pk] = Reason(str(_("Reference")), cut(referred, [fold(wanted)]))
    return found


def is_number(wanted: str) -> bool:
    """Whoever types a whole number means that account, receipt or operation, on whatever day it was."""
    return bool(accounts_called(wanted)) or RECEIPT_NUMBERS.read(wanted) is not None


def referred(wanted: str) -> QuerySet[Tender, Any]:
    """Payments with a tender of this reference; people leave the zeros at its beginning out."""
    return Tender.objects.filter(reference__in=_spelt(wanted)).values("payment")


def _spelt(wanted: str) -> set[str]:
    return {wanted, wanted.upper(), *(wanted.zfill(length) for length in range(4, 13))}


def _charges(wanted: str, user: User) -> QuerySet[Charge, Any]:
    customers = matching(wanted, user).values("customer")
    return Charge.objects.filter(Q(account__in=accounts_called(wanted)) | Q(customer__in=customers)).values("pk")


def in_full(rows: PaymentQuerySet) -> PaymentQuerySet:
    """With everything that lists, pages and receipts say of a payment."""
    tenders = Prefetch("tenders", Tender.objects.told())
    return rows.select_related("charge__customer", "cashier", "reversal__by").prefetch_related(tenders)


# --- what was owed before the program -----------------------------------------------------------------------

BALANCES = Listing(
    OpeningBalance,
    [
        Column(
            "number",
            _("Opening balance"),
            str,
            at="title",
            link="cash:balance",
            second=lambda row: row.charge.concept,
        ),
        Column("customer", _("Customer"), lambda row: row.customer.name),
        Column("code", _("Code"), lambda row: row.customer.code),
        Column("concept", pgettext_lazy("money", "Concept"), lambda row: row.charge.concept),
        Column("old_number", _("Old number"), lambda row: row.old_number, at="meta", is_named=True),
        Column("due", _("Due"), lambda row: row.charge.due_on, at="meta", is_named=True),
        Column(
            "amount", _("Amount"), lambda row: Amount(row.charge.amount, row.charge.currency), at="meta", align="right"
        ),
        Column(
            "left",
            _("Left to pay"),
            lambda row: Amount(row.balance, row.charge.currency),
            at="amount",
            align="right",
        ),
        Column("currency", _("Currency"), lambda row: row.charge.currency),
        Column("state", _("State"), lambda row: row.state_label, at="status", tone=lambda row: row.tone),
    ],
    page=("number", "state", "old_number", "due", "amount", "left"),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)


# --- rates --------------------------------------------------------------------------------------------------

RATES = Listing(
    ExchangeRate,
    [
        Column("day", _("Day"), lambda rate: rate.on, at="title"),
        Column("unit", _("Quoted currency"), lambda rate: rate.unit),
        Column("other", _("Currency"), lambda rate: rate.other),
        Column(
            "rate",
            _("Rate"),
            lambda rate: _plain(rate.rate),
            at="status",
            align="right",
            on_page=lambda rate: rate_written(rate.quote),
        ),
        Column("by", _("Set by"), lambda rate: rate.by.name, at="sub"),
        Column("at", _("Set at"), lambda rate: rate.at, at="meta"),
    ],
    newest=Sort(_("Newest first"), ("-on", "-id")),
    oldest=Sort(_("Oldest first"), ("on", "id")),
)
