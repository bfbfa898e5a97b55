"""What a month's run says around its lines: how many invoices the month has, and why others get none."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from faena.billing.models import Invoice, Subscription


def issued_of(period: date) -> dict[str, int]:
    """How many invoices the month has, and how many of them are cancelled and not issued again."""
    counted: dict[str, int] = (
        Invoice.objects.filter(period=period, replaced_by=None)
        .exclude(subscription=None)
        .aggregate(issued=Count("pk"), cancelled=Count("pk", filter=Q(charge__cancelled_at__isnull=False)))
    )
    return counted


def left_out_of(period: date) -> dict[str, int]:
    """How many get none because they are free, retired or inactive."""
    active = Subscription.objects.active_in(period)
    inactive = Subscription.objects.filter(state=Subscription.State.INACTIVE).exclude(pk__in=active.values("pk"))
    counted: dict[str, Any] = active.aggregate(
        free=Count("pk", filter=Q(price=0)),
        retired=Count("pk", filter=Q(price__gt=0, customer__retired_at__isnull=False)),
    )
    return {**counted, "inactive": inactive.count()}
