"""W14, W32: what the customer was told is corrected, gets more photos, is withdrawn and shown again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from faena.files.models import File
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import (
    add_status,
    attach_photos,
    close_order,
    edit_status,
    restore_photo,
    restore_status,
    withdraw_photo,
    withdraw_status,
)
from faena.orders.models import Stage, Status, StatusEntry, StatusPhoto
from faena.upkeep.demo import pictures
from tests import factories
from tests.world import race, won


@pytest.fixture
def order(clerk):
    """EventLine "received" by the clerk, as every order is."""
    order = factories.an_order(by=clerk)
    add_status(order, status=factories.a_status(Stage.RECEIVED, name="We have it"), by=clerk)
    return order


@pytest.fixture
def entry(order, technician):
    """The technician told the customer that it is ready, too early."""
    return add_status(order, status=factories.a_status(Stage.READY, name="Ready"), note="All don.", by=technician)


def change(entry, by, **more):
    facts = {"status": entry.status, "note": entry.note, "version": entry.version} | more
    return edit_status(entry, **facts, by=by)


# --- correcting ---------------------------------------------------------------------------------------------


def test_status_and_stage_follow_a_correction(order, entry, technician):
    """W32: the newest status decides where the order stands, also when it is corrected."""
    change(entry, technician, status=factories.a_status(Stage.REPAIRING, name="Almost"))

    order.refresh_from_db()
    assert (order.stage, order.status.name) == (Stage.REPAIRING, "Almost")


@pytest.mark.parametrize("end", [Stage.VOID, Stage.CLOSED])
def test_a_status_that_was_moved_to_the_end_ends_no_order(order, clerk, technician, end):
    """W11, W16: the company's words lie on another stage by now; only closing and voiding bring an order there, or a
    technician would void it by taking his own status back."""
    moved = factories.a_status(Stage.WAITING, name="Given up")
    add_status(order, status=moved, by=clerk)
    later = add_status(order, status=factories.a_status(Stage.REPAIRING, name="Bench"), by=technician)
    Status.objects.filter(pk=moved.pk).update(stage=end)

    withdraw_status(later, by=technician)

    order.refresh_from_db()
    assert (order.stage, order.status.name) == (Stage.RECEIVED, "We have it")


def test_the_history_says_what_it_was(entry, technician):
    """W32: old → new, status and note, in one event."""
    change(entry, technician, status=factories.a_status(Stage.REPAIRING, name="Almost"), note="All done.")

    line = render_event(Event.objects.get(verb="order.status_edited"))
    assert line.text == "Tina Technician corrected “Ready”"
    assert [(one.label, one.old, one.new) for one in line.changes] == [
        ("Status", "Ready", "Almost"),
        ("Note", "All don.", "All done."),
    ]


def test_the_moment_and_the_author_stay(entry, admin, technician):
    """W1: the order of the story is that in which it happened."""
    before = entry.happened_at

    change(entry, admin, note="All done.")

    entry.refresh_from_db()
    assert (entry.happened_at, entry.author) == (before, technician)


def test_saving_without_a_change_is_no_event(entry, technician):
    change(entry, technician)

    assert not Event.objects.filter(verb="order.status_edited").exists()


def test_two_who_correct_at_once_do_not_overwrite_each_other(entry, admin, technician):
    """W32: the second one sees what the first one saved."""
    change(entry, admin, note="First.")

    with pytest.raises(Stale) as late:
        change(entry, technician, note="Second.")

    assert late.value.current.note == "First."


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_one_moment_one_wins(owner):
    """W32: the version is looked at under the lock."""
    entry = factories.an_entry(factories.an_order())

    outcomes = race(lambda place: change(entry, owner, note=f"Note {place}"), 8)

    assert len(won(outcomes)) == 1
    assert all(isinstance(one, Stale) for one in outcomes if one not in won(outcomes))
    assert Event.objects.filter(verb="order.status_edited").count() == 1


def test_a_retired_status_stays_but_cannot_be_chosen(entry, technician):
    retired = factories.a_status(name="Old words")
    retired.retired_at = entry.at
    retired.save()

    with pytest.raises(RuleBroken, match="no longer offered"):
        change(entry, technician, status=retired)
    StatusEntry.objects.filter(pk=entry.pk).update(status=retired)
    entry.refresh_from_db()
    assert change(entry, technician, note="Still its status.").note == "Still its status."


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.VOID])
def test_a_correction_closes_no_order(entry, technician, stage):
    """W16: closing asks for the balance; a corrected status never closes by the back door."""
    with pytest.raises(RuleBroken, match="Close"):
        change(entry, technician, status=factories.a_status(stage))


# --- more photos ----------------------------------------------------------------------------------------------


def test_photos_are_attached_behind_those_that_are_there(order, technician, clerk, jobs):
    """W32: an Operator or a Technician attaches to everybody's statuses."""
    entry = add_status(order, status=factories.a_status(), photos=[pictures.board(1)], by=technician)

    attach_photos(entry, photos=[pictures.screen(2), pictures.board(3)], by=clerk)
    jobs()

    photos = list(entry.photos.select_related("file"))
    assert [photo.position for photo in photos] == [0, 1, 2]
    assert {photo.file.state for photo in photos} == {File.State.READY}
    assert Event.objects.get(verb="order.photos_attached").facts["photos"] == 2


