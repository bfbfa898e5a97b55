"""What is done with a ticket: its statuses, comments with their files, closings, visits."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position
from faena.cases.models import Authored, CaseClosing, CaseVisit
from faena.files.models import File
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import Named, known
from faena.lib.rows import BaseModel
from faena.tickets.models.catalogues import TicketStatus, TicketType
from faena.tickets.models.tickets import Ticket

Row = TypeVar("Row", bound=Authored)

TYPES = ("opened_type__parent__parent", "type__parent__parent")  # of a closing, with what they stand under


class ShownQuerySet(models.QuerySet[Row]):
    def public(self) -> Self:
        """What the customer may see, oldest first."""
        return self.filter(is_visible=True).order_by("happened_at", "id")


class StatusChange(Authored):
    """A ticket was given a status (C12). `is_visible`: the customer is told."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="status_changes")
    status = models.ForeignKey(TicketStatus, models.PROTECT, related_name="+")
    is_visible = models.BooleanField(default=False)

    objects = ShownQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "happened_at", "id"], name="status_change_in_ticket")]

    def __str__(self) -> str:
        return str(self.status)


class Comment(Authored):
    """Something was said about a ticket, or tested (C14): then `text` is what was tested and `result` what came of it;
    or the customer said something, and somebody wrote it down. Internal unless `is_visible`. `channel`: how the
    customer's words came; of an answer, that it goes by WhatsApp instead of by mail."""

    class Kind(models.TextChoices):
        COMMENT = "comment", pgettext_lazy("kind of comment", "Comment")
        TEST = "test", pgettext_lazy("kind of comment", "Test report")
        HEARD = "heard", pgettext_lazy("kind of comment", "They said")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="comments")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMMENT)
    text = models.TextField(max_length=4000)
    result = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=10, choices=Ticket.Channel.choices, blank=True)
    is_visible = models.BooleanField(default=False)

    objects = ShownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["comment", "heard"], result="") | (Q(kind="test") & ~Q(result="")),
                name="comment_test_has_result",
            ),
            models.CheckConstraint(
                condition=Q(channel="", kind__in=["comment", "test"])
                | Q(channel="whatsapp", kind__in=["comment", "test"], is_visible=True)
                | (Q(kind="heard", is_visible=False) & ~Q(channel="")),
                name="comment_came_or_went_somehow",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "happened_at", "id"], name="comment_in_ticket")]

    def __str__(self) -> str:
        return self.text[:60]


class CommentFile(BaseModel):
    """One picture or attachment of a comment; the customer may see it exactly when he may read the comment."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="files")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.file)


class ClosingQuerySet(models.QuerySet["TicketClosing"]):
    def visible_to(self, user: Any, perm: Perm = Perm.TICKET_SEE) -> Self:
        """Of the tickets that somebody sees."""
        if scope(user, perm) is Scope.ALL:
            return self
        return self.filter(ticket__in=Ticket.objects.visible_to(user, perm).values("pk"))

    def reported_to(self, user: Any) -> Self:
        """What reports count: of the tickets that somebody sees; a technician's own are those that he closed."""
        reach, seen = scope(user, Perm.REPORT_SEE), self.visible_to(user)
        if reach is Scope.NONE:
            return self.none()
        sees_all = scope(user, Perm.TICKET_SEE) is Scope.ALL
        return seen.filter(by=user) if sees_all and reach is Scope.OWN else seen

    def valid(self) -> Self:
        """Those that no reopening undid."""
        return self.filter(reopened_at=None)

    def shown(self) -> Self:
        """With what files and pages show of a closing."""
        return self.select_related("ticket__customer", "by", *TYPES)

    def listed(self) -> Self:
        """With what a row of a list shows of a closing."""
        return self.select_related("ticket__customer", "type")

    def of_its_ticket(self) -> Self:
        """With what the page of its ticket shows of a closing."""
        return self.select_related("by", "reopened_by", *TYPES)


class TicketClosing(CaseClosing):
    """A ticket was closed (C13): how it ended, of which type it really was, and what solved it. `text_key`: the text
    folded, as it is searched. `due_at`: when it was due; `position`: the last that had it. `is_visible`: the customer
    is told how it ended, never the text. Reopening marks it, and it stays known and counted: it was done. A ticket has
    one closing that stands at most."""

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("ticket", "Done")
        NO_SOLUTION = "no_solution", pgettext_lazy("ticket", "No solution")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="closings")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    opened_type = models.ForeignKey(TicketType, models.PROTECT, related_name="+")
    type = models.ForeignKey(TicketType, models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    text_key = models.TextField(editable=False)
    is_visible = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    reopen_reason = models.CharField(max_length=500, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        db_table = "tickets_closing"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(reopened_at=None), name="ticket_closed_once"),
            models.CheckConstraint(condition=~Q(text=""), name="ticket_closing_says_why"),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="ticket_closing_by_time"),
            models.Index(fields=["type", "outcome", "id"], name="ticket_closing_by_type"),
            models.Index(fields=["opened_type", "at", "id"], name="ticket_closing_by_opened"),
        ]

    @classmethod
    def all_of(cls, ticket: Ticket) -> "list[TicketClosing]":
        """How the ticket was closed, each time, the last one first."""
        return known(_of_ticket.rows(ticket=ticket.pk), ticket=ticket)

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_outcome_display()}"

    @property
    def outcome_tone(self) -> str:
        return "green" if self.outcome == self.Outcome.DONE else "amber"


_of_ticket: Named[TicketClosing] = Named(
    lambda ask: TicketClosing.objects.of_its_ticket().filter(ticket=ask("ticket", Ticket._meta.pk)).order_by("-id")
)


class TicketVisit(CaseVisit):
    """A visit was booked for a ticket (C15)."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="visits")

    def __str__(self) -> str:
        return f"{self.ticket}: {self.visit}"
