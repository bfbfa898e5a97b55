"""What a restore refuses, each with a sentence and without touching the place; what a killed one left; the drill."""

import itertools
import os
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from faena.accounts.actions import system
from faena.customers.actions import CustomerFacts, create_customer
from faena.customers.models import Customer
from faena.notifications.models import Hold
from faena.upkeep.backup import archive, drilling, manifest, restoring
from faena.upkeep.backup.alone import closed_to_servers
from faena.upkeep.backup.drilling import drill
from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.making import make_backup, newest
from faena.upkeep.backup.restoring import restore
from faena.upkeep.backup.rotation import Keep
from faena.upkeep.models import BackupRun
from tests import engines, factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow("each restores into a place of its own: on PostgreSQL a database"),
]

KEEP = Keep(7, 4, 12)
PLACES = itertools.count()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def path(settings, tmp_path, folder, owner):
    """A backup of a shop with a customer and a picture."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR / "media"
    settings.VAR.mkdir()
    factories.a_customer(name="Ana Peña")
    default_storage.save("pictures/ab/a.webp", ContentFile(b"RIFF....WEBP"))
    factories.a_file(author=owner, storage_name="pictures/ab/a.webp", thumb_name="pictures/ab/a.webp")
    make_backup(folder, keep=KEEP, key=None)
    return newest(folder)


@pytest.fixture
def elsewhere(engine, settings, tmp_path):
    """An empty place on another machine."""
    settings.VAR = tmp_path / "elsewhere"
    settings.VAR.mkdir()
    settings.MEDIA_ROOT = settings.VAR / "media"
    with engines.another(engine, settings.VAR, f"restore_{next(PLACES)}"):
        yield settings.VAR


@pytest.fixture
def place(path, elsewhere):
    return elsewhere


def refused(path, match, **more):
    """It says so, and nothing of it is there afterwards."""
    with pytest.raises(BackupError, match=match):
        restore(path, **({"key": None, "force": False} | more))
    assert not Path(settings.VAR, "restoring").exists()
    assert not any(Path(settings.MEDIA_ROOT).rglob("*.webp"))
    has_tables = Customer._meta.db_table in connection.introspection.table_names()
    assert not (has_tables and Customer.objects.exists())


def test_a_place_that_is_not_empty(path, place):
    factories.a_user(role="master")
    refused(path, "is a company already, and nothing is written over it")


def test_a_place_with_pictures(path, place):
    (place / "media").mkdir()
    (place / "media/someones.jpg").write_bytes(b"x")
    refused(path, "media is not empty")


@pytest.mark.engine("sqlite", "PostgreSQL knows who is connected")
def test_a_place_that_a_server_has_open(path, place):
    with closed_to_servers():
        refused(path, "A server has .* open")


@pytest.mark.engine("postgres", "SQLite's server holds a lock")
def test_a_database_to_which_somebody_is_connected(path, place):
    with psycopg.connect(drilling.database_url(connection.settings_dict["NAME"])):
        refused(path, "Another program is connected")


def test_an_archive_that_is_cut_or_changed(path, place):
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    refused(path, "cut or was changed")
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    refused(path, "cut or was changed")


def test_an_archive_of_a_newer_version(path, place, monkeypatch):
    known = manifest._known()
    monkeypatch.setattr(manifest, "_known", lambda: known - {"upkeep.0002_backups"})
    refused(path, r"made by a newer version of Faena \(it has upkeep.0002_backups")


def test_an_archive_of_another_engine(path, place, monkeypatch):
    real = archive.Manifest.from_json
    monkeypatch.setattr(archive.Manifest, "from_json", lambda text: replace(real(text), engine="oracle"))
    refused(path, "holds a database of oracle")


def test_an_archive_of_another_key_unless_it_is_forced(path, place, monkeypatch):
    monkeypatch.setattr(manifest, "key_fingerprints", lambda: ["another"])
    refused(path, "printed QR codes .* are dead for good")
    restore(path, key=None, force=True)
    assert Customer.objects.get().name == "Ana Peña"


def test_an_archive_whose_newest_events_were_cut_off(path, place, monkeypatch):
    """Its hashes can be made anew by whoever can write it; where the chains ended is compared with what was counted."""
    real = archive.Manifest.from_json
    monkeypatch.setattr(
        archive.Manifest, "from_json", lambda text: replace(real(text), heads=replace(real(text).heads, events="x"))
    )
    refused(path, "does not hold what the archive says of it")


@pytest.mark.parametrize("step", ["_must_be_what_was_copied", "_place_files", "_finish"])
def test_what_a_killed_one_left_goes_when_it_is_begun_again(path, place, monkeypatch, step):
    """Killed is what runs nothing on its way out: here what tidies up is taken away."""
    with monkeypatch.context() as killed:
        killed.setattr(restoring, step, dies)
        killed.setattr(restoring.places, "take_back", lambda: None)
        with pytest.raises(SystemExit):
            restore(path, key=None, force=False)
    assert (place / "restoring").exists()
    connection.close()

    found = restore(path, key=None, force=False)
    assert found.findings == []
    assert Customer.objects.get().name == "Ana Peña"
    assert Hold.objects.exists()
    assert default_storage.exists("pictures/ab/a.webp")
    assert not (place / "restoring").exists()


def test_one_that_was_killed_after_its_end_takes_nothing_back(path, place, owner):
    """The folder in which it worked stayed, and the shop went on."""
    restore(path, key=None, force=False)
    (place / "restoring").mkdir()
    marker = place / "restoring/placing"
    marker.touch()
    os.utime(marker, (before := time.time() - 5, before))
    if connection.vendor == "postgresql":
        BackupRun.objects.all().delete()
        create_customer(CustomerFacts("Since then"), by=system())
    with pytest.raises(BackupError, match=r"a company already|media is not empty"):
        restore(path, key=None, force=False)
    assert default_storage.exists("pictures/ab/a.webp")
    assert Customer.objects.filter(name="Ana Peña").exists()


def dies(*_args, **_more):
    raise SystemExit(9)


@pytest.mark.parametrize("step", ["read_through", "_place_files", "_finish"])
def test_a_disk_that_is_full_in_any_step_leaves_the_place_empty(path, place, monkeypatch, step):
    def full(*_args, **_more):
        raise OSError(28, os.strerror(28), "somewhere")

    with monkeypatch.context() as filled:
        filled.setattr(archive if step == "read_through" else restoring, step, full)
        with pytest.raises(BackupError, match="the disk is full"):
            restore(path, key=None, force=False)
    assert not (place / "restoring").exists()
    assert not any((place / "media").rglob("*.webp"))
    restore(path, key=None, force=False)
    assert Customer.objects.exists()


def test_a_drill_finds_that_the_newest_backup_can_be_restored(path, folder, settings):
    run = drill(folder)
    assert (run.state, run.findings, run.name, run.files) == ("done", [], path.name, 1)
    assert not (settings.VAR / "drilling").exists()


def test_a_drill_finds_what_does_not_hold(folder, path, settings):
    """A picture that was lost before the backup was made is missing in it as well."""
    default_storage.delete("pictures/ab/a.webp")
    make_backup(folder, keep=KEEP, key=None)
    run = drill(folder)
    assert run.state == "failed"
    assert "its storage lacks the picture" in run.findings[0]


def test_a_drill_of_a_changed_backup_fails(path, folder):
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BackupError, match=r"cannot be restored\. .*cut or was changed"):
        drill(folder)
    assert BackupRun.objects.get(kind="drill").state == "failed"


def test_there_is_no_drill_without_a_backup(tmp_path, settings):
    settings.VAR = tmp_path
    with pytest.raises(BackupError, match="no backup in"):
        drill(tmp_path)
