"""Cleaning up what has had its day, putting back what a dead worker left, and telling SQLite how its rows are spread.
config/schedule.py says when."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from faena.accounts.models import Throttle
from faena.journal.models import Operation

DEAD_AFTER = timedelta(minutes=10)  # no job takes that long
MOST_WORKERS = 3  # that one job may take with it
JOBS_KEPT = timedelta(days=7)
OPERATIONS_KEPT = timedelta(days=30)
AT_ONCE = 5000
SAMPLE = 1000  # rows of an index that are read: half a second for some ten million


def put_back_jobs() -> int:
    """A job that still says "running" long after it must have ended was left by a worker that was killed: another one
    takes it. One that killed three workers is given up. Returns how many."""
    with transaction.atomic():
        now = timezone.now()
        is_dead = Q(started_at__lt=now - DEAD_AFTER) | Q(
            started_at__gt=now + DEAD_AFTER
        )  # or by a clock put back since
        dead = DBTaskResult.objects.running().filter(is_dead).select_for_update(skip_locked=True)
        jobs = list(dead)
        for job in jobs:
            if len(job.worker_ids) >= MOST_WORKERS:
                job.set_failed(TimeoutError(f"It was left by {len(job.worker_ids)} workers."))
            else:
                job.status, job.started_at = TaskResultStatus.READY, None
                job.save(update_fields=["status", "started_at"])
    return len(jobs)


def renew_statistics() -> None:
    """From samples of each index SQLite knows which of several is the better one: without, a queue of one city took
    seconds where it takes a hundredth. PostgreSQL does it by itself. Connections made later read them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
            cursor.execute("ANALYZE")


def remove_old_jobs() -> int:
    return _remove(DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - JOBS_KEPT))


def forget_operations() -> int:
    """After a month nobody sends the same form again."""
    return _remove(Operation.objects.filter(at__lt=timezone.now() - OPERATIONS_KEPT))


def forget_throttles() -> int:
    return _remove(Throttle.objects.filter(window_ends_at__lt=timezone.now()))


def remove_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _remove(rows: "QuerySet[DBTaskResult] | QuerySet[Operation] | QuerySet[Throttle]") -> int:
    """Delete at most so many in one go, so that nobody waits long for the database; the next hour goes on."""
    some = rows.order_by().values_list("pk", flat=True)[:AT_ONCE]
    return rows.model._default_manager.filter(pk__in=list(some)).delete()[0]
