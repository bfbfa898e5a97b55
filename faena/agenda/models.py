"""Going out: a visit of a kind, at a place, at a time or in a part of a day, by a technician or for a position."""

from datetime import date, datetime, time
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position, User
from faena.company.models import Branch, CatalogueRow
from faena.customers.models import Contact, Customer, within_reach
from faena.files.models import File
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import Named
from faena.lib.places import map_link
from faena.lib.refs import Referable, Referring
from faena.lib.rows import BaseModel, HasUid, Versioned
from faena.lib.sealing import unseal
from faena.lib.series import Series

LEAST_MINUTES, MOST_MINUTES = 5, 600

VISIT_NUMBERS = Series("V")


class VisitKind(CatalogueRow):
    """What somebody goes out for; `minutes`: how long it takes unless another length is written; `tone`: its colour in
    the agenda, "" for the one that its place in the list gives it."""

    ranges: ClassVar = {"minutes": (LEAST_MINUTES, MOST_MINUTES)}

    class Tone(models.TextChoices):
        TEAL = "teal", pgettext_lazy("colour", "Teal")
        BLUE = "blue", pgettext_lazy("colour", "Blue")
        PURPLE = "purple", pgettext_lazy("colour", "Purple")
        GREY = "grey", pgettext_lazy("colour", "Grey")
        AMBER = "amber", pgettext_lazy("colour", "Amber")

    minutes = models.PositiveSmallIntegerField(default=60)
    tone = models.CharField(max_length=8, choices=Tone.choices, blank=True, default="")

    class Meta(CatalogueRow.Meta):
        constraints = [
            models.UniqueConstraint(Lower("name"), name="visit_kind_name_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=LEAST_MINUTES, minutes__lte=MOST_MINUTES), name="visit_kind_minutes_in_range"
            ),
        ]

    @property
    def shade(self) -> str:
        """The colour in which it stands in the agenda."""
        return self.tone or self.Tone.values[(self.position - 1) % len(self.Tone.values)]


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any, perm: Perm = Perm.AGENDA_SEE) -> Self:
        """Own: to see, of my own customers (W31); to act, those that I or one of my positions have."""
        if perm is Perm.AGENDA_ACT and scope(user, perm) is Scope.OWN:
            return self.filter(Q(technician=user) | Q(position__in=user.positions.all()))
        return within_reach(self, user, perm)

    def active(self) -> Self:
        """Those that take somebody's time: neither failed nor cancelled."""
        return self.filter(is_active=True)

    def pending(self) -> Self:
        """Still to be ended."""
        return self.filter(state__in=PENDING)

    def shown(self) -> Self:
        """With what cards and pages show of a visit, in one query."""
        return self.select_related("customer", "contact", "kind", "technician", "position", "booked_by", "ended_by")


