"""The workshop's case: a service order from intake to its final report, what the customer is told on the way,
the parts, the terms and their signature."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.cash.models import Charge
from faena.company.models import Branch, CatalogueRow
from faena.customers.models import Customer, Device
from faena.files.models import File
from faena.gate.grants import Perm, Scope, scope
from faena.lib.dates import add_months, format_span
from faena.lib.money import MAX_AMOUNT, line_total
from faena.lib.refs import Referable
from faena.lib.rows import Born, Versioned

Row = TypeVar("Row", bound=models.Model)


class Stage(models.TextChoices):
    """Where an order is; code branches only on this. Companies name their own statuses, each on a stage."""

    RECEIVED = "received", pgettext_lazy("stage", "Received")
    DIAGNOSING = "diagnosing", pgettext_lazy("stage", "Diagnosing")
    WAITING = "waiting", pgettext_lazy("stage", "Awaiting approval")
    REPAIRING = "repairing", pgettext_lazy("stage", "In repair")
    READY = "ready", pgettext_lazy("stage", "Ready")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")
    VOID = "void", pgettext_lazy("stage", "Void")


TONES = {
    Stage.RECEIVED: "grey",
    Stage.DIAGNOSING: "blue",
    Stage.WAITING: "amber",
    Stage.REPAIRING: "blue",
    Stage.READY: "green",
    Stage.CLOSED: "green",
    Stage.VOID: "red",
}
WORKING_STAGES = [Stage.RECEIVED, Stage.DIAGNOSING, Stage.WAITING, Stage.REPAIRING]
OPEN_STAGES = [*WORKING_STAGES, Stage.READY]
WAY = [*OPEN_STAGES, Stage.CLOSED]  # of an order, from the counter and back


class Status(CatalogueRow):
    """What the customer is told ("Waiting for the part"), in the company's words, on a stage."""

    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    waits_for_parts = models.BooleanField(_("means waiting for a part"), default=False)

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="status_name_once")]

    @property
    def tone(self) -> str:
        return TONES[Stage(self.stage)]


class InternalStatus(CatalogueRow):
    """What the workshop tells itself; the customer never sees it (W19)."""

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="internal_status_name_once")]


class Terms(Referable, models.Model):
    """One version of the terms and conditions; an order keeps the one that its customer signed (W9). A version
    without a text: the company has no terms from then on."""

    ref_kind_name: ClassVar[str] = "terms"

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField(_("text"), max_length=20000)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def version(self) -> int:
        """What the form of the next one carries: nothing here is ever edited."""
        return self.number

    @classmethod
    def in_force(cls) -> "Terms | None":
        """The newest version, which new orders take; None while the company has none, or none any more."""
        newest = cls.objects.order_by("-number").first()
        return newest if newest and newest.text else None


class OrderQuerySet(models.QuerySet["ServiceOrder"]):
    def visible_to(self, user: Any, perm: Perm = Perm.ORDER_SEE) -> Self:
        """Own = of my own customers (W31)."""
        reach = scope(user, perm)
        if reach is Scope.ALL:
            return self
        return self.filter(customer__seller=user) if reach is Scope.OWN else self.none()

    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def terms_pending(self) -> Self:
        """Open ones whose customer has still to sign (W9)."""
        return self.open().filter(terms__isnull=False, signature=None)

    def on_sheet(self) -> Self:
        """With what the sheet shows of other rooms, in one query."""
        return self.select_related(
            "customer", "customer__seller", "device", "technician", "charge", "branch", "status", "terms", "signature"
        )


class ServiceOrder(Referable, Born, Versioned):
    """service_value NULL: to be diagnosed. The amount due lives in `charge`; status and stage follow the newest
    customer status that was not withdrawn. `terms`: the version printed on the slip, which the customer signs."""

    ref_kind_name: ClassVar[str] = "order"

    class Outcome(models.TextChoices):
        REPAIRED = "repaired", pgettext_lazy("outcome", "Repaired")
        NOT_REPAIRABLE = "not_repairable", pgettext_lazy("outcome", "Not repairable")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    device = models.ForeignKey(Device, models.PROTECT, related_name="orders")
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="+", null=True)
    technician = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.RECEIVED)
    status = models.ForeignKey(Status, models.PROTECT, null=True, related_name="+")
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    accessories = models.CharField(_("accessories left"), max_length=250, blank=True)
    condition = models.CharField(_("visible condition"), max_length=250, blank=True)
    unlock_sealed = models.CharField(max_length=400, blank=True)  # staff only; erased at closing
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    service_value = models.BigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: Any = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=Q(service_value=None) | Q(service_value__gte=0, service_value__lte=MAX_AMOUNT),
                name="order_value_in_range",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) | (~Q(stage="closed") & Q(closed_at=None)),
                name="order_closed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "id"], name="order_by_stage"),
            models.Index(fields=["technician", "stage", "id"], name="order_of_technician"),
            models.Index(fields=["promised_at", "id"], name="order_by_promise"),
            models.Index(fields=["opened_at", "id"], name="order_by_opening"),
        ]

    def __str__(self) -> str:
        return f"OS-{self.number:06d}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED

    @property
    def tone(self) -> str:
        return TONES[Stage(self.stage)]

    @property
    def is_void(self) -> bool:
        return self.stage == Stage.VOID

    @property
    def is_working(self) -> bool:
        """Still being worked on: what was promised matters, and who does it."""
        return self.stage in WORKING_STAGES

    @property
    def is_late(self) -> bool:
        """Promised for a moment that has passed, and still being worked on."""
        return self.is_working and self.promised_at is not None and self.promised_at < timezone.now()

    @property
    def signed(self) -> "Signature | None":
        return getattr(self, "signature", None)

    @property
    def terms_pending(self) -> bool:
        """The customer has still to sign the terms (W9)."""
        return self.is_open and self.terms_id is not None and self.signed is None

    @property
    def status_name(self) -> str:
        """What the customer reads, in the company's words."""
        return self.status.name if self.status else str(self.get_stage_display())

    @property
    def account(self) -> Charge:
        """What is owed and paid; every order has its charge from its opening on."""
        assert self.charge is not None
        return self.charge

    @property
    def currency(self) -> str:
        return self.account.currency


