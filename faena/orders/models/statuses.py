"""Where an order can be: the program's stages, and on them what the company tells customers and itself."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.company.models import CatalogueRow


class Stage(models.TextChoices):
    """Where an order is; code branches only on this. Companies name their own statuses, each on a stage."""

    RECEIVED = "received", pgettext_lazy("stage", "Received")
    DIAGNOSING = "diagnosing", pgettext_lazy("stage", "Diagnosing")
    WAITING = "waiting", pgettext_lazy("stage", "Awaiting approval")
    REPAIRING = "repairing", pgettext_lazy("stage", "In repair")
    READY = "ready", pgettext_lazy("stage", "Ready")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")
    VOID = "void", pgettext_lazy("stage", "Void")


TONES = {
    Stage.RECEIVED: "grey",
    Stage.DIAGNOSING: "blue",
    Stage.WAITING: "amber",
    Stage.REPAIRING: "blue",
    Stage.READY: "green",
    Stage.CLOSED: "green",
    Stage.VOID: "red",
}
STAGE_ICONS = {
    Stage.RECEIVED: "inbox",
    Stage.DIAGNOSING: "stethoscope",
    Stage.WAITING: "user-check",
    Stage.REPAIRING: "wrench",
    Stage.READY: "package-check",
    Stage.CLOSED: "check",
    Stage.VOID: "ban",
}
WORKING_STAGES = [Stage.RECEIVED, Stage.DIAGNOSING, Stage.WAITING, Stage.REPAIRING]
OPEN_STAGES = [*WORKING_STAGES, Stage.READY]
OVER_STAGES = [Stage.CLOSED, Stage.VOID]
WAY = [*OPEN_STAGES, Stage.CLOSED]  # of an order, from the counter and back


class Status(CatalogueRow):
    """What the customer is told ("Waiting for the part"), in the company's words, on a stage. Staff read its name; the
    customer too, unless the row says it to him in other words ("Waiting for your approval")."""

    customer_name = models.CharField(_("what the customer reads"), max_length=60, blank=True, default="")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    waits_for_parts = models.BooleanField(_("means waiting for a part"), default=False)

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="status_name_once")]

    @property
    def tone(self) -> str:
        return "purple" if self.waits_for_parts else TONES[Stage(self.stage)]

    @property
    def icon(self) -> str:
        return "package-search" if self.waits_for_parts else STAGE_ICONS[Stage(self.stage)]

    @property
    def name_for_customer(self) -> str:
        return self.customer_name or self.name


class InternalStatus(CatalogueRow):
    """An internal status of the workshop; the customer never sees it (W19)."""

    class Meta(CatalogueRow.Meta):
        constraints = [models.UniqueConstraint(Lower("name"), name="internal_status_name_once")]
