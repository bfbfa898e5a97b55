"""A Master takes everything out on a page: the password, a job that says how far it is, a file that lies for a day."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from faena.gate.rights import NotAllowed
from faena.journal.models import Access
from faena.lib.errors import RuleBroken
from faena.moving.archive import shelf
from faena.moving.archive.actions import ask_for_archive
from faena.moving.archive.jobs import remove_old_archives, write_asked
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "only the owner knows"


@pytest.fixture
def page(owner, client_of):
    """The page in a browser in which the owner signed in hours ago."""
    owner.set_password(PASSWORD)
    owner.save(update_fields=["password"])
    return client_of(owner)


def ask(browser, **typed):
    return browser.post(reverse("moving:archive"), typed)


def test_the_password_and_a_press_begin_a_job_that_says_how_far_it_is(page, owner):
    assert ask(page, current="something else").status_code == 422
    assert not DBTaskResult.objects.exists()

    assert ask(page, current=PASSWORD).status_code == 303

    shelved = shelf.unfinished()
    assert (shelved.by, shelved.state) == (owner.pk, shelf.WAITING)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [shelved.name, owner.pk]
    assert shelved.file.parent.stat().st_mode & 0o777 == 0o700
    shelved.say(state=shelf.WRITING, done=1500, all=4000)
    shown = page.get(reverse("moving:archive")).content.decode()
    assert "1500 of 4000 rows and files" in shown
    assert "Make the archive" not in shown


def test_while_one_is_written_no_other_begins(owner):
    ask_for_archive(by=owner)

    with pytest.raises(RuleBroken, match="is being written already"):
        ask_for_archive(by=owner)


@pytest.mark.parametrize("who", ["admin", "clerk", "seller", "technician"])
def test_nobody_else_takes_everything_out(who, request, client_of):
    person = request.getfixturevalue(who)
    shelved = factories.an_archive()
    browser = client_of(person)

    assert browser.get(reverse("moving:archive")).status_code == 403
    assert browser.get(reverse("moving:archive_file", args=[shelved.name])).status_code == 403
    with pytest.raises(NotAllowed):
        ask_for_archive(by=person)


def test_what_is_ready_is_saved_for_a_day_by_whoever_proves_who_he_is(page, owner):
    shelved = factories.an_archive(by=owner)
    address = reverse("moving:archive_file", args=[shelved.name])

    assert b"Your password" in page.get(address).content
    assert page.post(address, {"current": PASSWORD}).status_code == 303
    answer = page.get(address)

    assert b"".join(answer.streaming_content) == b"PK"
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    access = Access.objects.get(kind="export")
    assert (access.person_id, access.facts["sha256"]) == (owner.pk, shelved.sha256)
    assert access.address

    shelved.say(asked_at=(timezone.now() - timedelta(hours=25)).isoformat())
    assert page.get(address).status_code == 404


def test_what_lay_for_a_day_is_deleted_and_nothing_else(owner):
    kept, old = factories.an_archive(by=owner), factories.an_archive(by=owner)
    old.say(asked_at=(timezone.now() - timedelta(hours=25)).isoformat())
    (shelf.folder() / f"{'0' * 32}.zip.part").write_bytes(b"of a worker that was killed")

    assert remove_old_archives() == 3

    assert kept.file.exists()
    assert not old.file.exists()
    assert {path.name for path in shelf.folder().iterdir()} == {kept.file.name, f"{kept.name}.json"}


def test_only_the_newest_few_lie_there(owner):
    made = [factories.an_archive(by=owner) for _ in range(5)]

    assert [one.name for one in shelf.newest()] == [one.name for one in reversed(made[2:])]
    assert not made[0].file.exists()


@pytest.mark.slow("a whole archive is written")
@pytest.mark.django_db(transaction=True)
def test_the_job_makes_the_file_and_the_page_offers_it(owner, client_of):
    shelved = ask_for_archive(by=owner)

    write_asked.call(shelved.name, owner.pk)

    made = shelf.named(shelved.name)
    assert made.is_ready
    assert made.file.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(io.BytesIO(made.file.read_bytes())).testzip() is None
    shown = client_of(owner).get(reverse("moving:archive")).content.decode()
    assert made.sha256 in shown
    assert reverse("moving:archive_file", args=[made.name]) in shown


@pytest.mark.slow("a whole archive is written")
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_asker_lost_the_right_makes_no_file(owner, client_of):
    shelved = ask_for_archive(by=owner)
    owner.role = "operator"
    owner.save(update_fields=["role"])

    write_asked.call(shelved.name, owner.pk)

    assert shelf.named(shelved.name).has_failed
    assert not list(shelf.folder().glob("*.zip*"))


@pytest.mark.slow("a whole archive is written")
@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_given_to_a_second_worker_disturbs_nobody(owner):
    shelved = ask_for_archive(by=owner)
    write_asked.call(shelved.name, owner.pk)
    before = shelved.file.read_bytes()

    write_asked.call(shelved.name, owner.pk)

    assert shelved.file.read_bytes() == before


def test_one_that_failed_says_why(page, owner):
    ask_for_archive(by=owner).say(state=shelf.FAILED, why="room")

    shown = page.get(reverse("moving:archive")).content.decode()

    assert "no room for it on the disk" in shown
    assert "Make the archive" in shown