class OfOrderQuerySet(models.QuerySet[Row]):
    """Rows that hang on an order are as visible as it."""

    def visible_to(self, user: Any, perm: Perm = Perm.ORDER_SEE) -> Self:
        if scope(user, perm) is Scope.ALL:  # a filter that keeps everything would lead past the list's index
            return self
        return self.filter(order__in=ServiceOrder.objects.visible_to(user, perm))


class StatusEntryQuerySet(OfOrderQuerySet["StatusEntry"]):
    def public(self) -> Self:
        """What the customer may see, oldest first."""
        return self.filter(withdrawn_at=None).order_by("happened_at", "id")


class Authored(Born, Versioned):
    """Somebody put it on an order; who may change it depends on whose it is."""

    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Entry(Authored):
    """A status that was told, with a note. Withdrawn ones stay in the history."""

    note = models.TextField(_("note"), blank=True, max_length=1000)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class StatusEntry(Entry):
    """The customer was told a status; photos hang on it. Withdrawn: gone for the customer, kept in the history."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="entries")
    status = models.ForeignKey(Status, models.PROTECT, related_name="+")

    objects: Any = StatusEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["order", "happened_at", "id"], name="entry_in_order"),
            models.Index(fields=["happened_at", "id"], name="entry_by_time"),
            models.Index(fields=["author", "happened_at", "id"], name="entry_of_author"),
        ]

    def __str__(self) -> str:
        return str(self.status)


class StatusPhoto(models.Model):
    """One photo of a status entry."""

    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="photos")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.file)


class InternalEntry(Entry):
    """The workshop told itself an internal status."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="internal_entries")
    status = models.ForeignKey(InternalStatus, models.PROTECT, related_name="+")

    objects: Any = OfOrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["order", "happened_at", "id"], name="internal_entry_in_order")]

    def __str__(self) -> str:
        return str(self.status)


class Part(Authored):
    """A part used. Quantity in thousandths, price in minor units; the warranty runs from closing (W18)."""

    class WarrantyUnit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="parts")
    description = models.CharField(_("description"), max_length=120)
    quantity = models.PositiveIntegerField(_("quantity"), default=1000)
    unit_price = models.BigIntegerField(_("unit price"), default=0)
    is_chargeable = models.BooleanField(_("charged to the customer"), default=True)
    warranty = models.PositiveSmallIntegerField(_("warranty"), default=0)
    warranty_unit = models.CharField(max_length=6, choices=WarrantyUnit.choices, default=WarrantyUnit.DAYS)

    objects: Any = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0, unit_price__lte=MAX_AMOUNT), name="part_in_range"
            )
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="part_by_time"),
            models.Index(fields=["description", "id"], name="part_by_description"),
            models.Index(fields=["order", "id"], name="part_of_order"),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def total(self) -> int:
        """Minor units of the order's currency, whoever bears them."""
        return line_total(self.quantity, self.unit_price)

    @property
    def warranty_span(self) -> str:
        """`90 days`; nothing without one."""
        return format_span(self.warranty, self.warranty_unit) if self.warranty else ""

    @property
    def warranty_end(self) -> date | None:
        """The last day, once the order is closed."""
        closed_at = self.order.closed_at
        return self.warranty_until(timezone.localdate(closed_at)) if closed_at else None

    def warranty_until(self, start: date) -> date | None:
        """The last day of the warranty that begins on `start`; a month's end that does not exist is its last day."""
        if not self.warranty:
            return None
        if self.warranty_unit == self.WarrantyUnit.DAYS:
            return start + timedelta(days=self.warranty)
        return add_months(start, self.warranty)


class Signature(Born, models.Model):
    """The customer accepted a version of the terms: strokes drawn on screen, or on paper."""

    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="signature")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    signer = models.CharField(max_length=120)
    strokes = models.JSONField(null=True)  # None: signed on paper
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.signer


class Voiding(models.Model):
    """An order was voided, with the reason; it stays where it was, under its filter (W11)."""

    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="voiding")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.order} ✗"


class Closing(models.Model):
    """An order was closed; reopening marks this row and leaves it. At most one stands."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="closings")
    outcome = models.CharField(max_length=16, choices=ServiceOrder.Outcome.choices)
    work_done = models.TextField(_("work done"), blank=True, max_length=4000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopen_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(reopened_at=None), name="closing_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.order} ✓"
