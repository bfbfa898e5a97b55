"""Going out: a visit at a place, at a time, by a technician or for a position to take."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import Position, User
from faena.company.models import Branch
from faena.customers.models import Contact, Customer
from faena.gate.grants import Perm, Scope, scope
from faena.lib.refs import Referable, Referring
from faena.lib.rows import Born, Versioned


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any, perm: Perm = Perm.AGENDA_SEE) -> Self:
        reach = scope(user, perm)
        if reach is Scope.ALL:
            return self
        return self.filter(customer__seller=user) if reach is Scope.OWN else self.none()


class Visit(Referable, Referring, Born, Versioned):
    """Timed (starts_at, ends_at) or of a period of a day (on, period). Only a technician's timed visits can
    overlap; the database refuses it (agenda.guards)."""

    ref_kind_name: ClassVar[str] = "visit"

    class Period(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Evening")

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        TRAVELLING = "travelling", _("On the way")
        ARRIVED = "arrived", _("Arrived")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    technician = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    on = models.DateField()
    period = models.CharField(max_length=10, choices=Period.choices, blank=True)
    address = models.CharField(_("address"), max_length=250)
    notes = models.TextField(_("notes"), blank=True, max_length=2000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    is_active = models.BooleanField(default=True)  # false once cancelled or failed: its time is free again
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: Any = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="visit_number_once"),
            models.CheckConstraint(
                condition=Q(technician=None) ^ Q(position=None), name="visit_technician_or_position"
            ),
            models.CheckConstraint(
                condition=(Q(starts_at=None, ends_at=None) & ~Q(period=""))
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), period=""),
                name="visit_timed_or_period",
            ),
        ]
        indexes = [models.Index(fields=["on", "technician"], name="visit_day")]

    def __str__(self) -> str:
        return f"V-{self.number:06d}"
