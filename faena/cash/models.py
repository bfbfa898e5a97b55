"""What is owed (Charge; OpeningBalance where it was owed before the company came to the program), what was received
(Payment with Tenders and the Change that was given on them, undone only by a Reversal), what one currency was worth in
the other, and which receipts were printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.cash.references import ReferenceKey, compared
from faena.company.models import Branch, CatalogueRow, Company, SlipPaper
from faena.customers.models import Customer, within_reach
from faena.gate.grants import Perm
from faena.lib import errors
from faena.lib.limits import LONGEST_REASON
from faena.lib.money import MAX_AMOUNT, MAX_RATE, OFFERED, RATE_SCALE
from faena.lib.named import Ask, Named, NamedValues
from faena.lib.rates import ROUNDING_DECIMALS, Quote
from faena.lib.refs import Referable, Referring
from faena.lib.rows import BaseModel
from faena.lib.series import Series

RECEIPT_NUMBERS = Series("R")
BALANCE_NUMBERS = Series("SI")


class PaymentMethod(CatalogueRow):
    """A payment method (forma de cobro, W10). `currency` "" takes any. `kind`: by which drawing it is known; change is
    given on cash only, out of cash. `refuses_repeats`: a reference that came before is refused, where others ask
    whether it is another operation."""

    class Kind(models.TextChoices):
        CASH = "cash", pgettext_lazy("kind of payment method", "Cash")
        CARD = "card", pgettext_lazy("kind of payment method", "Card")
        MOBILE = "mobile", pgettext_lazy("kind of payment method", "Mobile payment")
        TRANSFER = "transfer", pgettext_lazy("kind of payment method", "Transfer")
        OTHER = "other", pgettext_lazy("kind of payment method", "Another")

    closed_sets: ClassVar = {"currency": OFFERED}

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.OTHER)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    needs_reference = models.BooleanField(_("asks for a reference"), default=False)
    refuses_repeats = models.BooleanField(_("refuses a repeated reference"), default=False)

    class Meta(CatalogueRow.Meta):
        constraints = [
            models.UniqueConstraint(models.functions.Lower("name"), name="payment_method_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["cash", "card", "mobile", "transfer", "other"]), name="payment_method_kind_known"
            ),
        ]

    @property
    def is_cash(self) -> bool:
        """Notes and coins: more may be handed over than is collected."""
        return self.kind == self.Kind.CASH


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def between(self, one: str, other: str) -> Self:
        """Rates of two currencies, whichever of them is the unit."""
        return self.filter(unit__in=[one, other], other__in=[one, other])

    def in_force(self, one: str, other: str, on: date) -> "ExchangeRate | None":
        """The rate of that day: the last one set for it, or for the latest day before it."""
        return _in_force.first(one=one, other=other, on=on)

    def each_day(self, one: str, other: str, days: Sequence[date]) -> "dict[date, ExchangeRate]":
        """The rate of each of these consecutive days, as `in_force` finds it; none of a day before the first one."""
        of_pair = self.between(one, other).order_by("on", "id")
        before = of_pair.filter(on__lt=days[0]).order_by("-on", "-id").values("pk")[:1]
        rates = {rate.on: rate for rate in of_pair.filter(Q(on__range=(days[0], days[-1])) | Q(pk__in=before))}
        found, last = dict[date, ExchangeRate](), next((one for on, one in rates.items() if on < days[0]), None)
        for day in days:
            last = rates.get(day, last)
            if last:
                found[day] = last
        return found


class ExchangeRate(BaseModel):
    """What one `unit` is worth in `other` from the day `on` until the next one, × 10⁻⁸. Never edited: a slip of the
    finger is followed by another row for the same day, and both say who set them."""

    ranges: ClassVar = {"rate": (1, MAX_RATE)}

    unit = models.CharField(max_length=3)
    other = models.CharField(max_length=3)
    rate = models.BigIntegerField()
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0, rate__lte=MAX_RATE) & ~Q(unit=models.F("other")), name="rate_is_positive"
            )
        ]
        indexes = [models.Index(fields=["on", "id"], name="rate_by_day")]

    def __str__(self) -> str:
        return f"{self.unit}/{self.other} {self.on}"

    @property
    def quote(self) -> Quote:
        return Quote(self.unit, self.other, self.rate)


def _newest_rate(ask: type[Ask]) -> QuerySet[ExchangeRate]:
    code = ExchangeRate._meta.get_field("unit")
    one, other = ask("one", code), ask("other", code)
    rates = ExchangeRate.objects.between(one, other)  # type: ignore[arg-type]  # where the codes will be
    return rates.filter(on__lte=ask("on", ExchangeRate._meta.get_field("on"))).order_by("-on", "-id")[:1]


_in_force = Named(_newest_rate)
OPEN = Q(Q(amount=None) | Q(amount__gt=F("received")), cancelled_at=None)


class ChargeQuerySet(models.QuerySet["Charge"]):
    def visible_to(self, user: Any, perm: Perm = Perm.PAYMENT_SEE) -> Self:
        return within_reach(self, user, perm)

    def open(self) -> Self:
        """Something may still be collected: nobody knows yet how much, or something is left of it."""
        return self.filter(OPEN)


class Charge(Referring):
    """What a customer owes for one thing (an order, an invoice). amount NULL: not known yet (to be diagnosed).
    `received`: what came in and was not taken back, kept by the database (guards.py): lists ask it of many; who writes
    asks `paid`, which counts."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="charges")
    account = models.CharField(max_length=24)  # the number people ask for: the order's or the invoice's
    concept = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(null=True)
    received = models.BigIntegerField(default=0)
    issued_on = models.DateField(default=timezone.localdate)
    due_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref_kind", "ref_id"], name="charge_once_per_thing"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0, amount__lte=MAX_AMOUNT), name="charge_amount_in_range"
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="charge_by_account"),
            models.Index(fields=["id"], condition=OPEN, name="charge_open"),
        ]

    def __str__(self) -> str:
        return self.account

    @cached_property
    def paid(self) -> int:
        """Minor units received and not reversed, as one query finds them when they are first asked for."""
        return sum(total for (total,) in _received.rows(charge=self.pk))

    @property
    def balance(self) -> int | None:
        """What is left; None while the amount is not known. A cancelled account owes nothing."""
        if self.cancelled_at is not None:
            return 0
        return None if self.amount is None else self.amount - self.paid

    @property
    def is_open(self) -> bool:
        """Something may still be collected, as ChargeQuerySet.open asks it."""
        return self.balance is None or self.balance > 0


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, user: Any, perm: Perm = Perm.PAYMENT_SEE) -> Self:
        return within_reach(self, user, perm)


