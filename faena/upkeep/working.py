"""The job worker: takes jobs from the database queue one after the other, and does what is scheduled in between.

One at a time, in one process: a picture is heavy, and a mail server that does not answer delays mails, not pages.
More workers may run beside it, on this machine or another."""

import logging
import signal
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from types import FrameType
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from faena.company.models import Company
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.lib.schedule import Scheduled

INTERVAL: Final = 0.5
PAUSE_WITHOUT_DATABASE: Final = 2.0
DEFAULT: Final = "default"
OUTAGE: Final = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)


class Worker(DatabaseWorker):
    """The library's worker with a loop of our own: it stops at once when it is idle, outlives a restart of the
    database, ticks the schedule, and asks for the write lock only when there is a job."""

    def __init__(self, schedule: Sequence[Scheduled], *, interval: float = INTERVAL) -> None:
        super().__init__(
            queue_names=[DEFAULT],
            interval=interval,
            batch=False,
            backend_name=DEFAULT,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.due = dict.fromkeys(schedule, 0.0)
        self.stopping = threading.Event()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The job in hand is finished; a second signal does not wait for it."""
        if self.stopping.is_set():
            signal.signal(signum, signal.SIG_DFL)
            signal.raise_signal(signum)
        self.stopping.set()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self.tick()
                if not self.run_next():
                    self.stopping.wait(self.interval)
            except OUTAGE as error:
                log.warning("The database does not answer (%s); trying again.", type(error).__name__)
                connection.close()
                self.stopping.wait(PAUSE_WITHOUT_DATABASE)
        connection.close()

    def tick(self) -> None:
        """Do what is due. One entry that fails is logged and does not keep the others from their turn."""
        for scheduled, due in self.due.items():
            if time.monotonic() < due or self.stopping.is_set():
                continue
            self.due[scheduled] = time.monotonic() + scheduled.every / timedelta(seconds=1)
            try:
                with Company.the().in_its_zone():
                    scheduled.do()
            except OUTAGE:
                raise
            except Exception:  # one job that fails keeps no other from its turn
                log.exception("Scheduled: %s", scheduled.words)

    def run_next(self) -> bool:
        """Take the next job and run it; False when there is none."""
        jobs = DBTaskResult.objects.ready().filter(backend_name=self.backend_name, queue_name__in=self.queue_names)
        if not jobs.exists():
            return False
        with exclusive_transaction(jobs.db):
            job = jobs.get_locked()
            if job is None:
                return False
            job.claim(self.worker_id)
        with unit_of_work(Origin("job")), Company.the().in_its_zone():
            self.run_task(job)
        return True

    def run_everything(self) -> int:
        """Run jobs until none is left, for a set-up that wants its pictures and mails done. Returns how many."""
        count = 0
        while self.run_next():
            count += 1
        return count
