"""What was brought from elsewhere: a file with what was decided about it, each of its rows with what became of it, the
decisions kept for the next file of the same shape, and under which key the other system knew a thing."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.gate.grants import Perm, may
from faena.lib.errors import says
from faena.lib.refs import Ref, Referable
from faena.lib.rows import BaseModel, HasUid

KEPT = timedelta(days=30)  # after its end an import can be undone, and the file and its raw rows are kept, that long
UNUSED = timedelta(days=30)  # a file that was never imported is kept that long


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if may(user, Perm.IMPORT) else self.none()


class Import(Referable, HasUid):
    """A file that somebody brought. `uid` is its unit of work too: each event that it causes carries it as `act`.

    `table`, `encoding`, `delimiter`, `header`, `has_header`: how the file is read. `plan`: the columns and answers, as
    `reading.records.Plan` writes itself. `system`: where the file comes from; keys of two systems are different keys.
    `upto`: the number of the last row that was looked at by the job that runs; `total`: rows of the file.
    `counts`: by state of a row ("accepted" …), by outcome ("new" …) and by what was made ("device" …)."""

    ref_kind_name: ClassVar[str] = "import"

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("import", "Not checked yet")
        CHECKING = "checking", pgettext_lazy("import", "Being checked")
        CHECKED = "checked", pgettext_lazy("import", "Checked")
        RUNNING = "running", pgettext_lazy("import", "Running")
        STOPPED = "stopped", pgettext_lazy("import", "Stopped")
        DONE = "done", pgettext_lazy("import", "Done")
        UNDOING = "undoing", pgettext_lazy("import", "Being undone")
        HALTED = "halted", pgettext_lazy("import", "Partly undone")
        UNDONE = "undone", pgettext_lazy("import", "Undone")

    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    table = models.CharField(max_length=200, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    header = models.PositiveIntegerField(null=True)
    has_header = models.BooleanField(default=True)
    system = models.CharField(max_length=64, blank=True)
    plan = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    progressed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    upto = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=400, blank=True)  # why the file could not be read to its end
    forgotten_at = models.DateTimeField(null=True)  # the file and the raw rows are gone

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "progressed_at"], name="import_of_state"),
            models.Index(fields=["made_at", "id"], name="import_by_time"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where the file lies, outside of everything that is served."""
        return Path(settings.IMPORT_ROOT) / self.uid.hex

    @property
    def is_busy(self) -> bool:
        """A job works at it."""
        return self.state in (self.State.CHECKING, self.State.RUNNING, self.State.UNDOING)

    @property
    def undo_until(self) -> datetime | None:
        return self.ended_at + KEPT if self.ended_at else None

    @property
    def looked_at(self) -> int:
        """Rows that the job that runs is through with."""
        return sum(self.counts.get(state, 0) for state in ImportRow.State.values)

    @property
    def share(self) -> int:
        """Of a hundred: how far the job is."""
        return min(100, 100 * self.looked_at // self.total) if self.total else 0


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if may(user, Perm.IMPORT) else self.none()


class ImportRow(BaseModel):
    """One row of the file, and what became of it.

    `raw`: its cells as texts. `remarks`: [{"field", "old", "new", "why"}], sentences in the language of whoever
    checked. `ref_*`: the customer. `made`: [kind, id] of each thing that was made of it, in that order; `before`: what
    was in the fields of a customer that were filled. `kept`: why undoing left it where it is."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("row of a file", "Accepted")
        CORRECTED = "corrected", pgettext_lazy("row of a file", "Corrected")
        REFUSED = "refused", pgettext_lazy("row of a file", "Refused")
        LEFT_OUT = "left_out", pgettext_lazy("row of a file", "Left out")

    class Outcome(models.TextChoices):
        NONE = "", pgettext_lazy("row of a file", "Nothing")
        NEW = "new", pgettext_lazy("row of a file", "New customer")
        FILLED = "filled", pgettext_lazy("row of a file", "Empty fields filled")
        ADDED = "added", pgettext_lazy("row of a file", "Added to a known customer")
        SAME = "same", pgettext_lazy("row of a file", "Already here")
        UNDONE = "undone", pgettext_lazy("row of a file", "Undone")

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True, default="")
    raw = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    ref_kind = models.CharField(max_length=24, blank=True, default="")
    ref_id = models.BigIntegerField(null=True)
    was_new = models.BooleanField(default=False)
    made = models.JSONField(default=list)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    kept = models.CharField(max_length=400, blank=True, default="")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "state", "number"], name="import_row_of_state"),
            models.Index(fields=["of", "outcome", "number"], name="import_row_of_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.number}"

    @property
    def ref(self) -> Ref | None:
        return Ref(self.ref_kind, self.ref_id) if self.ref_id is not None else None


class ImportPresetQuerySet(models.QuerySet["ImportPreset"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if may(user, Perm.IMPORT) else self.none()

    def for_columns(self, fingerprint: str) -> "ImportPreset | None":
        """The newest for files of this header; None for a file without one."""
        return self.filter(fingerprint=fingerprint).order_by("-id").first() if fingerprint else None


class ImportPreset(BaseModel):
    """What was decided about a file, taken for the next one with the same columns. `fingerprint`: of its header."""

    name = models.CharField(_("name"), max_length=60)
    fingerprint = models.CharField(max_length=64, db_index=True)
    plan = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    system = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ImportPresetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="import_preset_once")]

    def __str__(self) -> str:
        return self.name


class OldId(BaseModel):
    """The key by which the system of before knew a thing: a second file of it finds the same thing."""

    system = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    old = models.CharField(max_length=60)
    ref_kind = models.CharField(max_length=24)
    ref_id = models.BigIntegerField()
    of = models.ForeignKey(Import, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "kind", "old"], name="old_id_once")]
        indexes = [models.Index(fields=["ref_kind", "ref_id"], name="old_id_of")]

    def __str__(self) -> str:
        return f"{self.system} {self.kind} {self.old}"


says(
    "import_preset_once", _("There is a preset of this name."), "name", "duplicate", columns="moving_importpreset.name"
)
