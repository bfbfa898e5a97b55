"""The invoices of the months: what each is made of, who cancelled one and why, and the run that issues a month's."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from faena.accounts.models import User
from faena.billing.models.plans import Subscription
from faena.cash.cases import fine_summary, interest_summary
from faena.cash.models import Charge
from faena.company.models import Branch, Company
from faena.customers.models import Customer, within_reach
from faena.gate.grants import Perm
from faena.lib.dates import days_in_month
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, Versioned
from faena.lib.series import Series

INVOICE_NUMBERS = Series("F")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: Any, perm: Perm = Perm.BILLING_SEE) -> Self:
        return within_reach(self, user, perm)

    def with_paid(self) -> Self:
        """`received`: what came in for each, in one query with the rows."""
        return self.select_related("charge").annotate(received=F("charge__received"))

    def shown(self) -> Self:
        """With what the page of one shows of other rows, and what came in for it."""
        others = ("customer", "subscription__plan", "issued_by", "cancellation__by", "replaces", "replaced_by")
        return self.with_paid().select_related(*others)

    def in_state(self, state: str, on: date) -> Self:
        """Those whose `state` that is on the day `on`: the same rule as `Invoice.state_on`, in SQL."""
        rows = self.annotate(received=F("charge__received"))
        overdue_up_to = Company.here().overdue_up_to(on)
        not_cancelled, unpaid = Q(charge__cancelled_at=None), Q(charge__amount__gt=F("received"))
        return rows.filter(
            {
                Invoice.State.CANCELLED: ~not_cancelled,
                Invoice.State.PAID: not_cancelled & ~unpaid,
                Invoice.State.OVERDUE: not_cancelled & unpaid & Q(charge__due_on__lte=overdue_up_to),
                Invoice.State.OPEN: not_cancelled & unpaid & Q(charge__due_on__gt=overdue_up_to),
            }[Invoice.State(state)]
        )


class Invoice(Referable, BaseModel):
    """What a subscription costs for one month, or without one what lines of its own come to. Its money is the charge's:
    what is owed, when it is due, what came in. `period`: the first day of the month; without a subscription of that in
    which it was issued. `billed_…`: whom it was issued to, written down when its customer is forgotten, for as long as
    law wants it. `replaces`: the cancelled invoice of the same month in whose place it was issued. Never edited:
    lines join it, payments settle it, a cancellation ends it."""

    ref_kind_name: ClassVar[str] = "invoice"

    class State(models.TextChoices):
        """Derived from the charge and its payments, never stored."""

        OPEN = "open", pgettext_lazy("invoice", "Open")
        OVERDUE = "overdue", pgettext_lazy("invoice", "Overdue")
        PAID = "paid", pgettext_lazy("invoice", "Paid")
        CANCELLED = "cancelled", pgettext_lazy("invoice", "Cancelled")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(Subscription, models.PROTECT, null=True, related_name="invoices")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    period = models.DateField()
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="+", null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    billed_name = models.CharField(max_length=120, blank=True, default="")
    billed_document = models.CharField(max_length=60, blank=True, default="")
    billed_address = models.CharField(max_length=500, blank=True, default="")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["subscription", "period"], condition=Q(replaces=None), name="invoice_once_per_period"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "period", "id"], name="invoice_of_customer"),
            models.Index(fields=["period", "id"], name="invoice_by_period"),
            models.Index(fields=["issued_at"], condition=~Q(billed_name=""), name="invoice_with_billed"),
        ]

    def __str__(self) -> str:
        return INVOICE_NUMBERS.write(self.number)

    @property
    def account(self) -> Charge:
        """What is owed and paid; every invoice has its charge from its issue on."""
        assert self.charge is not None
        return self.charge

    @property
    def plan_of_month(self) -> Subscription:
        """Whose month it is, where it is one's."""
        assert self.subscription is not None
        return self.subscription

    @property
    def state(self) -> str:
        """Today's."""
        return self.state_on(timezone.localdate())

    def state_on(self, today: date) -> str:
        """Of the charge and its payments; the day it is due is still in time, and where that is a day without banks the
        next banking day, as the company has it."""
        if self.account.cancelled_at is not None:
            return self.State.CANCELLED
        if not self.balance:
            return self.State.PAID
        due, late = self.account.due_on, Company.here().overdue_up_to(today)
        return self.State.OVERDUE if due and due <= late else self.State.OPEN

    @property
    def in_time_until(self) -> date | None:
        """The day on which it can still be paid in time, where that is a later one than the day it is due, and has not
        passed."""
        due = self.account.due_on
        if due is None or self.state != self.State.OPEN:
            return None
        until = Company.here().in_time_until(due)
        return until if until > due else None

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def tone(self) -> str:
        """Of its state, as the design system names tones."""
        return {"open": "amber", "overdue": "red", "paid": "green"}.get(self.state, "grey")

    @property
    def balance(self) -> int:
        """What is left to pay, in minor units; with `received` (with_paid) no query."""
        charge = self.account
        received = getattr(self, "received", None)
        if charge.cancelled_at is not None:
            return 0
        return (charge.amount or 0) - (charge.paid if received is None else int(received))


