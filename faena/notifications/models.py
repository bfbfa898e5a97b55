"""The outbox: every message that leaves the building is a row first, written with the change that causes it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faena.gate.grants import Perm, Scope, scope
from faena.journal.models import Event
from faena.lib.refs import Referable, Referring
from faena.notifications.problems import NO_SERVER, sentence_of


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


class Message(Referable, Referring):
    """One message to one address. A job sends it; what failed is tried again at `next_at`, then given up visibly."""

    ref_kind_name: ClassVar[str] = "message"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

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