def test_a_bad_photo_attaches_nothing(entry, technician):
    """W32: nothing half-written stays."""
    page = SimpleUploadedFile("photo.jpg", b"<svg onload=alert(1)>", "image/jpeg")

    with pytest.raises(RuleBroken):
        attach_photos(entry, photos=[pictures.board(1), page], by=technician)

    assert not StatusPhoto.objects.exists()
    assert not Event.objects.filter(verb="order.photos_attached").exists()


def test_attaching_nothing_is_refused(entry, technician):
    with pytest.raises(RuleBroken) as refused:
        attach_photos(entry, photos=[], by=technician)

    assert refused.value.at == "photos"


# --- taking back ----------------------------------------------------------------------------------------------


def test_a_withdrawn_status_is_shown_again_where_it_stood(order, entry, technician):
    """W32: a slip of the finger is undone; stage and status come back."""
    withdraw_status(entry, by=technician)
    order.refresh_from_db()
    assert order.stage == Stage.RECEIVED

    restore_status(entry, by=technician)

    order.refresh_from_db()
    assert order.stage == Stage.READY
    assert entry in order.entries.all().public()
    assert Event.objects.filter(verb="order.status_restored").count() == 1


def test_the_last_status_that_the_customer_sees_is_not_taken_back(order, entry, admin, technician):
    """W32: the tracking page is never empty; what was withdrawn before does not count."""
    withdraw_status(entry, by=technician)
    last = order.entries.get(withdrawn_at=None)

    with pytest.raises(RuleBroken, match="one status at least"):
        withdraw_status(last, by=admin)

    last.refresh_from_db()
    assert last.withdrawn_at is None
    assert Event.objects.filter(verb="order.status_withdrawn").count() == 1


def test_what_is_withdrawn_is_neither_corrected_nor_photographed(entry, technician):
    withdraw_status(entry, by=technician)
    entry.refresh_from_db()

    for act in (lambda: change(entry, technician, note="x"), lambda: attach_photos(entry, photos=["x"], by=technician)):
        with pytest.raises(RuleBroken, match="withdrawn"):
            act()


def test_one_photo_is_taken_back_and_kept(order, technician, jobs):
    """W32: gone for the customer, kept with who took it back and when."""
    entry = add_status(order, status=factories.a_status(), photos=[pictures.board(1), pictures.board(2)], by=technician)
    jobs()
    photo = entry.photos.first()

    withdraw_photo(photo, by=technician)
    withdraw_photo(photo, by=technician)

    photo.refresh_from_db()
    assert photo.withdrawn_at is not None
    assert photo.withdrawn_by == technician
    assert Event.objects.filter(verb="order.photo_withdrawn").count() == 1
    restore_photo(photo, by=technician)
    photo.refresh_from_db()
    assert (photo.withdrawn_at, photo.withdrawn_by) == (None, None)
    assert Event.objects.filter(verb="order.photo_restored").count() == 1


# --- who ------------------------------------------------------------------------------------------------------


def test_operator_and_technician_change_only_their_own(order, entry, clerk):
    """They edit and withdraw what they put there themselves."""
    photo = StatusPhoto.objects.create(entry=entry, file=factories.a_file())

    for act in (
        lambda: change(entry, clerk, note="Mine now."),
        lambda: withdraw_status(entry, by=clerk),
        lambda: restore_status(entry, by=clerk),
        lambda: withdraw_photo(photo, by=clerk),
    ):
        with pytest.raises(RuleBroken, match="Only its author"):
            act()
    assert not Event.objects.filter(verb__in=["order.status_edited", "order.photo_withdrawn"]).exists()


def test_who_attached_a_photo_takes_it_back(entry, clerk):
    """Own is what one put there, though the status is another's."""
    [photo] = attach_photos(entry, photos=[pictures.board(1)], by=clerk).photos.all()

    assert withdraw_photo(photo, by=clerk).withdrawn_by == clerk


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_master_and_administrator_change_everybodys(request, entry, role):
    """They edit and withdraw what anybody put there."""
    by = request.getfixturevalue(role)

    assert change(entry, by, note="Better.").note == "Better."
    entry.refresh_from_db()
    assert withdraw_status(entry, by=by).withdrawn_by == by


# --- closed ---------------------------------------------------------------------------------------------------


def test_a_closed_order_keeps_everything_as_it_was(owner):
    """W16: closed = read-only, photos and all."""
    order = factories.an_order()
    entry = factories.an_entry(order)
    photo = StatusPhoto.objects.create(entry=entry, file=factories.a_file())
    factories.an_entry(order)
    factories.a_payment(order.charge, amount=order.charge.amount)
    closed = close_order(order, outcome="repaired", work_done="Done.", version=order.version, by=owner)

    for act in (
        lambda: change(entry, owner, note="x"),
        lambda: attach_photos(entry, photos=[pictures.board(1)], by=owner),
        lambda: withdraw_status(entry, by=owner),
        lambda: restore_status(entry, by=owner),
        lambda: withdraw_photo(photo, by=owner),
    ):
        with pytest.raises(RuleBroken, match=f"{closed} is closed"):
            act()
