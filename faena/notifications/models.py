"""The outbox: every message that leaves the building is a row first, written with the change that causes it. And what
reached people inside of the program."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.gate.grants import Perm, Scope, scope
from faena.journal.models import Event
from faena.lib.refs import Referable, Referring
from faena.lib.rows import BaseModel
from faena.notifications.problems import NO_SERVER, sentence_of

BELL_COUNTS = 9  # unread notices; a bell that counts further says nothing more


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> Self:
        """Addresses are personal: only whoever may send again sees them."""
        return self.all() if scope(user, Perm.MESSAGE_RETRY) is Scope.ALL else self.none()

    def named_by(self, events: Iterable[Event]) -> dict[int, "Message"]:
        """Those that events name as the mail that was written then; asks nothing where none does."""
        keys = [event.facts["message_id"] for event in events if "message_id" in event.facts]
        return self.in_bulk(keys) if keys else {}

    def stuck(self) -> Self:
        """Given up, or waiting after an attempt that failed."""
        return self.filter(state__in=[Message.State.FAILED, Message.State.WAITING]).exclude(problem="")

    def held(self) -> Self:
        """They waited in a backup that was restored: a Master says whether they leave."""
        return self.filter(state=Message.State.HELD)


class Message(Referable, Referring):
    """One message to one address. A job sends it; what failed is tried again at `next_at`, then given up visibly."""

    ref_kind_name: ClassVar[str] = "message"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        HELD = "held", pgettext_lazy("messages", "Held")

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")

    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=60)  # "room/name": see notifications.letters
    subject = models.CharField(max_length=200, blank=True, default="")
    data = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)  # links and codes, encrypted; blanked once sent
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now, null=True)
    problem = models.CharField(max_length=200, blank=True)  # a code of notifications.problems, perhaps ":550"
    # Whoever caused it; nobody's where the program wrote it by itself.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state__in=["waiting", "sending"]), name="message_due"),
            models.Index(fields=["ref_kind", "ref_id"], name="message_ref"),
        ]

    def __str__(self) -> str:
        return self.subject[:40]

    @property
    def is_stuck(self) -> bool:
        """Did not leave at the first attempt and waits, or was given up: somebody may want it sent now."""
        return self.state == self.State.FAILED or (self.state == self.State.WAITING and bool(self.problem))

    @property
    def state_said(self) -> str:
        """A mail that became a file has not failed, and nobody got it."""
        return gettext("Not sent") if self.problem == NO_SERVER else self.get_state_display()

    @property
    def tone(self) -> str:
        if self.problem == NO_SERVER:
            return "amber"
        return {"sent": "green", "failed": "red"}.get(self.state, "amber" if self.problem else "blue")

    @property
    def problem_said(self) -> str:
        return sentence_of(self.problem)


class Hold(BaseModel):
    """While its one row is there, mails that the program writes by itself do not leave: the database was restored from
    a backup, and what it wants to tell may have been told already. made_at: of the backup."""

    since = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="hold_is_one")]

    def __str__(self) -> str:
        return f"held since {self.since:%Y-%m-%d %H:%M}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """One's own alone."""
        return self.none() if scope(user, Perm.SELF) is Scope.NONE else self.filter(user=user.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(Referring):
    """Something reached a person. One row for each person, kind and thing, which the next of the same renews; its words
    are made when it is read, in the reader's language. `actor`: who caused it, NULL for the program itself."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", pgettext_lazy("notices", "Assigned to me")
        FORWARDED = "forwarded", pgettext_lazy("notices", "Forwarded to me")
        QUEUED = "queued", pgettext_lazy("notices", "For my positions")
        MOVED = "moved", pgettext_lazy("notices", "Visits moved")
        CANCELLED = "cancelled", pgettext_lazy("notices", "Visits cancelled")
        MAIL_FAILED = "mail_failed", pgettext_lazy("notices", "Mails that failed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "ref_kind", "ref_id"], name="notice_once_of_a_thing"),
            models.CheckConstraint(condition=models.Q(ref_id__isnull=False), name="notice_is_about_a_thing"),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["at"], name="notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
