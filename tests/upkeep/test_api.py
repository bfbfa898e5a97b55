"""Backups by the API, for a Master alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.notifications.models import Hold, Message
from faena.upkeep.models import BackupRun
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.BACKUP_KEY_FILE = ""


def test_one_is_asked_for_once(owner, admin):
    api = Api(owner)
    assert api.get("/backups").json()["runs"] == []
    assert api.post("/backups/drills").status_code == 409

    asked = api.post("/backups").json()

    assert [(run["kind"], run["state"], run["asked_by"]["id"]) for run in asked["runs"]] == [
        ("backup", "asked", owner.pk)
    ]
    assert api.post("/backups").json()["code"] == "taken"
    assert Api(admin).post("/backups").status_code == 403
    BackupRun.objects.update(state="done", started_at=timezone.now(), ended_at=timezone.now())
    assert api.post("/backups/drills").status_code == 201


@pytest.mark.parametrize(("way", "state"), [("release", "waiting"), ("withholding", "failed")])
def test_what_a_restore_holds_leaves_or_not(owner, way, state):
    Hold.objects.create(pk=1, made_at=timezone.now() - timedelta(days=1))
    message = factories.a_message(state=Message.State.HELD)
    api = Api(owner)
    assert api.get("/backups").json()["held"]["number"] == 1

    assert api.post(f"/backups/held-mails/{way}").json()["held"] is None

    message.refresh_from_db()
    assert message.state == state
    assert api.post(f"/backups/held-mails/{way}").status_code == 409
