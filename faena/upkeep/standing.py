"""How the installation stands, in one query: the worker, the backups, and whether mails are held."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from faena.company.models import Company
from faena.lib.named import Ask, NamedValues
from faena.notifications.models import Hold
from faena.upkeep.models import BackupRun, WorkerTick

BACKUP_IS_OLD: Final = timedelta(hours=26)  # one each night, and some hours for a long one
DRILL_IS_OLD: Final = timedelta(days=8)


class Standing(NamedTuple):
    """Moments, None for what never was. backed_up, drilled: of the last that went well; first_backup: of the first;
    drill_failed: of the last drill that did not."""

    seen: datetime | None
    backed_up: datetime | None
    first_backup: datetime | None
    drilled: datetime | None
    drill_failed: datetime | None
    held_since: datetime | None

    def backup_is_old(self, now: datetime) -> bool:
        return self.backed_up is not None and now - self.backed_up > BACKUP_IS_OLD

    def drill_is_old(self, now: datetime) -> bool:
        """Where there is a backup that could have been tried."""
        begun = self.drilled or self.first_backup
        return begun is not None and now - begun > DRILL_IS_OLD

    @property
    def last_drill_failed(self) -> bool:
        return self.drill_failed is not None and (self.drilled is None or self.drilled < self.drill_failed)


def _of_runs(kind: str, state: str, order: str = "-started_at") -> Subquery:
    return Subquery(BackupRun.objects.filter(kind=kind, state=state).order_by(order).values("started_at")[:1])


def _asked(_ask: type[Ask]) -> "QuerySet[Any, Any]":
    kind, state = BackupRun.Kind, BackupRun.State
    return Company.objects.filter(pk=1).values_list(
        Subquery(WorkerTick.objects.order_by("-at").values("at")[:1]),
        _of_runs(kind.BACKUP, state.DONE),
        _of_runs(kind.BACKUP, state.DONE, "started_at"),
        _of_runs(kind.DRILL, state.DONE),
        _of_runs(kind.DRILL, state.FAILED),
        Subquery(Hold.objects.filter(pk=OuterRef("pk")).values("since")),
    )


_standing = NamedValues(_asked)


def standing() -> Standing:
    return next((Standing(*row) for row in _standing.rows()), Standing(None, None, None, None, None, None))
