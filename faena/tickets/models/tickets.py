"""The case itself, and who has it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy

from faena.accounts.models import Position, User
from faena.billing.models import Subscription
from faena.cases.models import Case
from faena.customers.models import Contact, Customer, within_reach
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import AmongKeys, Named, known
from faena.lib.rows import BaseModel
from faena.lib.series import Series
from faena.orders.models import ServiceOrder
from faena.tickets.models.catalogues import Priority, TicketStatus, TicketType

TICKET_NUMBERS = Series("A")
LONGEST_DATE_REASON = 300  # why another date was agreed on, which only the history keeps
SHOWN = ("customer", "contact", "subscription__plan", "type__parent__parent", "status", "opened_by", "follows")
LISTED = ("customer", "type", "status")
HELD = ("current__user", "current__position")
WITH_ME = (Perm.TICKET_TAKE, Perm.TICKET_HANDLE)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: Any, perm: Perm = Perm.TICKET_SEE) -> Self:
        """Own = of my own customers (W31); to take: what lies with one of my positions; to handle: that, and what is
        with me."""
        if perm in WITH_ME and scope(user, perm) is Scope.OWN:
            return self.filter(Holding.objects.current().of(user, alone=perm is Perm.TICKET_HANDLE).has_a_ticket())
        return within_reach(self, user, perm)

    def ever_with(self, user: Any) -> Self:
        """What is or was with a person or one of his positions: who had it may read why it is his no more."""
        return self.filter(Holding.objects.of(user).has_a_ticket())

    def open(self) -> Self:
        return self.filter(state=Ticket.State.OPEN)

    def shown(self) -> Self:
        """With what its page and its line of a file show of a ticket, and who has it."""
        return self._with_holder().select_related(*SHOWN, *HELD)

    def listed(self) -> Self:
        """With what a row of a list shows of a ticket, and who has it."""
        return self._with_holder().select_related(*LISTED, *HELD)

    def _with_holder(self) -> Self:
        """`current`: the holding that has no end."""
        return self.annotate(current=FilteredRelation("holdings", condition=Q(holdings__until=None)))


class Ticket(Case):
    """A case of one customer. `number` is the protocol's; `due_at` the opening and the hours of the type, or what was
    negotiated, which wins. `stopped_at`: since when its clock stands, `stopped_seconds`: how long it stood before, in
    working time; `is_stopped`, kept by the database: one waits for the customer and nothing was agreed on, so nothing
    is due meanwhile. Who has it stands in its holdings; what was asked never changes. `subject`: that in a few words;
    `first_type`: as what it was opened, where it was given another type since. `order`: its workshop's; `follows`: the
    closed one after which the customer asked again."""

    ref_kind_name: ClassVar[str] = "ticket"
    numbers: ClassVar[Series] = TICKET_NUMBERS

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("ticket", "Open")
        CLOSED = "closed", pgettext_lazy("ticket", "Closed")

    class Channel(models.TextChoices):
        PHONE = "phone", pgettext_lazy("channel", "Phone")
        WHATSAPP = "whatsapp", pgettext_lazy("channel", "WhatsApp")
        COUNTER = "counter", pgettext_lazy("channel", "Counter")
        MAIL = "mail", pgettext_lazy("channel", "E-mail")
        WEB = "web", pgettext_lazy("channel", "Web")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tickets")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, null=True, blank=True, related_name="tickets")
    type = models.ForeignKey(TicketType, models.PROTECT, related_name="+")
    first_type = models.ForeignKey(TicketType, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.ForeignKey(TicketStatus, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PHONE)
    subject = models.CharField(max_length=120, blank=True)
    description = models.TextField(max_length=4000)
    due_at = models.DateTimeField()
    negotiated_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_seconds = models.PositiveIntegerField(default=0)
    is_stopped = models.GeneratedField(
        expression=Q(stopped_at__isnull=False, negotiated_at__isnull=True),  # type: ignore[arg-type]  # a condition is one
        output_field=models.BooleanField(),
        db_persist=True,
    )
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    order = models.OneToOneField(ServiceOrder, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="ticket_open_or_closed"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="ticket_due_after_opening"),
            models.CheckConstraint(condition=~Q(description=""), name="ticket_says_what"),
            models.CheckConstraint(
                condition=Q(negotiated_at=None) | Q(negotiated_at=F("due_at")), name="ticket_negotiated_date_wins"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at=None),
                name="ticket_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(first_type=None) | ~Q(first_type=F("type")), name="ticket_first_type_is_another"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "state", "id"], name="ticket_of_customer"),
            models.Index(fields=["state", "due_at", "id"], name="ticket_by_due"),
            models.Index(fields=["state", "closed_at", "id"], name="ticket_by_closing"),
            models.Index(fields=["state", "id"], name="ticket_by_age"),
            models.Index(fields=["state", "is_stopped", "due_at", "id"], name="ticket_by_clock"),
            models.Index(fields=["state", "-priority", "is_stopped", "due_at", "id"], name="ticket_by_priority"),
        ]

    @classmethod
    def shown(cls, pk: int) -> "Ticket":
        """One as `TicketQuerySet.shown` gives it, whoever may see it. Raises Ticket.DoesNotExist."""
        return _shown.get(pk=pk)

    @classmethod
    def all_shown(cls, keys: Collection[int]) -> dict[int, "Ticket"]:
        """Those that have these keys as `TicketQuerySet.listed` gives them, whoever may see them."""
        return {ticket.pk: ticket for ticket in _listed.rows(keys=keys)} if keys else {}

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def why_finished(self) -> str:
        return "" if self.is_open else gettext("%(ticket)s is closed: reopen it first.") % {"ticket": self}

    def why_not_yours(self, perm: Perm) -> str:
        if self.holding is None or perm not in WITH_ME:  # a seller reads no names of people who work here (W31)
            return super().why_not_yours(perm)
        return gettext("%(ticket)s is with %(name)s now, so you cannot change it.") % {
            "ticket": self,
            "name": self.holding.destination.name,
        }

    @cached_property
    def current(self) -> "Holding | None":
        """Its one holding that has no end. `shown` and `listed` read it with the ticket, else it is asked for once."""
        return next(iter(known(_held_now.rows(ticket=self.pk), ticket=self)), None)

    @property
    def holding(self) -> "Holding | None":
        """Who has it now. Nobody has a closed one."""
        return self.current if self.is_open else None

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return self.subject or self.type.name

    @property
    def opened_as(self) -> TicketType:
        """The type that it was opened as."""
        return self.first_type or self.type

    @property
    def priority_tone(self) -> str:
        return Priority(self.priority).tone

    @property
    def due(self) -> str:
        """How an open ticket stands with its date: "late", "stopped", "today" or "ahead"; "" for a closed one."""
        if not self.is_open:
            return ""
        now = timezone.now()
        stands = self.stopped_at is not None and self.negotiated_at is None
        if self.due_at <= (self.stopped_at if stands and self.stopped_at else now):
            return "late"
        if stands:
            return "stopped"
        return "today" if _day_of(self.due_at) == _day_of(now) else "ahead"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def current(self) -> Self:
        return self.filter(until=None)

    def of(self, user: Any, *, alone: bool = True) -> Self:
        """Of one of a person's positions, or (`alone`) of the person."""
        mine = Q(position__in=user.positions.values("pk"))
        return self.filter(mine | Q(user=user) if alone else mine)

    def has_a_ticket(self) -> models.Exists:
        """Whether one of these is of the ticket of an outer query."""
        return models.Exists(self.filter(ticket=models.OuterRef("pk")))


