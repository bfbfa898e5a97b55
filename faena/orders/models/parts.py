"""The parts that were used, with their warranty (W18)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.cases.models import Authored
from faena.lib.dates import add_months, format_span
from faena.lib.folding import Folded
from faena.lib.money import MAX_AMOUNT, line_total
from faena.lib.rows import Versioned
from faena.orders.models.orders import OfOrderQuerySet, ServiceOrder


class Part(Authored, Versioned):
    """A part used. Quantity in thousandths, price in minor units; the warranty runs from closing (W18).
    `description_key`: what its description is found by."""

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
    description_key = Folded(of="description")

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0, unit_price__lte=MAX_AMOUNT), name="part_in_range"
            )
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="part_by_time"),
            models.Index(fields=["author", "at", "id"], name="part_of_author"),
            models.Index(fields=["description", "id"], name="part_by_description"),
            models.Index(fields=["order", "id"], name="part_of_order"),
        ]

    def __str__(self) -> str:
        return self.description

    def save_changes(self, *fields: str) -> None:
        super().save_changes(*fields, *(["description_key"] if "description" in fields else []))

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
