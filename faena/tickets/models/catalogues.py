"""What tickets are about, where they may stand, and how much they hurry."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position
from faena.company.models import CatalogueQuerySet, CatalogueRow

MOST_HOURS = 365 * 24  # until a ticket is due
LEVELS = 3  # of the tree of types


class Priority(models.IntegerChoices):
    """How much it hurries; the number grows with it, so that an index puts the urgent ones first."""

    LOW = 1, pgettext_lazy("priority", "Low")
    NORMAL = 2, pgettext_lazy("priority", "Normal")
    HIGH = 3, pgettext_lazy("priority", "High")
    URGENT = 4, pgettext_lazy("priority", "Urgent")

    @property
    def tone(self) -> str:
        return {Priority.HIGH: "amber", Priority.URGENT: "red"}.get(self, "grey")


class TicketTypeQuerySet(CatalogueQuerySet["TicketType"]):
    def below(self, key: Any) -> Self:
        """The type that has this key, and all that stand under it."""
        return self.filter(Q(pk=key) | Q(parent=key) | Q(parent__parent=key))

    def in_tree(self) -> Self:
        """With what they stand under, and whether something that is offered stands under them (`is_heading`)."""
        below = TicketType.objects.filter(parent=models.OuterRef("pk"), retired_at=None)
        return self.select_related("parent__parent", "goes_to").annotate(is_heading=models.Exists(below))

    def for_opening(self) -> Self:
        """Those that a ticket can be opened with (C19): offered, meant for it, and the end of their branch."""
        return self.offered().in_tree().filter(is_heading=False, is_for_opening=True)

    def for_closing(self) -> Self:
        """Those that a ticket can be closed with (C13)."""
        return self.offered().in_tree().filter(is_heading=False, is_for_closing=True)


class TicketType(CatalogueRow):
    """What tickets are about, as a tree: only the end of a branch is a ticket's type. `hours`: from the opening until
    it is due; `goes_to`: the position that gets it unless another is chosen; `script`: what the agent reads."""

    ranges: ClassVar = {"hours": (1, MOST_HOURS)}

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    hours = models.PositiveSmallIntegerField(default=24)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    goes_to = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    is_for_opening = models.BooleanField(default=True)
    is_for_closing = models.BooleanField(default=True)
    script = models.TextField(blank=True, max_length=2000)

    objects: ClassVar = TicketTypeQuerySet.as_manager()

    class Meta(CatalogueRow.Meta):
        constraints = [
            models.UniqueConstraint(Lower("name"), name="ticket_type_name_once"),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="ticket_type_hours_in_year"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_type_priority_known"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="ticket_type_not_under_itself"),
        ]

    def __str__(self) -> str:
        """From the root of its branch: "Support › No connection"."""
        return " › ".join(one.name for one in [*self.above, self])

    @property
    def above(self) -> list["TicketType"]:
        """What it stands under, from the root down."""
        found: list[TicketType] = []
        parent = self.parent
        while parent is not None and len(found) < LEVELS:
            found.insert(0, parent)
            parent = parent.parent
        return found


class TicketStatus(CatalogueRow):
    """Where a ticket stands, in the company's words; a new one gets the first of the list (C12). No status closes.
    `stops_clock`: one waits for the customer meanwhile, and that time does not count."""

    class Tone(models.TextChoices):
        """One colour means one thing everywhere."""

        GREY = "grey", pgettext_lazy("tone", "Grey: new")
        BLUE = "blue", pgettext_lazy("tone", "Blue: under way")
        AMBER = "amber", pgettext_lazy("tone", "Amber: waiting for somebody")
        GREEN = "green", pgettext_lazy("tone", "Green: ready")
        RED = "red", pgettext_lazy("tone", "Red: a problem")

    class Icon(models.TextChoices):
        """Drawings of the sprite."""

        INBOX = "inbox", pgettext_lazy("icon", "Tray")
        HEADSET = "headset", pgettext_lazy("icon", "Headset")
        USER = "user", pgettext_lazy("icon", "Person")
        USERS = "users", pgettext_lazy("icon", "People")
        PHONE = "phone", pgettext_lazy("icon", "Telephone")
        CALENDAR = "calendar", pgettext_lazy("icon", "Calendar")
        PLACE = "map-pin", pgettext_lazy("icon", "Place")
        WRENCH = "wrench", pgettext_lazy("icon", "Wrench")
        PACKAGE = "package", pgettext_lazy("icon", "Parcel")
        PAUSE = "circle-pause", pgettext_lazy("icon", "Pause")
        FLAG = "flag", pgettext_lazy("icon", "Flag")
        ALERT = "triangle-alert", pgettext_lazy("icon", "Warning")
        CHECK = "circle-check", pgettext_lazy("icon", "Tick")

    tone = models.CharField(max_length=8, choices=Tone.choices, default=Tone.BLUE)
    icon = models.CharField(max_length=24, choices=Icon.choices, default=Icon.FLAG)
    stops_clock = models.BooleanField(default=False)

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="ticket_status_name_once")]
