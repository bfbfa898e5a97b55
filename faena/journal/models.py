"""What happened (Event) and which idempotency keys were used (Operation). Both are written once and never changed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from faena.lib.refs import Ref
from faena.lib.rows import BaseModel


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, *refs: Ref) -> "EventQuerySet":
        """The life of one thing (and of what hangs on it), oldest first by when it happened."""
        any_of = models.Q()
        for ref in refs:
            any_of |= models.Q(about_kind=ref.kind, about_id=ref.id)
        return self.filter(any_of).order_by("happened_at", "id")


class Event(BaseModel):
    """One thing that happened, in the words of the trade (`verb` "order.closed"), about one thing.

    `facts`: ids, codes, amounts, old → new; no personal data. `said`: names and free text, the only part that
    forgetting a person blanks, with `salt`. The events about one thing form a chain of hashes: seq 1, 2, 3 …"""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    verb = models.CharField(max_length=48)
    about_kind = models.CharField(max_length=24)
    about_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    customer_id = models.BigIntegerField(null=True)  # a plain number: the one timeline, the seller's scope
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12)
    act = models.UUIDField()  # the unit of work
    operation = models.CharField(max_length=64, blank=True, default="")  # the idempotency key
    facts = models.JSONField(default=dict)
    said = models.JSONField(default=dict, null=True)
    salt = models.CharField(max_length=32, blank=True)
    said_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "seq"], name="event_chain_has_no_fork"),
            models.CheckConstraint(
                condition=models.Q(happened_at__lte=models.F("at")), name="event_not_from_the_future"
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "id"], name="event_customer_timeline")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_kind} {self.about_id} #{self.seq}"


class Operation(BaseModel):
    """An idempotency key with its first answer: a repeat gets the first answer and has no second effect."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer: Any = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="operation_once")]

    def __str__(self) -> str:
        return self.key
