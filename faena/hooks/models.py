"""To which addresses events are told (Endpoint), and each call of one (Delivery)."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, Versioned


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if may(user, Perm.HOOK) else self.none()


class Endpoint(Referable, Versioned):
    """An address that is told events. verbs: those of the history that it wants, [] for all. Its secret signs each
    call; for a day after it was changed the one before signs beside it. off_because: why it was switched off."""

    ref_kind_name: ClassVar[str] = "endpoint"

    class Off(models.TextChoices):
        GONE = "gone", _("It answered that it is gone for good (410).")
        FAILED = "failed", _("It answered to nothing for five days.")
        OWNER = "owner", _("Whoever made it may no longer have webhooks.")

    url = models.CharField(_("address"), max_length=500)
    verbs = models.JSONField(default=list)
    secret_sealed = models.CharField(max_length=400)
    previous_sealed = models.CharField(max_length=400, blank=True)
    previous_until = models.DateTimeField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    off_because = models.CharField(max_length=8, choices=Off.choices, blank=True)
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EndpointQuerySet.as_manager()

    def __str__(self) -> str:
        return self.url.removeprefix("https://").partition("/")[0][:40]

    def wants(self, verb: str) -> bool:
        return not self.verbs or verb in self.verbs


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if may(user, Perm.HOOK) else self.none()


class Delivery(BaseModel):
    """One event told to one address, or a test (no event). A job calls it after the commit; what failed is tried again
    at `next_at`. `uid` is the receiver's `webhook-id`: the event's own, the same each time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        DELIVERED = "delivered", pgettext_lazy("webhook", "Delivered")
        FAILED = "failed", _("Failed")
        HELD = "held", pgettext_lazy("messages", "Held")

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4)
    verb = models.CharField(max_length=48)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now, null=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    problem = models.CharField(max_length=20, blank=True)  # a word of hooks.calling.PROBLEMS
    milliseconds = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=1000, blank=True)  # how the last one began
    created_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state__in=["waiting", "sending"]), name="delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.endpoint}"
