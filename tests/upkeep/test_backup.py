"""A backup is made while people work, and restored as it was: on both engines, by the functions of the commands."""

import itertools
import os
import stat
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connections
from django_tasks_db.models import DBTaskResult

from faena.accounts.models import Session
from faena.customers.actions import CustomerFacts, create_customer, forget_again
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.notifications.models import Hold, Message
from faena.upkeep.backup import archive, copies, forgetting, making, pictures, runs
from faena.upkeep.backup.alone import alone
from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.making import make_backup, newest
from faena.upkeep.backup.restoring import restore
from faena.upkeep.backup.rotation import Keep
from faena.upkeep.models import BackupRun
from tests import engines, factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow("most restore into a place of its own: on PostgreSQL a database"),
]

KEEP = Keep(7, 4, 12)
PLACES = itertools.count()


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR / "media"
    settings.VAR.mkdir()
    return settings.VAR


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def elsewhere(engine, settings, tmp_path):
    """Another machine: its own data folder and an empty database, which nothing but a first start has seen."""

    def there():
        settings.VAR = tmp_path / "elsewhere"
        settings.VAR.mkdir()
        settings.MEDIA_ROOT = settings.VAR / "media"
        return engines.another(engine, settings.VAR, f"elsewhere_{next(PLACES)}")

    return there


def a_backup(folder, key=None):
    make_backup(folder, keep=KEEP, key=key)
    return newest(folder)


def restored(path, key=None, **more):
    return restore(path, key=key, force=False, **more)


def a_stored_picture(author, name="pictures/ab/abc-1.webp"):
    default_storage.save(name, ContentFile(b"RIFF....WEBP"))
    return factories.a_file(author=author, storage_name=name, thumb_name=name)


def test_every_write_that_was_acknowledged_before_it_is_in_it(folder, elsewhere, owner):
    """Eight people register customers without a pause while it is made."""
    said, lock, over = list[str](), threading.Lock(), threading.Event()

    def write(who):
        try:
            number = 0
            while not over.is_set():
                number += 1
                try:
                    create_customer(CustomerFacts(name := f"Written {who} {number}"), by=owner)
                except OperationalError:  # too long behind the seven others: it was not acknowledged
                    continue
                with lock:
                    said.append(name)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(who,)) for who in range(8)]
    for writer in writers:
        writer.start()
    while len(said) < 20:
        over.wait(0.01)
    with lock:
        before = set(said)
    path = a_backup(folder)
    over.set()
    for writer in writers:
        writer.join()
    written = len(said)

    with elsewhere():
        found = restored(path)
        names = set(Customer.objects.values_list("name", flat=True))
        assert before <= names
        assert len(names) <= written
        assert found.findings == []
        assert Event.objects.filter(verb="customer.created").count() == len(names)


def test_mails_are_held_sessions_end_and_jobs_wait_again(folder, elsewhere, owner, client_of):
    client_of(owner)
    for state in ("waiting", "sending", "sent", "failed"):
        a_message(state)
    DBTaskResult.objects.create(
        task_path="x.y", args_kwargs={}, priority=0, queue_name="default", backend_name="default", status="RUNNING"
    )
    create_customer(CustomerFacts("Ana Peña"), by=owner)
    path = a_backup(folder)

    with elsewhere():
        found = restored(path)
        states = dict(Message.objects.values_list("dedupe_key", "state"))
        assert states == {"waiting": "held", "sending": "held", "sent": "sent", "failed": "failed"}
        assert Hold.objects.get().made_at == moment_of_run(path)
        assert not Session.objects.exists()
        assert DBTaskResult.objects.get().status == "READY"
        assert (found.held, found.sessions, found.jobs) == (2, 1, 1)
        assert any(line.startswith("customer 2 (") for line in found.series)
        assert list(BackupRun.objects.values_list("kind", "state")) == [("restore", "done")]


def moment_of_run(path):
    return archive.read_through(path, None).moment


