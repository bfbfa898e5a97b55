"""What is wrong with the installation is told on home, to those who can have it mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.upkeep import health, room
from faena.upkeep.models import WorkerTick

GIGABYTE = 2**30


def home_of(client):
    return client.get("/").content.decode()


@pytest.fixture(autouse=True)
def enough_room(monkeypatch):
    monkeypatch.setattr(room, "free", lambda: (100 * GIGABYTE, 0.5))


def test_a_worker_that_is_away_is_told_until_it_is_back(owner, client_of):
    master = client_of(owner)
    assert "It was never seen." in home_of(master)

    WorkerTick.objects.create(host="a", at=timezone.now() - timedelta(minutes=4))
    assert "The job worker does not work" in home_of(master)
    assert "It was last seen" in home_of(master)

    WorkerTick.objects.all().delete()
    health.say_that_one_works()
    assert "The job worker" not in home_of(master)


def test_little_room_and_none_are_told(owner, client_of, monkeypatch):
    master = client_of(owner)
    health.say_that_one_works()
    assert "The disk" not in home_of(master)

    monkeypatch.setattr(room, "free", lambda: (3 * GIGABYTE // 2, 0.03))
    assert "1.5 GB are left (3%)." in home_of(master)

    monkeypatch.setattr(room, "free", lambda: (1000, 0.0))
    assert "The disk of the server is full" in home_of(master)


def test_who_cannot_have_it_mended_is_not_troubled(clerk, technician, client_of):
    for user in (clerk, technician):
        assert "The job worker" not in home_of(client_of(user))
