"""What happened (Event), who came in and what was taken out (Access), and which idempotency keys were used (Operation).
Events and sealed accesses are written once and never changed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from faena.gate.grants import Perm, may
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

    @property
    def chain(self) -> tuple[Any, ...]:
        """Which chain it is a link of: one for each thing."""
        return self.about_kind, self.about_id

    @property
    def blankable(self) -> list[tuple[str, str, Any]]:
        """Its personal parts: hash, salt, and what they are made of; None for what was blanked."""
        return [(self.said_hash, self.salt, self.said)]


class AccessQuerySet(models.QuerySet["Access"]):
    def visible_to(self, user: Any) -> "AccessQuerySet":
        return self.all() if may(user, Perm.JOURNAL_SEE) else self.none()

    def unsealed(self) -> "AccessQuerySet":
        return self.filter(hash="")


class Access(BaseModel):
    """Somebody came in, was refused, took a list or a paper out, opened a link or changed a setting.

    It is written by one INSERT without a lock, since outsiders cause some of them; the worker seals it into one chain
    of hashes a little later (journal/jobs.py). Until then `count` may rise: attempts of the same hour, rows of a file.
    `address`, `agent` and `said` are personal: blanked without breaking the chain."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", pgettext_lazy("access", "Sign-in")
        REFUSED = "refused", pgettext_lazy("access", "Refused")
        EXPORT = "export", pgettext_lazy("access", "Export")
        PRINT = "print", pgettext_lazy("access", "Document")
        LINK = "link", pgettext_lazy("access", "Link opened")
        SETTING = "setting", pgettext_lazy("access", "Setting")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    # Who did it, or whose account was tried. No constraint: an outsider must not keep a user from being deleted.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    about_kind = models.CharField(max_length=24, blank=True, default="")
    about_id = models.BigIntegerField(null=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")  # of a setting: what was changed
    address = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=60, blank=True, default="")
    origin_salt = models.CharField(max_length=32, blank=True, default="")
    origin_hash = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    said = models.JSONField(default=dict, null=True)
    salt = models.CharField(max_length=32, blank=True, default="")
    said_hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=1)
    is_whole = models.BooleanField(default=True)  # False: the file that leaves has not reached its end
    open_until = models.DateTimeField(null=True)  # it is not sealed before
    hourly_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # NULL: not one for the hour
    seq = models.PositiveBigIntegerField(null=True, unique=True)
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="access_by_time"),
            models.Index(fields=["kind", "at", "id"], name="access_of_kind"),
            models.Index(fields=["person", "at", "id"], name="access_of_person"),
            models.Index(fields=["address", "at", "id"], name="access_from_address"),
            models.Index(
                fields=["about_kind", "about_id", "id"], condition=models.Q(hash=""), name="access_not_sealed"
            ),
            models.Index(fields=["at"], condition=models.Q(origin_salt__gt=""), name="access_with_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.seq or '–'}"

    @property
    def ref(self) -> Ref | None:
        """What it is about, where it is about something."""
        return Ref(self.about_kind, self.about_id) if self.about_id is not None else None

    @property
    def chain(self) -> tuple[Any, ...]:
        """All accesses are one chain."""
        return ()

    @property
    def blankable(self) -> list[tuple[str, str, Any]]:
        """Its personal parts: hash, salt, and what they are made of; None for what was blanked."""
        origin = [self.address, self.agent] if self.origin_salt or self.address or self.agent else None
        return [(self.said_hash, self.salt, self.said), (self.origin_hash, self.origin_salt, origin)]


class AccessHead(BaseModel):
    """The end of the chain of accesses, one row: who seals holds it, and a last row that is missing is found."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="access_head_is_one")]

    def __str__(self) -> str:
        return f"#{self.seq}"


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
