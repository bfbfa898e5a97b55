"""The order itself, how it ends, and what everything that hangs on it shares."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.cases.models import Case, CaseClosing
from faena.cash.models import Charge
from faena.customers.models import Customer, Device, reached, within_reach
from faena.gate.grants import Perm, Scope, scope
from faena.lib.kept import OneOf
from faena.lib.limits import LONGEST_REASON
from faena.lib.money import MAX_AMOUNT
from faena.lib.named import Named
from faena.lib.refs import Referring
from faena.lib.rows import BaseModel
from faena.lib.series import Series
from faena.orders.models.statuses import OPEN_STAGES, OVER_STAGES, STAGE_ICONS, TONES, WORKING_STAGES, Stage, Status
from faena.orders.models.terms import Signature, Terms

Row = TypeVar("Row", bound=models.Model)
ORDER_NUMBERS = Series("OS")
LONGEST_UNLOCK_CODE = 40  # sealed it is longer


# Said as what they are not, for then no engine begins with a stage, and each walks the index of what is open.
IS_OPEN = ~Q(OneOf("stage", OVER_STAGES))
IS_NOT_OVER = ~Q(stage__in=OVER_STAGES)  # the same, of an index
TERMS_PENDING = IS_OPEN & Q(terms__isnull=False, is_signed=False)  # the customer has still to sign (W9)


class OrderQuerySet(models.QuerySet["ServiceOrder"]):
    def visible_to(self, user: Any, perm: Perm = Perm.ORDER_SEE) -> Self:
        return within_reach(self, user, perm)

    def open(self) -> Self:
        return self.filter(IS_OPEN)

    def terms_pending(self) -> Self:
        """Open ones whose customer has still to sign (W9)."""
        return self.filter(TERMS_PENDING)

    def on_sheet(self) -> Self:
        """With what the sheet shows of other rooms, in one query."""
        return self.select_related(
            "customer", "customer__seller", "device", "technician", "charge", "branch", "status", "terms", "signature"
        )


class ServiceOrder(Referring, Case):
    """service_value NULL: to be diagnosed. The amount due lives in `charge`; status and stage follow the newest
    customer status that was not withdrawn. `terms`: the version printed on the slip, which the customer signs.
    `ref`: what it came from (a ticket), where it was not opened at the counter."""

    ref_kind_name: ClassVar[str] = "order"
    numbers: ClassVar[Series] = ORDER_NUMBERS

    class Outcome(models.TextChoices):
        REPAIRED = "repaired", pgettext_lazy("outcome", "Repaired")
        NOT_REPAIRABLE = "not_repairable", pgettext_lazy("outcome", "Not repairable")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    device = models.ForeignKey(Device, models.PROTECT, related_name="orders")
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="+", null=True)
    technician = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.RECEIVED)
    status = models.ForeignKey(Status, models.PROTECT, null=True, related_name="+", db_index=False)
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, related_name="+")
    is_signed = models.BooleanField(default=False)  # has a signature: kept by the database (guards.py)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    accessories = models.CharField(_("accessories left"), max_length=250, blank=True)
    condition = models.CharField(_("visible condition"), max_length=250, blank=True)
    unlock_sealed = models.CharField(max_length=400, blank=True)  # staff only; erased at closing
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    service_value = models.BigIntegerField(null=True, blank=True)

    phone_shown: str  # of an order on a page of the list: the customer's, as the country writes it

    objects = OrderQuerySet.as_manager()

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
            # With the stage in it, or SQLite would not count in the index alone.
            models.Index(fields=["id", "stage"], condition=IS_NOT_OVER, name="order_open"),
            models.Index(fields=["promised_at", "id", "stage"], condition=IS_NOT_OVER, name="order_open_by_promise"),
            models.Index(fields=["technician", "id", "stage"], condition=IS_NOT_OVER, name="order_open_of_technician"),
            models.Index(
                fields=["technician", "promised_at", "id", "stage"],
                condition=IS_NOT_OVER,
                name="order_open_of_tech_by_promise",
            ),
            models.Index(fields=["stage", "id"], name="order_by_stage"),
            models.Index(fields=["stage", "promised_at", "id"], name="order_of_stage_by_promise"),
            models.Index(fields=["status", "id"], name="order_by_status"),
            models.Index(fields=["status", "promised_at", "id"], name="order_of_status_by_promise"),
            models.Index(
                fields=["id"],
                condition=IS_NOT_OVER & Q(terms__isnull=False, is_signed=False),
                name="order_to_be_signed",
            ),
            models.Index(fields=["technician", "stage", "id"], name="order_of_technician"),
            models.Index(fields=["technician", "id"], name="order_by_technician"),
            models.Index(fields=["promised_at", "id"], name="order_by_promise"),
            models.Index(fields=["opened_at", "id"], name="order_by_opening"),
        ]

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def why_finished(self) -> str:
        if self.is_open:
            return ""
        stage = str(Stage(self.stage).label).lower()
        return gettext("%(order)s is %(stage)s: it cannot be changed.") % {"order": self, "stage": stage}

    @classmethod
    def shown(cls, pk: int) -> "ServiceOrder":
        return on_sheet.get(Scope.ALL, pk=pk)

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED

    @property
    def tone(self) -> str:
        return self.status.tone if self.status else TONES[Stage(self.stage)]

    @property
    def icon(self) -> str:
        return self.status.icon if self.status else STAGE_ICONS[Stage(self.stage)]

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
        return self.status.name if self.status else str(Stage(self.stage).label)

    @property
    def account(self) -> Charge:
        """What is owed and paid; every order has its charge from its opening on."""
        assert self.charge is not None
        return self.charge

    @property
    def currency(self) -> str:
        return self.account.currency


on_sheet: Named[ServiceOrder] = Named(
    lambda ask, reach: reached(
        ServiceOrder.objects.on_sheet().filter(pk=ask("pk", ServiceOrder._meta.pk)), reach, ask("user", User._meta.pk)
    )
)


class OfOrderQuerySet(models.QuerySet[Row]):
    """Rows that hang on an order are as visible as it."""

    def visible_to(self, user: Any, perm: Perm = Perm.ORDER_SEE) -> Self:
        if scope(user, perm) is Scope.ALL:  # a filter that keeps everything would lead past the list's index
            return self
        return self.filter(order__in=ServiceOrder.objects.visible_to(user, perm))


class Voiding(BaseModel):
    """An order was voided, with the reason; it stays where it was, under its filter (W11)."""

    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="voiding")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="voiding_by_time")]

    def __str__(self) -> str:
        return f"{self.order} ✗"


class OrderClosing(CaseClosing):
    """An order was closed; reopening marks this row and leaves it. At most one stands. `report`: what the final report
    said, so that it says the same once the order was reopened and changed."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="closings")
    outcome = models.CharField(max_length=16, choices=ServiceOrder.Outcome.choices)
    work_done = models.TextField(_("work done"), blank=True, max_length=4000)
    report = models.JSONField(default=dict)
    reopen_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        db_table = "orders_closing"
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(reopened_at=None), name="closing_stands_once")
        ]
        indexes = [models.Index(fields=["at", "id"], name="closing_by_time")]

    @classmethod
    def standing(cls, order_id: int | None) -> "OrderClosing | None":
        """The one that holds, with its order; None for an order that is open."""
        closing = cls.objects.filter(order=order_id, reopened_at=None).first()
        if closing is not None:
            closing.order = ServiceOrder.objects.on_sheet().get(pk=closing.order_id)
        return closing

    def __str__(self) -> str:
        return f"{self.order} ✓"