class Collection(BaseModel):
    """Money received at once for several accounts of a customer: a payment for each of them, with consecutive receipts,
    on one paper. `came_on`: the day on which all of the money had come."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    cashier = models.ForeignKey(User, models.PROTECT, related_name="+")
    came_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    objects = CollectionQuerySet.as_manager()

    def __str__(self) -> str:
        return receipts_of(list(self.payments.order_by("receipt")))


def receipts_of(payments: Sequence["Payment"]) -> str:
    """Consecutive ones, as people say them: "R-000012 – R-000014"."""
    first, last = payments[0], payments[-1]
    return str(first) if first == last else f"{first} – {last}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: Any, perm: Perm = Perm.PAYMENT_SEE) -> Self:
        return within_reach(self, user, perm, seller="charge__customer__seller")

    def not_reversed(self) -> Self:
        return self.filter(reversal=None)


class Payment(Referable, BaseModel):
    """Money received for one charge, in the charge's currency: its tenders less the change. Never edited or deleted,
    only reversed. `left`: what its receipt says was left to pay after it, NULL while nobody knew; later prints say the
    same. `collection`: of which it is a part. `at`: when it was written down, by which the cash counts its days;
    `day_reason`: why money of an earlier day was written down only then."""

    ref_kind_name: ClassVar[str] = "payment"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments")
    receipt = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    left = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    day_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    cashier = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    collection = models.ForeignKey(Collection, models.PROTECT, null=True, related_name="payments")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "receipt"], name="receipt_once_per_branch"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="payment_is_positive"),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="payment_by_time"),
            models.Index(fields=["receipt"], name="payment_by_receipt"),
        ]

    def __str__(self) -> str:
        return RECEIPT_NUMBERS.write(self.receipt)

    @property
    def came_on(self) -> date | None:
        """The day on which all of it had come, where that was before it was written down."""
        days = [tender.came_on for tender in self.tenders.all()]
        if not any(days):
            return None
        return max(day or timezone.localdate(self.at) for day in days)

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversal")


_received = NamedValues(
    lambda ask: (
        Payment.objects.not_reversed()
        .filter(charge=ask("charge", Charge._meta.pk))
        .values("charge")
        .order_by()
        .annotate(total=Sum("amount"))
        .values_list("total")
    )
)


def received_on(charge: str) -> Coalesce:
    """What `received` of the charge in the column `charge` has to be, counted from its payments."""
    payments = Payment.objects.not_reversed().filter(charge=OuterRef(charge)).order_by()
    return Coalesce(Subquery(payments.values("charge").annotate(total=Sum("amount")).values("total")), 0)


class TenderQuerySet(models.QuerySet["Tender"]):
    def told(self) -> Self:
        """With all that is said of each: its method, and the change that was given on it."""
        return self.select_related("method", "change__method").order_by("id")


class Tender(BaseModel):
    """A part of a payment, as it was handed over: its method (and what it was called then), currency, and what that was
    worth on the day on which it came: `came_on`, NULL for that of the payment's entry. One `rate_unit` was `rate` ×
    10⁻⁸ of the other currency; in the charge's own there is no unit, and the rate is 1."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="tenders")
    method = models.ForeignKey(PaymentMethod, models.PROTECT, related_name="+")
    method_name = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    rate = models.BigIntegerField(default=RATE_SCALE)
    rate_unit = models.CharField(max_length=3, blank=True)
    rate_on = models.DateField(default=timezone.localdate)
    amount_in_charge_currency = models.BigIntegerField()
    came_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    objects = TenderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT, amount_in_charge_currency__gt=0, rate__gt=0),
                name="tender_is_positive",
            )
        ]
        indexes = [
            models.Index(fields=["reference"], name="tender_by_reference"),
            models.Index(models.F("method"), ReferenceKey("reference"), name="tender_by_operation"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount} {self.currency}"

    @property
    def name(self) -> str:
        """What its receipt calls it, whatever the method is called by now."""
        return self.method_name or self.method.name

    @property
    def day(self) -> date:
        """On which the money came."""
        return self.came_on or timezone.localdate(self.payment.at)

    @property
    def as_fact(self) -> dict[str, str | int]:
        """What an event tells of it."""
        told: dict[str, str | int] = {
            "method": self.method_name,
            "amount": self.amount,
            "currency": self.currency,
            "rate": self.rate,
            "unit": self.rate_unit,
        }
        return told | {"came_on": self.came_on.isoformat()} if self.came_on else told

    @property
    def quote(self) -> Quote | None:
        """What it was converted by; None in the charge's own currency."""
        if not self.rate_unit:
            return None
        own = self.payment.charge.currency
        return Quote(self.rate_unit, own if self.rate_unit == self.currency else self.currency, self.rate)

    @property
    def rounding(self) -> int:
        """What rounding added to the account, in 10⁻² of its minor unit."""
        quote, own = self.quote, self.payment.charge.currency
        if quote is None:
            return 0
        by_parts = self.amount_in_charge_currency - quote.convert(
            self.amount, self.currency, own
        )  # of several accounts
        return quote.rounding(self.amount, self.currency, own) + by_parts * 10**ROUNDING_DECIMALS


class Change(BaseModel):
    """What was given back of a cash tender (B7): out of which drawer, in which currency, how much, and what the account
    gives up for it, `worth` in its own currency (decision 41). In the currency of the tender it is the very rest of it;
    in another one it was counted from `worth`, by `rate` as in Tender."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="change")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="changes")
    method = models.ForeignKey(PaymentMethod, models.PROTECT, related_name="+")
    method_name = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    rate = models.BigIntegerField(default=RATE_SCALE)
    rate_unit = models.CharField(max_length=3, blank=True)
    rate_on = models.DateField(default=timezone.localdate)
    worth = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT, worth__gte=0, worth__lte=MAX_AMOUNT, rate__gt=0),
                name="change_is_positive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} −{self.amount} {self.currency}"

    @property
    def name(self) -> str:
        """What its method was called then."""
        return self.method_name or self.method.name

    @property
    def quote(self) -> Quote | None:
        """What it was converted by; None in the account's own currency."""
        if not self.rate_unit:
            return None
        own = self.payment.charge.currency
        return Quote(self.rate_unit, own if self.rate_unit == self.currency else self.currency, self.rate)


class Reversal(BaseModel):
    """A payment undone, once, by a Master, with the reason. Both rows stay."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="reversal")
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="reversal_by_time")]

    def __str__(self) -> str:
        return f"{self.payment} ↺"


class ReceiptPrint(BaseModel):
    """A receipt was printed. The first print is the original, every other says that it is a copy (W35)."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="prints")
    number = models.PositiveIntegerField()
    paper = models.CharField(max_length=4, choices=SlipPaper.choices, default=SlipPaper.ROLL_80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "number"], name="receipt_print_once")]

    def __str__(self) -> str:
        return f"{self.payment} #{self.number}"


