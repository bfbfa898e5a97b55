"""What the shop writes to customers about their orders: its own texts, what was written to whom, and what reminds of a
device that nobody collects."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.cases.models import Authored
from faena.company.models import LANGUAGES
from faena.lib.rows import BaseModel, Versioned
from faena.notifications.models import Message
from faena.orders.models.entries import StatusEntry
from faena.orders.models.orders import OfOrderQuerySet, ServiceOrder


class Wording(Versioned):
    """The shop's own text of a kind, in one language; without a row, or with an empty one, the program's is taken."""

    closed_sets: ClassVar = {"language": LANGUAGES}

    class Kind(models.TextChoices):
        STATUS = "status", _("A status")
        WAITING = "waiting", _("We need the customer's word")
        READY = "ready", _("It is ready")
        REMINDER = "reminder", _("Nobody came")
        REPORT = "report", _("The final report")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=8)
    text = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"

    @classmethod
    def of(cls, kind: str, language: str) -> "Wording":
        """The row, else one of version 0 that is not saved."""
        found = cls.objects.filter(kind=kind, language=language).first()
        return found or cls(kind=kind, language=language, version=0)


class Telling(Authored):
    """A status, or the final report, was written to the customer. A mail is a message, which knows whether it left; of
    WhatsApp only the opening is known, until somebody says that it was sent (`confirmed_at`). `text` has `{link}` where
    the tracking link stood. Withdrawn: with its status, before it left; its mail is gone."""

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"
        MAIL = "mail", _("E-mail")

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="tellings")
    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="tellings")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    text = models.TextField(_("text"), max_length=2500)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="mail", message__isnull=False)
                | Q(channel="mail", withdrawn_at__isnull=False)
                | Q(channel="whatsapp", message=None),
                name="telling_mail_has_message",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(channel="whatsapp", confirmed_at__isnull=False, confirmed_by__isnull=False, withdrawn_at=None),
                name="telling_confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["author", "id"], name="telling_of_author")]

    def __str__(self) -> str:
        return f"{self.order} → {self.address}"


class Reminding(Versioned):
    """The one row (id 1): after how many days the shop is reminded of a device that is ready and that nobody collects,
    and whether customers who read mails are reminded by one, without anybody doing it. 0: not a second time."""

    ranges: ClassVar = {"first_days": (1, 90), "again_days": (0, 180)}

    first_days = models.PositiveSmallIntegerField(default=3)
    again_days = models.PositiveSmallIntegerField(default=15)
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="reminding_is_one"),
            models.CheckConstraint(
                condition=Q(first_days__gte=1) & (Q(again_days=0) | Q(again_days__gt=F("first_days"))),
                name="reminding_days_in_turn",
            ),
        ]

    def __str__(self) -> str:
        return " / ".join(map(str, self.days))

    @classmethod
    def the(cls) -> "Reminding":
        """The row, else one of version 0 that is not saved."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, version=0)

    @property
    def days(self) -> list[int]:
        return [days for days in (self.first_days, self.again_days) if days]


class Reminder(BaseModel):
    """If the device was not collected by then, somebody is reminded of it, or the customer by a mail. Ended where the
    order is not ready any more (`left`: orders/guards.py), the customer was told again, or the mail was written."""

    class State(models.TextChoices):
        OPEN = "open"
        LEFT = "left"
        TOLD = "told"
        MAILED = "mailed"

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="reminders")
    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "due_at"], condition=Q(state="open"), name="reminder_once")
        ]
        indexes = [models.Index(fields=["due_at", "order"], condition=Q(state="open"), name="reminder_open")]

    def __str__(self) -> str:
        return f"{self.order} {self.due_at:%Y-%m-%d}"