class Visit(Referable, Referring, HasUid, Versioned):
    """Timed (starts_at, ends_at) or of a part of a day (period); `on` is its day on the company's wall, by which every
    calendar counts it, whatever the clocks do that day. Only a technician's timed visits can overlap; the database
    refuses it (agenda.guards). `ref`: the ticket or order that it was booked for."""

    ref_kind_name: ClassVar[str] = "visit"

    class Period(models.TextChoices):
        MORNING = "morning", pgettext_lazy("part of the day", "Morning")
        AFTERNOON = "afternoon", pgettext_lazy("part of the day", "Afternoon")
        EVENING = "evening", pgettext_lazy("part of the day", "Evening")

        @property
        def hours(self) -> tuple[int, int]:
            """From which hour of the wall's clock to which."""
            return {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 22)}[self.value]

    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("visit", "Booked")
        TRAVELLING = "travelling", pgettext_lazy("visit", "On the way")
        ARRIVED = "arrived", pgettext_lazy("visit", "Arrived")
        DONE = "done", pgettext_lazy("visit", "Done")
        FAILED = "failed", pgettext_lazy("visit", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("visit", "Cancelled")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.ForeignKey(VisitKind, models.PROTECT, related_name="+")
    technician = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    period = models.CharField(max_length=10, choices=Period.choices, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    address = models.CharField(_("address"), max_length=250)
    notes = models.TextField(_("notes"), blank=True, max_length=2000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    is_active = models.BooleanField(default=True)  # false once cancelled or failed: its time is free again
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(default=timezone.now)
    travel_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    serial = models.CharField(max_length=60, blank=True)  # of what was installed
    ending = models.TextField(blank=True, max_length=1000)  # what was done, or why it failed or was cancelled

    objects = VisitQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(minutes__gte=LEAST_MINUTES, minutes__lte=MOST_MINUTES), name="visit_minutes_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["failed", "cancelled"], is_active=False)
                | Q(state__in=["booked", "travelling", "arrived", "done"], is_active=True),
                name="visit_active_until_given_up",
            ),
            models.CheckConstraint(
                condition=Q(state="booked", travel_at=None, arrived_at=None, ended_at=None)
                | Q(state="travelling", travel_at__isnull=False, arrived_at=None, ended_at=None)
                | Q(state="arrived", arrived_at__isnull=False, ended_at=None)
                | Q(state="done", arrived_at__isnull=False, ended_at__isnull=False, ended_by__isnull=False)
                | (
                    Q(state__in=["failed", "cancelled"], ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")
                ),
                name="visit_state_has_its_moments",
            ),
        ]
        indexes = [
            models.Index(fields=["on", "technician"], name="visit_day"),
            models.Index(fields=["technician", "state", "on"], name="visit_of_technician"),
            models.Index(fields=["position", "state", "on"], name="visit_of_position"),
        ]

    def __str__(self) -> str:
        return VISIT_NUMBERS.write(self.number)

    @property
    def goes(self) -> User | Position:
        """Who goes, or whose members may take it."""
        found = self.technician or self.position
        assert found is not None
        return found

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def tone(self) -> str:
        return TONES[Visit.State(self.state)]

    @property
    def map_url(self) -> str:
        return map_link(self.address)

    @property
    def phone(self) -> str:
        """Whom one calls: the contact, else the customer."""
        return (self.contact.phone if self.contact else "") or self.customer.phone

    @property
    def turn(self) -> tuple[float, int]:
        """Where it stands in its day, by the wall's clock; a part of the day at its beginning."""
        if self.starts_at is None:
            return float(Visit.Period(self.period).hours[0]), self.pk
        local = timezone.localtime(self.starts_at)
        return local.hour + local.minute / 60, self.pk

    @property
    def deadline(self) -> time:
        """Until when somebody should be there: its hour, or the end of its part of the day."""
        if self.starts_at is not None:
            return timezone.localtime(self.starts_at).time()
        return time(Visit.Period(self.period).hours[1])

    @property
    def begins(self) -> str:
        """The minute of the wall's day at which it begins, for scripts; "" for a part of a day."""
        return "" if self.starts_at is None else str(self.deadline.hour * 60 + self.deadline.minute)

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.TRAVELLING, self.State.ARRIVED)

    @property
    def is_late(self) -> bool:
        """Nobody has arrived, and its time or its part of the day is over."""
        if self.state not in (self.State.BOOKED, self.State.TRAVELLING):
            return False
        return is_over(self.on, self.period, self.ends_at)


class VisitPhotoQuerySet(models.QuerySet["VisitPhoto"]):
    def public(self, visits: "models.QuerySet[Any]") -> Self:
        """What the customer may see of these visits of his case (rows of a CaseVisit)."""
        return self.filter(visit__in=visits.values("visit"), is_visible=True)


class VisitPhoto(BaseModel):
    """One photo of what was done; the customer sees it only if `is_visible`."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    is_visible = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisitPhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.file)


class VisitSignature(HasUid):
    """The customer signed that it was done: strokes drawn on screen (lib/strokes.py)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="signature")
    signer = models.CharField(max_length=120)
    strokes = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.signer


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: Any, perm: Perm = Perm.AGENDA_ACT) -> Self:
        """Own: one's own."""
        reach = scope(user, perm)
        if reach is Scope.ALL:
            return self
        return self.filter(technician=user) if reach is Scope.OWN else self.none()

    def to_come(self) -> Self:
        """Those that are not over."""
        return self.filter(ends_at__gt=timezone.now())


class Absence(BaseModel):
    """A technician is away: nobody sends him anywhere meanwhile (agenda.actions.booking)."""

    technician = models.ForeignKey(User, models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="absence_ends_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["technician", "ends_at"], name="absence_of_technician"),
            models.Index(fields=["ends_at", "begins_at"], name="absence_time"),
        ]

    def __str__(self) -> str:
        return self.reason or str(self.begins_at)


class Feed(BaseModel):
    """The secret address at which a calendar program reads somebody's visits, or all that he may see. Its token is kept
    as a hash to find it and sealed to show it again."""

    class Whose(models.TextChoices):
        OWN = "own", pgettext_lazy("calendar", "Your visits")
        ALL = "all", pgettext_lazy("calendar", "All visits")

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    whose = models.CharField(max_length=3, choices=Whose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    token_sealed = models.CharField(max_length=255)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "whose"], name="feed_once")]

    def __str__(self) -> str:
        return self.get_whose_display()

    @property
    def url(self) -> str:
        """Its address; "" when this installation cannot open its seal any more."""
        token = unseal(self.token_sealed, purpose="agenda feed")
        return f"{settings.SITE_URL}{reverse('agenda:feed', args=[token])}" if token else ""


def is_over(on: date, period: str, ends_at: datetime | None) -> bool:
    """Whether a time, or a part of a day, has passed on the company's wall."""
    if ends_at is not None:
        return ends_at <= timezone.now()
    now = timezone.localtime()
    return (on, Visit.Period(period).hours[1]) <= (now.date(), now.hour)


_kinds: Named[VisitKind] = Named(lambda _ask: VisitKind.objects.offered())


def offered_kinds() -> list[VisitKind]:
    """Those for which visits are booked now, in their order."""
    return _kinds.rows()


PENDING = (Visit.State.BOOKED, Visit.State.TRAVELLING, Visit.State.ARRIVED)
TONES = {
    Visit.State.BOOKED: "grey",
    Visit.State.TRAVELLING: "blue",
    Visit.State.ARRIVED: "blue",
    Visit.State.DONE: "green",
    Visit.State.FAILED: "red",
    Visit.State.CANCELLED: "grey",  # decided, nothing is late
}
