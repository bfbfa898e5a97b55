"""W14, W32: telling the customer where the work stands, with photos; taking it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from faena.files.models import File
from faena.journal.models import Event
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.lib.errors import RuleBroken
from faena.orders.actions import add_status, edit_status, withdraw_status
from faena.orders.models import Stage, StatusPhoto
from faena.upkeep.demo import pictures
from tests import factories


def test_the_stage_follows_the_newest_status(clerk):
    """W14: an order stands where its newest customer status says."""
    order = factories.an_order()

    add_status(order, status=factories.a_status(Stage.REPAIRING), by=clerk)

    order.refresh_from_db()
    assert order.stage == Stage.REPAIRING


def test_a_status_told_late_by_a_phone_does_not_turn_the_clock_back(clerk):
    """W14: what happened earlier takes its place in the story, not the end of it."""
    order = factories.an_order()
    add_status(order, status=factories.a_status(Stage.READY), by=clerk)

    with unit_of_work(Origin(happened_at=timezone.now() - timedelta(hours=2))):
        add_status(order, status=factories.a_status(Stage.DIAGNOSING), by=clerk)

    order.refresh_from_db()
    assert order.stage == Stage.READY


def test_photos_come_with_it(technician, jobs):
    """W14: photos belong to the status entry; a job makes each of them."""
    order = factories.an_order()

    entry = add_status(
        order, status=factories.a_status(), photos=[pictures.board(1), pictures.screen(2)], by=technician
    )
    jobs()

    files = [photo.file for photo in entry.photos.select_related("file")]
    assert [file.state for file in files] == [File.State.READY] * 2
    assert Event.objects.get(verb="order.status_added").facts["photos"] == 2


def test_a_bad_photo_refuses_the_whole_status(technician):
    """W14: nothing half-written stays."""
    order = factories.an_order()
    page = SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg")

    with pytest.raises(RuleBroken):
        add_status(order, status=factories.a_status(Stage.REPAIRING), photos=[page], by=technician)

    order.refresh_from_db()
    assert order.stage == Stage.RECEIVED
    assert not order.entries.exists()
    assert not StatusPhoto.objects.exists()


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.VOID])
def test_no_status_closes_an_order(clerk, stage):
    """W16: closing asks for the balance; a status never closes by the back door."""
    with pytest.raises(RuleBroken):
        add_status(factories.an_order(), status=factories.a_status(stage), by=clerk)


def test_withdrawing_takes_the_stage_back(clerk):
    """W32: gone for the customer, kept in the history."""
    order = factories.an_order()
    add_status(order, status=factories.a_status(Stage.DIAGNOSING), by=clerk)
    entry = add_status(order, status=factories.a_status(Stage.READY), by=clerk)

    withdraw_status(entry, by=clerk)

    order.refresh_from_db()
    assert order.stage == Stage.DIAGNOSING
    assert [seen.status.stage for seen in order.entries.all().public()] == [Stage.DIAGNOSING]
    assert Event.objects.filter(verb="order.status_withdrawn").count() == 1


def test_a_technician_changes_and_withdraws_only_his_own(clerk, technician):
    """Operators and technicians change and withdraw what they put there themselves."""
    order = factories.an_order()
    add_status(order, status=factories.a_status(), by=technician)
    of_clerk = add_status(order, status=factories.a_status(), by=clerk)

    with pytest.raises(RuleBroken):
        withdraw_status(of_clerk, by=technician)
    with pytest.raises(RuleBroken):
        edit_status(of_clerk, status=of_clerk.status, note="Another's", version=of_clerk.version, by=technician)

    of_clerk.refresh_from_db()
    assert (of_clerk.withdrawn_at, of_clerk.note) == (None, "")


def test_the_last_one_stays(clerk):
    """W1: the customer always sees one status."""
    entry = factories.an_entry(factories.an_order())

    with pytest.raises(RuleBroken):
        withdraw_status(entry, by=clerk)