class OpeningBalanceQuerySet(models.QuerySet["OpeningBalance"]):
    def visible_to(self, user: Any, perm: Perm = Perm.PAYMENT_SEE) -> Self:
        return within_reach(self, user, perm)

    def with_received(self) -> Self:
        """`received`: what came in for each, in one query with the rows."""
        return self.select_related("charge").annotate(received=F("charge__received"))

    def called(self, wanted: str) -> Self:
        """Those that the old system called so."""
        key = compared(wanted)
        return self.filter(old_key=key) if key else self.none()


class OpeningBalance(Referable, BaseModel):
    """What a customer owed when the company came to the program (a saldo inicial): an account that no order and no
    invoice stands behind. What it is for, how much and when it is due are its charge's. `old_number`: what the old
    system called it; `old_key`: the same as it is compared. Never edited: a Master voids it while nothing is collected
    on it, and undoing an import takes it back."""

    ref_kind_name: ClassVar[str] = "balance"

    class State(models.TextChoices):
        """Derived from the charge and its payments, never stored."""

        OPEN = "open", pgettext_lazy("opening balance", "Open")
        OVERDUE = "overdue", pgettext_lazy("opening balance", "Overdue")
        PAID = "paid", pgettext_lazy("opening balance", "Paid")
        VOID = "void", pgettext_lazy("opening balance", "Void")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="opening_balances")
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="+")
    old_number = models.CharField(max_length=40, blank=True)
    old_key = models.CharField(max_length=40, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OpeningBalanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "number"], name="opening_balance_number_once")]
        indexes = [
            models.Index(fields=["customer", "id"], name="opening_balance_of_customer"),
            models.Index(fields=["old_key"], name="opening_balance_by_old"),
        ]

    def __str__(self) -> str:
        return BALANCE_NUMBERS.write(self.number)

    @property
    def account(self) -> Charge:
        """As an invoice calls it, so that lists of both read them alike."""
        return self.charge

    @property
    def balance(self) -> int:
        """What is left to pay, in minor units; with `received` (with_received) no query."""
        received = getattr(self, "received", None)
        if self.charge.cancelled_at is not None:
            return 0
        return (self.charge.amount or 0) - (self.charge.paid if received is None else int(received))

    @property
    def state(self) -> str:
        """Today's; the day it is due is still in time, as the company has it."""
        if self.charge.cancelled_at is not None:
            return self.State.VOID
        if not self.balance:
            return self.State.PAID
        due, late = self.charge.due_on, Company.here().overdue_up_to(timezone.localdate())
        return self.State.OVERDUE if due and due <= late else self.State.OPEN

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def tone(self) -> str:
        """Of its state, as the design system names tones."""
        return {"open": "amber", "overdue": "red", "paid": "green"}.get(self.state, "grey")


class BalanceVoiding(BaseModel):
    """An opening balance is not owed: by whom it was voided, and why. It stays in the statement."""

    opening_balance = models.OneToOneField(OpeningBalance, models.PROTECT, related_name="voiding")
    reason = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.opening_balance} ✕"


errors.says("charge_amount_in_range", _("The amount is too large."), "amount", "out-of-range")
