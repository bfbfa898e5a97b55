"""Visits that were booked for an order: a device is fetched, or brought back."""

from django.db import models

from faena.cases.models import CaseVisit
from faena.orders.models.orders import ServiceOrder


class OrderVisit(CaseVisit):
    """A visit was booked for an order."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="visits")

    def __str__(self) -> str:
        return f"{self.order}: {self.visit}"
