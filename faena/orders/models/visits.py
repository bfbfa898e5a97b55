"""Visits that were booked for an order: a device is fetched, or brought back."""

from django.db import models

from faena.agenda.models import Visit
from faena.lib.rows import BaseModel
from faena.orders.models.orders import ServiceOrder


class OrderVisit(BaseModel):
    """A visit was booked for an order."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="visits")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.order}: {self.visit}"
