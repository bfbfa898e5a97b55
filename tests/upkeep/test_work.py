"""The job worker: runs jobs, does what is scheduled, outlives a database that goes away, ends when told."""

import signal
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.schedule import SCHEDULE
from faena.accounts.models import Session, Throttle
from faena.billing.actions import start_run
from faena.billing.jobs import issue_month
from faena.cash.models import Charge
from faena.files.models import File
from faena.journal.models import Operation
from faena.lib.schedule import Scheduled
from faena.upkeep import tidying
from faena.upkeep.working import Worker
from tests import factories
from tests.files.corpus import jpeg, sent
from tests.steps import receive_picture


@contextmanager
def working(schedule=(), interval=0.05):
    """A worker in a thread with a connection of its own, told to stop at the end as by SIGTERM."""
    worker = Worker(schedule, interval=interval)

    def run():
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield worker
    finally:
        worker.shutdown(signal.SIGTERM, None)
        thread.join(20)
        assert not thread.is_alive()


def wait_for(question, seconds=20):
    end = time.monotonic() + seconds
    while not question() and time.monotonic() < end:
        time.sleep(0.05)
    return question()


@pytest.mark.django_db(transaction=True)
def test_a_job_lives_in_the_shops_day(owner):
    """An invoice that is issued late in the evening is of that day, wherever the machine stands."""
    now = timezone.now()
    zone = "Pacific/Kiritimati" if now.hour >= 10 else "Pacific/Pago_Pago"  # where it is another day than in UTC
    factories.the_company(zone=zone, has_care=True)
    factories.a_subscription()
    today = timezone.localdate(now, ZoneInfo(zone))

    with timezone.override("UTC"):
        issue_month.enqueue(start_run(today.replace(day=1), by=owner).pk)
        assert Worker([]).run_everything() > 0

    assert today != now.date()
    assert Charge.objects.get().issued_on == today


@pytest.mark.django_db(transaction=True)
def test_it_runs_jobs_as_they_come(clerk):
    with working():
        file = receive_picture(sent(jpeg()), by=clerk)
        assert wait_for(lambda: File.objects.filter(pk=file.pk, state=File.State.READY).exists())

    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine("postgres", "a file does not go away")
def test_it_outlives_a_database_that_goes_away(clerk):
    with working():
        assert wait_for(lambda: others() > 0)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")
        file = receive_picture(sent(jpeg()), by=clerk)
        assert wait_for(lambda: File.objects.filter(pk=file.pk, state=File.State.READY).exists())


OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def others():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {OTHERS}")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_ends_at_once():
    """It does not wait until it would have looked for jobs again: `working` would give it up by then."""
    with working(interval=600):
        pass


# --- the schedule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheduled", SCHEDULE, ids=lambda scheduled: scheduled.words)
def test_what_is_scheduled_can_be_done_twice(scheduled, db):
    scheduled.do()
    scheduled.do()


def test_one_that_fails_does_not_keep_the_others_from_their_turn(db):
    done = []

    def fail():
        done.append("failed")
        raise ZeroDivisionError

    worker = Worker(
        [Scheduled("Fails", timedelta(hours=1), fail), Scheduled("Works", timedelta(0), lambda: done.append("worked"))]
    )
    worker.tick()
    worker.tick()

    assert done == ["failed", "worked", "worked"]


# --- tidying ----------------------------------------------------------------------------------------------


def a_job(**more):
    job = DBTaskResult.objects.create(
        task_path="faena.files.jobs.decode",
        args_kwargs={"args": [0], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=job.pk).update(**more)
    job.refresh_from_db()
    return job


def ago(**more):
    return timezone.now() - timedelta(**more)


@pytest.mark.parametrize("minutes", [11, -11], ids=["long ago", "by a clock that was ahead"])
def test_a_job_whose_worker_was_killed_is_put_back(minutes, db):
    dead = a_job(status="RUNNING", started_at=ago(minutes=minutes), worker_ids=["a"])
    busy = a_job(status="RUNNING", started_at=ago(minutes=1), worker_ids=["b"])

    assert tidying.put_back_jobs() == 1

    dead.refresh_from_db()
    busy.refresh_from_db()
    assert (dead.status, busy.status) == ("READY", "RUNNING")


def test_a_job_that_killed_three_workers_is_given_up(db):
    job = a_job(status="RUNNING", started_at=ago(minutes=11), worker_ids=["a", "b", "c"])

    tidying.put_back_jobs()

    job.refresh_from_db()
    assert job.status == "FAILED"


def test_old_jobs_operations_throttles_and_sessions_go_and_young_ones_stay(clerk):
    for days in (6, 8):
        a_job(status="SUCCESSFUL", finished_at=ago(days=days))
    for days in (29, 31):
        Operation.objects.create(actor=clerk, key=f"key-{days}-{'x' * 16}", body_hash="x", at=ago(days=days))
    for hours in (-1, 1):
        Throttle.objects.create(key=f"k{hours}", count=1, window_ends_at=ago(hours=hours))
        Session.objects.create(session_key=f"s{hours}", session_data="", expire_date=ago(hours=hours))

    assert tidying.remove_old_jobs() == 1
    assert tidying.forget_operations() == 1
    assert tidying.forget_throttles() == 1
    tidying.remove_sessions()

    assert Operation.objects.get().key.startswith("key-29")
    assert (Throttle.objects.get().key, Session.objects.get().session_key) == ("k-1", "s-1")


@pytest.mark.engine("sqlite", "PostgreSQL does it by itself")
def test_sqlite_learns_how_its_rows_are_spread(customer):
    tidying.renew_statistics()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'customers_customer'")
        assert cursor.fetchall()
