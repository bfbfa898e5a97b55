"""That the job worker is there; the backups, drills and restores of this installation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.lib.errors import says
from faena.lib.rows import BaseModel


class WorkerTick(BaseModel):
    """When the workers of one machine last said that they work."""

    host = models.CharField(max_length=255, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.host} {self.at:%Y-%m-%d %H:%M:%S}"


class BackupRun(BaseModel):
    """One backup, one drill, or the restore from which this database came.

    asked_by: who pressed; None for the schedule and commands. name: the archive. size in bytes. problem: a code of
    upkeep.backup.faults, "" where nothing failed. findings: what did not hold, or what a restore has to tell."""

    class Kind(models.TextChoices):
        BACKUP = "backup", pgettext_lazy("backups", "Backup")
        DRILL = "drill", pgettext_lazy("backups", "Drill")
        RESTORE = "restore", pgettext_lazy("backups", "Restore")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("backups", "Waiting")
        RUNNING = "running", pgettext_lazy("backups", "Running")
        DONE = "done", pgettext_lazy("backups", "Done")
        FAILED = "failed", pgettext_lazy("backups", "Failed")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=16, blank=True, default="")
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "running"], ended_at=None)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
                name="backup_run_ends_once",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state__in=["asked", "running"]), name="backup_run_of_a_kind_is_one"
            ),
        ]
        indexes = [models.Index(fields=["kind", "state", "-started_at"], name="backup_run_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.asked_at}"

    @property
    def tone(self) -> str:
        return {"done": "green", "failed": "red", "running": "blue"}.get(self.state, "grey")

    @property
    def seconds(self) -> int:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return max(1, round((self.ended_at - self.started_at).total_seconds()))


says("backup_run_of_a_kind_is_one", _("That is being done already. Wait until it has ended."), code="taken",
     columns="upkeep_backuprun.kind")  # fmt: skip
