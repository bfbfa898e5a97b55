"""What monitors are told: whether the program can work, cheaply and without a secret."""

import io
import re
import shutil
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from faena.lib import guards
from faena.notifications.models import Message
from faena.upkeep import health, room
from faena.upkeep.middleware import Monitors
from faena.upkeep.models import WorkerTick


@pytest.fixture(autouse=True)
def looked_at_anew():
    health.forget()
    yield
    health.forget()


@pytest.fixture
def works(db):
    health.say_that_one_works()


def state_of(name):
    health.forget()
    return health.health().of(name).state


@pytest.mark.django_db
def test_what_is_well_is_ok_to_whoever_asks_by_whatever_name(works, visitor, monkeypatch):
    """A load balancer asks by an address of its own."""
    monkeypatch.setattr(health, "LITTLE_DISK", 0.0)

    answer = visitor.get("/health/ready", HTTP_HOST="10.1.2.3")

    assert answer.status_code == 200
    assert answer.json()["state"] == "ok"
    assert set(answer.json()["checks"]) == {
        "database",
        "tables",
        "guards",
        "worker",
        "mail",
        "clock",
        "backup",
        "disk",
        "media",
    }
    assert set(answer.json()["checks"].values()) == {"ok"}
    assert answer["Cache-Control"] == "no-store"


def test_a_process_lives_without_its_database(visitor):
    """No fixture of this test opens one."""
    assert visitor.get("/health/live").content == b"live\n"
    assert visitor.post("/health/live").status_code == 405


@pytest.mark.django_db
def test_it_is_looked_at_once_in_some_seconds(works, visitor, django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        visitor.get("/health/ready")
    with django_assert_num_queries(0):
        visitor.get("/health/ready")


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_no_error_page(visitor, monkeypatch):
    def is_gone(*_args, **_kwargs):
        raise connection.Database.OperationalError("gone")

    monkeypatch.setattr(health, "_database", lambda: connection.wrap_database_errors(is_gone)())

    answer = visitor.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"
    assert answer.json()["checks"]["disk"] in ("ok", "warning")


@pytest.mark.django_db
def test_a_guard_that_is_missing_stops_it(works, visitor):
    history = next(guard for guard in guards.registered() if guard.name == "journal_event_is_never_changed")
    history.drop(connection)

    answer = visitor.get("/health/ready")

    assert (answer.status_code, answer.json()["checks"]["guards"]) == (503, "failed")


@pytest.mark.django_db
def test_a_worker_that_is_away_or_was_never_there_is_seen():
    assert state_of("worker") == "warning"

    health.say_that_one_works()
    health.say_that_one_works()
    assert state_of("worker") == "ok"
    assert WorkerTick.objects.count() == 1

    WorkerTick.objects.update(at=timezone.now() - timedelta(minutes=4))
    assert state_of("worker") == "warning"


@pytest.mark.django_db
def test_a_clock_that_jumped_is_seen(works):
    assert state_of("clock") == "ok"

    WorkerTick.objects.update(at=timezone.now() + timedelta(minutes=2))
    assert state_of("clock") == "warning"


@pytest.mark.django_db
def test_a_mail_that_waits_for_long_is_seen(works):
    waiting = timezone.now() - timedelta(minutes=20)
    Message.objects.create(address="a@example.org", language="es", template="x/y", next_at=waiting)
    assert state_of("mail") == "ok"

    Message.objects.update(next_at=timezone.now() - timedelta(minutes=31))
    assert state_of("mail") == "warning"


@pytest.mark.django_db
def test_little_room_is_a_warning_and_no_reason_to_send_readers_away(works, visitor, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _path: usage._replace(free=0))

    answer = visitor.get("/health/ready")

    assert (answer.status_code, answer.json()["state"]) == (200, "warning")
    assert answer.json()["checks"]["disk"] == "warning"


@pytest.mark.django_db
def test_a_folder_of_pictures_that_takes_none_is_seen(works, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    (tmp_path / "file").write_text("in the way")

    assert state_of("media") == "warning"


@pytest.mark.django_db
def test_the_command_says_it_in_words_and_by_its_exit_code():
    said = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("health", stdout=said)

    assert ended.value.code == 3
    assert "warning  worker: No job worker was ever seen" in said.getvalue()


@pytest.mark.django_db
def test_numbers_are_for_whoever_has_the_token(works, visitor, rf, settings):
    assert visitor.get("/metrics").status_code == 404

    settings.METRICS_TOKEN = "a token of the monitor"
    monitors = Monitors(lambda _request: None)

    assert monitors(rf.get("/metrics")).status_code == 401
    assert monitors(rf.get("/metrics", HTTP_AUTHORIZATION="Bearer a token of ñobody")).status_code == 401
    told = monitors(rf.get("/metrics", HTTP_AUTHORIZATION="Bearer a token of the monitor")).content.decode()

    assert 'faena_health{check="database"} 0' in told
    assert re.search(r"^faena_disk_free_bytes \d+$", told, re.M)