def a_message(state):
    return Message.objects.create(
        address="ana@example.com", language="es", template="orders/x", dedupe_key=state, state=state, next_at=None
    )


def test_pictures_come_back_as_the_rows_know_them(folder, elsewhere, owner, monkeypatch):
    """One that is discarded while the database is copied is still there for the rows of the copy."""
    file = a_stored_picture(owner)
    default_storage.save("pictures/xx/stray.webp", ContentFile(b"nobody's"))
    copy = copies.copy_to

    def copied_late(place):
        found = copy(place)
        default_storage.delete(file.storage_name)
        return found

    monkeypatch.setattr(copies, "copy_to", copied_late)
    path = a_backup(folder)
    with elsewhere():
        restored(path)
        assert default_storage.open(file.storage_name).read() == b"RIFF....WEBP"
        assert not default_storage.exists("pictures/xx/stray.webp")


def test_it_is_for_its_owner_alone(folder, owner):
    path = a_backup(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert BackupRun.objects.get().name == path.name


def test_two_are_never_made_at_once(folder):
    with alone(), pytest.raises(BackupError, match="being made already"):
        a_backup(folder)
    assert not BackupRun.objects.exists()


def test_older_ones_go_only_after_the_new_one_was_read_through(folder, monkeypatch):
    folder.mkdir()
    old = [folder / f"faena-2020-01-0{day}T030000Z.tar.zst" for day in (1, 2)]
    for path in old:
        path.write_bytes(b"old")

    def unreadable(*_):
        raise BackupError("changed", "It cannot be read.")

    with monkeypatch.context() as broken:
        broken.setattr(archive, "read_through", unreadable)
        with pytest.raises(BackupError, match=r"It cannot be read\."):
            make_backup(folder, keep=Keep(1, 0, 0), key=None)
    assert sorted(folder.iterdir()) == old

    make_backup(folder, keep=Keep(1, 0, 0), key=None)
    assert [path for path in folder.iterdir() if path in old] == []


@pytest.mark.parametrize(
    ("module", "step"),
    [(pictures, "link_aside"), (copies, "copy_to"), (archive, "writing"), (archive, "read_through"), (making, "sync")],
)
def test_a_disk_that_is_full_in_any_step_leaves_nothing(folder, var, owner, monkeypatch, module, step):
    a_stored_picture(owner)
    before = a_backup(folder)

    def full(*_args, **_more):
        raise OSError(28, os.strerror(28), "somewhere")

    monkeypatch.setattr(module, step, full)
    with pytest.raises(BackupError, match="the disk is full"):
        make_backup(folder, keep=KEEP, key=None)
    left = [path for path in folder.iterdir() if path != before and step != "sync"]
    assert left == []
    assert {path.name for path in var.iterdir()} == {"media", "backup.lock"}
    assert runs.last("backup", "failed").problem == "full"


def test_who_was_forgotten_since_is_forgotten_again(folder, elsewhere, owner, monkeypatch):
    """By whoever knows how; where nobody does, it is said."""
    path = a_backup(folder)
    (folder / "forgotten.jsonl").write_text('{"uid": "a"}\n{"uid": "b"}\n{"uid": "a"}\n')
    assert forgetting._ways == [forget_again]
    monkeypatch.setattr(forgetting, "_ways", [])
    assert forgetting.forget_again([{"uid": "a"}]) is None
    monkeypatch.setattr(forgetting, "_ways", [lambda lines: len([line["uid"] for line in lines])])
    with elsewhere():
        assert restored(path).forgotten == 2


def test_a_list_of_the_forgotten_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "forgotten.jsonl").write_text('{"uid": "a"\n')
    with pytest.raises(BackupError, match="forgotten customers cannot be read"):
        forgetting.listed_in([tmp_path / "forgotten.jsonl"])


def test_the_list_of_the_forgotten_goes_with_the_backups(folder, var):
    (var / "forgotten.jsonl").write_text('{"uid": "a"}\n')
    a_backup(folder)
    assert (folder / "forgotten.jsonl").read_text() == '{"uid": "a"}\n'
