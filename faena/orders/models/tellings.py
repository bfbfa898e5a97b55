"""What the shop writes to customers about their orders: its own texts, and what was written to whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from faena.cases.models import Authored
from faena.company.models import LANGUAGES
from faena.lib.rows import Versioned
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
    WhatsApp only the opening is known. `text` has `{link}` where the tracking link stood."""

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"
        MAIL = "mail", _("E-mail")

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="tellings")
    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="tellings")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    text = models.TextField(_("text"), max_length=2500)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="mail", message__isnull=False) | Q(channel="whatsapp", message=None),
                name="telling_mail_has_message",
            )
        ]
        indexes = [models.Index(fields=["author", "id"], name="telling_of_author")]

    def __str__(self) -> str:
        return f"{self.order} → {self.address}"
