"""Plans, who has subscribed to which, and on which days that was suspended."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.billing.months import next_month
from faena.company.models import Branch, CatalogueRow
from faena.customers.models import Customer, within_reach
from faena.gate.grants import Perm
from faena.lib.errors import says
from faena.lib.money import MAX_AMOUNT, OFFERED
from faena.lib.places import map_link
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, HasUid, Versioned
from faena.lib.series import Series

FASTEST = 1_000_000  # Mbit/s
LAST_DUE_DAY = 31  # a shorter month ends before it: its last day counts

SUBSCRIPTION_NUMBERS = Series("C")


class Plan(CatalogueRow):
    """What a provider sells. Speeds in Mbit/s, 0 where they do not matter; price a month, in minor units."""

    closed_sets: ClassVar = {"currency": OFFERED}
    ranges: ClassVar = {"price": (0, MAX_AMOUNT), "down_mbps": (0, FASTEST), "up_mbps": (0, FASTEST)}

    class Technology(models.TextChoices):
        FIBRE = "fibre", pgettext_lazy("technology", "Fibre")
        RADIO = "radio", pgettext_lazy("technology", "Radio")
        CABLE = "cable", pgettext_lazy("technology", "Cable")
        COPPER = "copper", pgettext_lazy("technology", "Copper")
        SATELLITE = "satellite", pgettext_lazy("technology", "Satellite")
        OTHER = "other", pgettext_lazy("technology", "Other")

    price = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    down_mbps = models.PositiveIntegerField(default=0)
    up_mbps = models.PositiveIntegerField(default=0)
    technology = models.CharField(max_length=12, choices=Technology.choices, default=Technology.FIBRE)

    class Meta(CatalogueRow.Meta):
        constraints = [
            models.UniqueConstraint(Lower("name"), name="plan_name_once"),
            models.CheckConstraint(condition=Q(price__gte=0, price__lte=MAX_AMOUNT), name="plan_price_in_range"),
        ]

    def recorded(self, name: str, value: Any) -> Any:
        return {"amount": value, "currency": self.currency} if name == "price" else super().recorded(name, value)

    @property
    def speed(self) -> str:
        """Down and up as people write it: "100 / 50 Mbps"; "" for a plan without."""
        return f"{self.down_mbps} / {self.up_mbps} Mbps" if self.down_mbps or self.up_mbps else ""


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, user: Any, perm: Perm = Perm.BILLING_SEE) -> Self:
        return within_reach(self, user, perm)

    def active_in(self, period: date) -> Self:
        """Those that were active on a day of the month at least, as billing/active_days.py counts them."""
        after = next_month(period)
        suspensions = Suspension.objects.filter(subscription=OuterRef("pk"))
        whole = suspensions.filter(
            Q(from_on__lte=period) | Q(from_on__lte=OuterRef("started_on")),
            Q(until_on=None) | Q(until_on__gte=after) | Q(until_on__gte=OuterRef("cancelled_on")),
        )
        not_over = Q(cancelled_on=None) | (Q(cancelled_on__gt=period) & Q(cancelled_on__gt=F("started_on")))
        since_ever = Q(state=Subscription.State.INACTIVE) & ~Exists(suspensions.filter(until_on=None))
        return self.filter(not_over & ~since_ever & ~Exists(whole), started_on__lt=after)


class Subscription(Referable, HasUid, Versioned):
    """A customer has a plan at a place. `price` is what it cost when it was taken: the plan's later price is for later
    subscribers; `has_own_price`: it was agreed specially, and another plan does not change it. `number` is the
    contract's. `reason`: why it is inactive or cancelled; "" while it is active."""

    ref_kind_name: ClassVar[str] = "subscription"

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("plan", "Active")
        INACTIVE = "inactive", pgettext_lazy("plan", "Inactive")
        CANCELLED = "cancelled", pgettext_lazy("plan", "Cancelled")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="subscriptions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subscriptions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    price = models.BigIntegerField()
    has_own_price = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    due_day = models.PositiveSmallIntegerField()
    started_on = models.DateField(default=timezone.localdate)
    login = models.CharField(max_length=60, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    mac = models.CharField(max_length=17, blank=True)
    address = models.CharField(max_length=250, blank=True)
    access_point = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="subscription_number_once"),
            models.UniqueConstraint(
                Lower("login"),
                condition=~Q(login="") & ~Q(state="cancelled"),
                name="subscription_login_once",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, price__lte=MAX_AMOUNT), name="subscription_price_in_range"
            ),
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=LAST_DUE_DAY), name="subscription_due_day_in_month"
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_on__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_on=None)),
                name="subscription_cancelled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["customer", "state"], name="subscription_of_customer")]

    def __str__(self) -> str:
        return SUBSCRIPTION_NUMBERS.write(self.number)

    @property
    def map_url(self) -> str:
        return map_link(self.address)

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def why_cancelled(self) -> str:
        """The sentence with which a cancelled plan refuses every change; "" before."""
        return gettext("%(plan)s is cancelled: it cannot be changed.") % {"plan": self} if self.is_cancelled else ""

    @property
    def tone(self) -> str:
        """Of its state, as the design system names tones."""
        return {"active": "green", "inactive": "amber"}.get(self.state, "grey")


class Suspension(BaseModel):
    """A subscription is not active from the day `from_on` until the day before `until_on`; None while that lasts. One
    that begins on the day on which another ended goes on with it, so there is an active day between any two."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="suspensions")
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription"], condition=Q(until_on=None), name="suspension_lasts_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="suspension_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on or '…'}"


says("subscription_login_once", _("Another plan has this login."), "login", "duplicate")