class InvoiceLine(BaseModel):
    """What an invoice is made of, in minor units of its charge; a discount is negative. `bp` (hundredths of a percent)
    and `days`: by which a fine or an interest was counted; of a plan, the active days that a part of a month is billed
    by. Written once."""

    class Kind(models.TextChoices):
        PLAN = "plan", pgettext_lazy("invoice", "Plan")
        ITEM = "item", pgettext_lazy("invoice", "Other")
        FINE = "fine", _("Fine")
        INTEREST = "interest", _("Interest")
        DISCOUNT = "discount", _("Discount")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PLAN)
    description = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField()
    bp = models.PositiveIntegerField(null=True)
    days = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="discount", amount__lt=0) | (~Q(kind="discount") & Q(amount__gt=0)),
                name="invoice_line_has_its_sign",
            ),
            models.UniqueConstraint(fields=["invoice"], condition=Q(kind="fine"), name="invoice_fined_once"),
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        """What it is for, in the reader's language: "Interest, 1 % a month, 12 days"."""
        if self.kind == self.Kind.FINE:
            return fine_summary(self.bp or 0)
        if self.kind == self.Kind.INTEREST:
            return interest_summary(self.bp or 0, self.days or 0)
        said = self.description or str(self.get_kind_display())
        if self.kind != self.Kind.PLAN or not self.days:
            return said
        of = days_in_month(self.invoice.period)
        return ngettext("%(plan)s, %(days)s of %(of)s days", "%(plan)s, %(days)s of %(of)s days", self.days) % {
            "plan": said,
            "days": self.days,
            "of": of,
        }


class Cancellation(BaseModel):
    """An invoice is not owed any more: by whom, and why. It stays in the statement."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="cancellation")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.invoice} ✕"


class InvoiceRun(Referable, BaseModel):
    """The invoices of one month, issued batch by batch. One row a month, whoever starts it and however often: its lock
    keeps two runs from the same subscriber. `upto`: the last subscription looked at; `total`: those to be issued when
    it was last started, `issued`: those of them that were."""

    ref_kind_name: ClassVar[str] = "run"

    period = models.DateField(unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    progressed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    upto = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.period:%Y-%m}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class Keeping(Versioned):
    """The one row (id 1): for how many years after its issue an invoice keeps whom it was issued to, when its customer
    is forgotten."""

    ranges: ClassVar = {"years": (0, 30)}

    years = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="keeping_is_one")]

    def __str__(self) -> str:
        return str(self.years)

    @classmethod
    def the(cls) -> "Keeping":
        """The row, else one of version 0 that is not saved."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, version=0)
