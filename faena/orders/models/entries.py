"""Statuses of an order: for its customer, with photos, and for the workshop alone."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.cases.models import Authored
from faena.files.models import File
from faena.lib.folding import Folded
from faena.lib.rows import BaseModel, Versioned
from faena.orders.models.orders import OfOrderQuerySet, ServiceOrder
from faena.orders.models.statuses import InternalStatus, Status


class StatusEntryQuerySet(OfOrderQuerySet["StatusEntry"]):
    def public(self) -> Self:
        """What the customer may see, oldest first."""
        return self.filter(withdrawn_at=None).order_by("happened_at", "id")


class AuthoredEntry(Authored, Versioned):
    """A status with a note; who may change it depends on whose it is. Withdrawn ones stay in the history. Each kind
    adds its order and its status, and says why it cannot be changed."""

    NOT_YOURS: ClassVar[Promise]
    WITHDRAWN: ClassVar[Promise]

    order: Any
    status: Any

    note = models.TextField(_("note"), blank=True, max_length=1000)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class StatusEntry(AuthoredEntry):
    """The customer was told a status; photos hang on it. Withdrawn: gone for the customer, kept in the history.
    `note_key`: what its note is found by."""

    NOT_YOURS = _("Only its author or an administrator can change this status.")
    WITHDRAWN = _("This status is withdrawn. Show it to the customer again first.")

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="entries")
    status = models.ForeignKey(Status, models.PROTECT, related_name="+", db_index=False)
    note_key = Folded(of="note")

    objects = StatusEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["order", "happened_at", "id"], name="entry_in_order"),
            models.Index(fields=["happened_at", "id"], name="entry_by_time"),
            models.Index(fields=["at", "id"], name="entry_by_writing"),
            models.Index(fields=["author", "happened_at", "id"], name="entry_of_author"),
            models.Index(fields=["status", "happened_at", "id"], name="entry_of_status"),
            models.Index(fields=["status", "order", "happened_at", "id"], name="entry_of_status_in_order"),
            models.Index(
                fields=["happened_at", "id"], condition=models.Q(withdrawn_at__isnull=False), name="entry_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return str(self.status)

    def save_changes(self, *fields: str) -> None:
        super().save_changes(*fields, *(["note_key"] if "note" in fields else []))


class StatusPhoto(BaseModel):
    """One photo of a status entry."""

    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="photos")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.file)

    @property
    def is_shown(self) -> bool:
        """Whether customers see it, or its place while it is being processed."""
        return self.withdrawn_at is None and not self.file.is_refused


class InternalEntry(AuthoredEntry):
    """An internal status, for the workshop alone."""

    NOT_YOURS = _("Only its author or an administrator can change this internal status.")
    WITHDRAWN = _("This internal status is withdrawn: it stays in the history as it is. Add a new one.")

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="internal_entries")
    status = models.ForeignKey(InternalStatus, models.PROTECT, related_name="+")

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["order", "happened_at", "id"], name="internal_entry_in_order")]

    def __str__(self) -> str:
        return str(self.status)
