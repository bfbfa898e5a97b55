"""What each day came to, counted when it was over; and within how many days orders are to be ready."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.lib.bootstrap import bootstrap
from faena.lib.rows import BaseModel, Versioned


class SummedDay(BaseModel):
    """A day that was counted after it was over, `at` that moment: from midnight to midnight of `zone`, the company's
    time zone then. Nothing of such a day changes any more, so its figures are never corrected, only counted again."""

    on = models.DateField(primary_key=True)
    zone = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.on.isoformat()


class DayFigure(BaseModel):
    """One figure of a day. `key` divides it: a ticket's type, tenths of days until ready. `amount`: minor units of
    `currency`; `worth`: what these were worth in the company's own, at the rate of each tender."""

    class What(StrEnum):
        COLLECTED = "collected"  # less what was reversed on that day
        ORDERS_IN = "orders_in"
        ORDERS_OUT = "orders_out"  # closed or void
        READY = "ready"  # by key: tenths of days since the opening
        IN_TIME = "in_time"  # tickets closed, by key: the type as which they were closed
        LATE = "late"
        PARTS = "parts"  # of the orders closed: what customers were charged
        PARTS_BORNE = "parts_borne"  # what the company bore itself
        DISCOUNTS = "discounts"  # on invoices

    closed_sets: ClassVar = {"what": list(What)}

    day = models.ForeignKey(SummedDay, models.CASCADE, related_name="figures", db_index=False)
    what = models.CharField(max_length=12)
    key = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    count = models.IntegerField()
    amount = models.BigIntegerField(default=0)
    worth = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what", "key", "currency"], name="day_figure_once")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.what} {self.key}"


class ReadyGoal(Versioned):
    """Within how many days orders are to be ready, one row; NULL for no goal."""

    ranges: ClassVar = {"days": (1, 365)}

    days = models.PositiveSmallIntegerField(_("days until an order is ready"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=1, days__lte=365), name="ready_goal_in_range")
        ]

    def __str__(self) -> str:
        return str(self.days or "–")


@bootstrap(60)
def ensure_goal() -> None:
    """The one row of the goal."""
    ReadyGoal.objects.get_or_create(pk=1)
