"""Settings, Backups: for a Master alone; what is pressed there the worker does; home says what is missing."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from faena.journal.models import Event
from faena.notifications.jobs import give_job, is_held_back
from faena.notifications.models import Hold, Message
from faena.upkeep import health, room
from faena.upkeep import jobs as upkeep
from faena.upkeep.backup import runs
from faena.upkeep.backup.faults import BackupError
from faena.upkeep.models import BackupRun
from tests import factories

PAGE = "/settings/backups/"


@pytest.fixture(autouse=True)
def around(monkeypatch, settings, tmp_path):
    """Enough room on the disk, a worker that works, a folder for backups."""
    monkeypatch.setattr(room, "free", lambda: (2**40, 0.5))
    monkeypatch.setattr(upkeep, "_child", None)
    settings.VAR = tmp_path
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.BACKUP_KEY_FILE = ""


def a_run(kind="backup", state="done", *, ago=timedelta(hours=1), **more):
    then = timezone.now() - ago
    ended = then if state in ("done", "failed") else None
    facts = {"asked_at": then, "started_at": then, "ended_at": ended, "name": "faena-x.tar.zst"}
    return BackupRun.objects.create(kind=kind, state=state, **(facts | more))


def shown(client, path=PAGE):
    return client.get(path).content.decode()


@pytest.mark.django_db
def test_a_master_alone_sees_it_and_presses(owner, admin, client_of):
    assert client_of(admin).get(PAGE).status_code == 403
    assert client_of(admin).post(PAGE + "making/").status_code == 403
    master = client_of(owner)
    assert "Back up now" in shown(master)

    assert master.post(PAGE + "making/").status_code == 303
    run = BackupRun.objects.get()
    assert (run.kind, run.state, run.asked_by) == ("backup", "asked", owner)
    assert Event.objects.filter(verb="backup.asked").count() == 1
    assert "Back up now" not in shown(master)


@pytest.mark.django_db
def test_what_is_asked_for_twice_is_refused(owner, client_of):
    master = client_of(owner)
    master.post(PAGE + "making/")
    answer = master.post(PAGE + "making/", follow=True)
    assert "being done already" in answer.content.decode()
    assert BackupRun.objects.count() == 1


@pytest.mark.django_db
def test_without_a_folder_or_a_backup_it_says_so(owner, client_of, settings):
    master = client_of(owner)
    assert "There is no backup yet that could be tried out" in pressed(master, "drill/")
    settings.BACKUP_DIR = ""
    assert "Set FAENA_BACKUP_DIR" in shown(master)
    assert "No folder for backups is set" in pressed(master, "making/")
    assert not BackupRun.objects.exists()


def pressed(client, where):
    return client.post(PAGE + where, follow=True).content.decode()


@pytest.mark.django_db
def test_it_says_how_each_ended(owner, client_of):
    a_run(ago=timedelta(hours=30), size=5 * 2**20)
    a_run("drill", "failed", findings=["order 7: It does not hold."])
    a_run("backup", "failed", problem="full")
    page = shown(client_of(owner))
    for words in ("5.0", "faena-x.tar.zst", "order 7: It does not hold.", "The disk is full.", "Old"):
        assert words in page, words


@pytest.mark.django_db
def test_home_says_what_is_missing(owner, clerk, client_of, settings):
    health.say_that_one_works()
    master = client_of(owner)
    assert "There is no backup yet" in shown(master, "/")
    assert "backup" not in shown(client_of(clerk), "/").lower()
    settings.BACKUP_DIR = ""
    assert "No backups are made" in shown(master, "/")
    settings.DEMO = True
    assert "No backups are made" not in shown(master, "/")

    run = a_run(ago=timedelta(hours=25))
    assert "backup" not in shown(master, "/").lower()
    BackupRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(hours=27))
    assert "The last backup is old" in shown(master, "/")


@pytest.mark.django_db
def test_home_and_monitors_say_when_no_drill_held(owner, client_of):
    health.say_that_one_works()
    master = client_of(owner)
    a_run(ago=timedelta(days=9))
    a_run()
    assert "not tried out for more than a week" in shown(master, "/")
    assert finding().state == "warning"
    a_run("drill")
    assert "backup" not in shown(master, "/").lower()
    assert finding().state == "ok"
    a_run("drill", "failed", ago=timedelta(minutes=1))
    assert "did not pass its drill" in shown(master, "/")
    assert finding().state == "warning"


def finding():
    health.forget()
    return health.health().of("backup")


@pytest.mark.django_db
def test_held_mails_leave_once_a_master_says_so(owner, client_of, jobs):
    first, later = held_mails()
    page = shown(client_of(owner))
    assert "1 mail is held" in page
    assert "Mails are held since the restore" in shown(client_of(owner), "/")

    jobs()
    assert {one.state for one in again(first, later)} == {"held"}
    client_of(owner).post(PAGE + "mails/release/")
    jobs()
    assert {one.attempts for one in again(first, later)} == {1}
    assert Event.objects.get(verb="mails.released").facts == {"number": 2}
    assert not Hold.objects.exists()
    assert "No mails are held" in pressed(client_of(owner), "mails/release/")


@pytest.mark.django_db
def test_held_mails_that_were_sent_before_never_leave(owner, client_of, jobs):
    first, _later = held_mails()
    jobs()
    client_of(owner).post(PAGE + "mails/withhold/")
    jobs()
    (mail,) = again(first)
    assert (mail.state, mail.problem, mail.attempts) == ("failed", "withheld", 0)


@pytest.mark.django_db
def test_what_a_person_sends_leaves_while_others_are_held(owner):
    Hold.objects.create(pk=1, made_at=timezone.now())
    mails = [
        factories.a_message(state="waiting", attempts=0, problem="", **more)
        for more in ({"author": owner, "template": "orders/x"}, {"template": "accounts/invitation"})
    ]
    assert [is_held_back(mail) for mail in mails] == [False, False]


def held_mails():
    """One that a restore held, and one that the program writes afterwards."""
    Hold.objects.create(pk=1, made_at=timezone.now())
    facts = {"template": "orders/reminder", "author": None, "attempts": 0, "problem": "", "next_at": None}
    first = factories.a_message(state="held", **facts)
    later = factories.a_message(state="waiting", **facts)
    give_job(later)
    return first, later


def again(*mails):
    return [Message.objects.get(pk=mail.pk) for mail in mails]


@pytest.mark.django_db
def test_a_backup_is_due_each_night_a_drill_each_week(settings):
    now = timezone.localtime().replace(hour=12, minute=0)
    settings.BACKUP_AT = "03:00"
    assert upkeep.due(now) == "backup"
    a_run(started_at=now.replace(hour=2), ended_at=now)
    assert upkeep.due(now) == "backup"
    a_run(started_at=now.replace(hour=3), ended_at=now)
    assert upkeep.due(now) == "drill"
    a_run("drill", started_at=now - timedelta(days=6), ended_at=now)
    assert upkeep.due(now) is None
    assert upkeep.due(now + timedelta(days=1)) == "backup"
    settings.BACKUP_DIR = ""
    assert upkeep.due(now + timedelta(days=1)) is None


@pytest.mark.django_db
def test_one_that_failed_is_tried_again_an_hour_later():
    now = timezone.localtime().replace(hour=12)
    a_run(state="failed", started_at=now - timedelta(minutes=50), ended_at=now)
    assert upkeep.due(now) is None
    assert upkeep.due(now + timedelta(minutes=11)) == "backup"


@pytest.mark.django_db
def test_a_press_that_no_process_took_up_has_ended():
    a_run(state="asked", ago=timedelta(minutes=11), started_at=None, name="")
    assert upkeep.due(timezone.now()) == "backup"
    assert BackupRun.objects.get().problem == "interrupted"


@pytest.mark.django_db(transaction=True)
def test_one_that_was_killed_is_ended_by_the_worker(settings):
    a_run(state="running")
    settings.BACKUP_DIR = ""
    upkeep.look_after_backups()
    assert (BackupRun.objects.get().state, BackupRun.objects.get().problem) == ("failed", "interrupted")


@pytest.mark.django_db
def test_a_run_ends_as_it_went():
    with pytest.raises(BackupError), runs.running(BackupRun.Kind.BACKUP, timezone.now()):
        raise BackupError("tool", "It is not here.")
    with runs.running(BackupRun.Kind.DRILL, timezone.now()) as run:
        run.findings = ["x" * 900] * 60
    told = dict(BackupRun.objects.values_list("kind", "problem"))
    assert told == {"backup": "tool", "drill": ""}
    assert (run.state, len(run.findings), len(run.findings[0])) == ("failed", 50, 500)
    assert isinstance(run.ended_at, datetime)
