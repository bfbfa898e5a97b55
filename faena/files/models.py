"""A file that somebody sent: a picture, of which we serve what was made again from its pixels and never keep the
original; or an attachment, which is kept as it came."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.files.attachments import LONGEST_NAME
from faena.files.limits import THUMB_SIDE
from faena.files.problems import PROBLEMS
from faena.lib.rows import HasUid

FIRST_LOOK = timedelta(minutes=2)


def first_look() -> datetime:
    """When a picture whose job was never heard of is taken up again."""
    return timezone.now() + FIRST_LOOK


class File(HasUid):
    """`name`: an attachment's, as its readers save it; a picture has none. `sha256` and `bytes` are of what is stored
    once it is ready, of the upload before. Sizes in pixels."""

    class State(models.TextChoices):
        PENDING = "pending", _("Processing")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    kind = models.CharField(max_length=80)  # media type of what is stored
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    storage_name = models.CharField(max_length=120, blank=True)
    thumb_name = models.CharField(max_length=120, blank=True)
    incoming_name = models.CharField(max_length=120, blank=True)  # the upload, until the job has decoded it
    problem = models.CharField(max_length=200, blank=True)  # a code of files.problems
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=first_look, null=True)  # when a pending one is looked after

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(name="") | Q(state="ready", incoming_name="", thumb_name=""),
                name="attachment_is_stored_as_it_came",
            )
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="pending"), name="file_still_pending")]

    def __str__(self) -> str:
        return self.name or self.uid.hex

    @property
    def is_attachment(self) -> bool:
        return self.name != ""

    @property
    def problem_said(self) -> str:
        """Why it was refused, for its reader."""
        return str(PROBLEMS.get(self.problem, PROBLEMS["damaged"]))

    @property
    def thumb_width(self) -> int:
        return self._thumb_side(self.width)

    @property
    def thumb_height(self) -> int:
        return self._thumb_side(self.height)

    def _thumb_side(self, side: int) -> int:
        longest = max(self.width, self.height, THUMB_SIDE)
        return max(1, round(side * THUMB_SIDE / longest))

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED
