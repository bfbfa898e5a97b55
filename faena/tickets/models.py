"""Cases of customer care: what a customer asks for, of which type, where it stands, and with whom it is."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position, User
from faena.billing.models import Subscription
from faena.company.models import Branch, CatalogueQuerySet, CatalogueRow
from faena.customers.models import Contact, Customer
from faena.gate.grants import Perm, Scope, scope
from faena.lib.refs import Referable
from faena.lib.rows import Born, Versioned

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


# --- catalogues ---------------------------------------------------------------------------------------------


class TicketTypeQuerySet(CatalogueQuerySet):
    def in_tree(self) -> Self:
        """With what they stand under, and whether something that is offered stands under them (`is_heading`)."""
        below = TicketType.objects.filter(parent=models.OuterRef("pk"), retired_at=None)
        return self.select_related("parent__parent", "goes_to").annotate(is_heading=models.Exists(below))

    def for_opening(self) -> Self:
        """Those that a ticket can be opened with (C19): offered, meant for it, and the end of their branch."""
        return self.offered().in_tree().filter(is_heading=False, is_for_opening=True)


class TicketType(CatalogueRow):
    """What tickets are about, as a tree: only the end of a branch is a ticket's type. `hours`: from the opening until
    it is due; `goes_to`: the position that gets it unless another is chosen; `script`: what the agent reads."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    hours = models.PositiveSmallIntegerField(default=24)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    goes_to = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    is_for_opening = models.BooleanField(default=True)
    is_for_closing = models.BooleanField(default=True)
    script = models.TextField(blank=True, max_length=2000)

    objects: ClassVar[Any] = TicketTypeQuerySet.as_manager()

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
    """Where a ticket stands, in the company's words; a new one gets the first of the list (C12). No status closes."""

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

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="ticket_status_name_once")]


# --- the ticket ---------------------------------------------------------------------------------------------


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: Any, perm: Perm = Perm.TICKET_SEE) -> Self:
        """Own = of my own customers (W31)."""
        reach = scope(user, perm)
        if reach is Scope.ALL:
            return self
        return self.filter(customer__seller=user) if reach is Scope.OWN else self.none()

    def open(self) -> Self:
        return self.filter(state=Ticket.State.OPEN)

    def shown(self) -> Self:
        """With what lists and pages tell of a ticket; who has it costs one query for all of them."""
        held = Holding.objects.current().select_related("user", "position")
        related = ("customer", "contact", "subscription__plan", "type__parent__parent", "status", "opened_by")
        return self.select_related(*related).prefetch_related(models.Prefetch("holdings", held, to_attr="current"))


class Ticket(Referable, Born, Versioned):
    """A case of one customer. `number` is the protocol's; `due_at` the opening and the hours of the type. Who has it
    stands in its holdings; what was asked never changes."""

    ref_kind_name: ClassVar[str] = "ticket"
    current: list["Holding"]  # of TicketQuerySet.shown

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("ticket", "Open")
        CLOSED = "closed", pgettext_lazy("ticket", "Closed")

    class Channel(models.TextChoices):
        PHONE = "phone", pgettext_lazy("channel", "Phone")
        WHATSAPP = "whatsapp", pgettext_lazy("channel", "WhatsApp")
        COUNTER = "counter", pgettext_lazy("channel", "Counter")
        MAIL = "mail", pgettext_lazy("channel", "E-mail")
        WEB = "web", pgettext_lazy("channel", "Web")

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tickets")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, null=True, blank=True, related_name="tickets")
    type = models.ForeignKey(TicketType, models.PROTECT, related_name="+")
    status = models.ForeignKey(TicketStatus, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PHONE)
    description = models.TextField(max_length=4000)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: Any = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="ticket_open_or_closed"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="ticket_due_after_opening"),
            models.CheckConstraint(condition=~Q(description=""), name="ticket_says_what"),
        ]
        indexes = [models.Index(fields=["customer", "state", "id"], name="ticket_of_customer")]

    def __str__(self) -> str:
        return f"A-{self.number:06d}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def holding(self) -> "Holding | None":
        """Who has it now; of a ticket that was read by `shown`."""
        return self.current[0] if self.current else None

    @property
    def priority_tone(self) -> str:
        return Priority(self.priority).tone

    @property
    def due(self) -> str:
        """How an open ticket stands with its date: "late", "today" or "ahead"; "" for a closed one."""
        if not self.is_open:
            return ""
        now = timezone.now()
        if self.due_at <= now:
            return "late"
        return "today" if _day_of(self.due_at) == _day_of(now) else "ahead"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def current(self) -> Self:
        return self.filter(until=None)


class Holding(models.Model):
    """A person or a position has a ticket, from when, until when: a ticket's destination is its one holding without an
    end. `by` sent it there, `reason` says why; the first one, of the opening, needs none."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)

    objects: Any = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user=None) ^ Q(position=None), name="holding_user_or_position"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="holding_ends_after_start"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(until=None), name="holding_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.destination}"

    @property
    def destination(self) -> User | Position:
        found = self.user or self.position
        assert found is not None
        return found


def _day_of(moment: datetime) -> Any:
    """On the company's wall."""
    return timezone.localtime(moment).date()
