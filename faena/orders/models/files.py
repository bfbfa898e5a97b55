"""What is attached to an order beside the photos of its statuses: a quotation, the data sheet of a part, a film."""

from typing import Self

from django.db import models

from faena.accounts.models import User
from faena.files.models import File
from faena.lib.rows import BaseModel
from faena.orders.models.orders import OfOrderQuerySet, ServiceOrder


class OrderFileQuerySet(OfOrderQuerySet["OrderFile"]):
    def public(self) -> Self:
        """What the customer may see, oldest first."""
        return self.filter(is_visible=True, withdrawn_at=None).order_by("id")


class OrderFile(BaseModel):
    """One attachment of an order, for the workshop alone unless `is_visible`. Withdrawn: gone for the customer, kept
    for the shop."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="files")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    is_visible = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OrderFileQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.file)