class Holding(BaseModel):
    """A person or a position has a ticket, from when, until when: a ticket's destination is its one holding without an
    end. `by` sent it there, `reason` says why; the first one, of the opening, needs none."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user=None) ^ Q(position=None), name="holding_user_or_position"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="holding_ends_after_start"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(until=None), name="holding_one_at_a_time"),
        ]
        indexes = [  # whose queue: only of what is held now, however long the history is
            models.Index(fields=["user", "ticket"], condition=Q(until=None), name="holding_of_user"),
            models.Index(fields=["position", "ticket"], condition=Q(until=None), name="holding_of_position"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.destination}"

    @property
    def destination(self) -> User | Position:
        found = self.user or self.position
        assert found is not None
        return found


_shown: Named[Ticket] = Named(lambda ask: Ticket.objects.shown().filter(pk=ask("pk", Ticket._meta.pk)))
_listed: Named[Ticket] = Named(lambda _ask: Ticket.objects.listed().filter(AmongKeys()))
_held_now: Named[Holding] = Named(
    lambda ask: (
        Holding.objects.current().select_related("user", "position").filter(ticket=ask("ticket", Ticket._meta.pk))
    )
)


def _day_of(moment: datetime) -> Any:
    """On the company's wall."""
    return timezone.localtime(moment).date()
