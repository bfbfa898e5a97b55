"""A picture that was replaced or removed leaves nothing behind: no row, nothing in storage (W7, W23)."""

import os
import subprocess
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from faena.accounts.models import User
from faena.company.models import Company
from faena.files import making
from faena.files.models import File
from faena.lib.errors import RuleBroken
from tests import factories
from tests.files.corpus import jpeg, sent
from tests.steps import discard, receive_picture


def kept() -> list[str]:
    """Every file in storage."""
    folder = default_storage.path("")
    return [name for _, _, names in os.walk(folder) for name in names]


@pytest.mark.parametrize("is_ready", [False, True])
def test_its_row_and_what_is_stored_of_it_go(is_ready, clerk, jobs):
    file = receive_picture(sent(jpeg()), by=clerk)
    if is_ready:
        jobs()
    assert len(kept()) == (2 if is_ready else 1)

    discard(file)
    jobs()

    assert not File.objects.exists()
    assert kept() == []


def test_nothing_is_deleted_before_the_commit(clerk, jobs):
    file = receive_picture(sent(jpeg()), by=clerk)
    jobs()

    with transaction.atomic():
        discard(file)
        assert len(kept()) == 2
        transaction.set_rollback(True)
    jobs()

    assert File.objects.get().is_ready
    assert len(kept()) == 2


def test_what_something_still_shows_stays(clerk, jobs):
    file = receive_picture(sent(jpeg()), by=clerk)
    jobs()
    factories.a_user(photo=file)

    with pytest.raises(RuleBroken, match="still shown elsewhere"):
        discard(file)
    jobs()

    assert File.objects.get() == file
    assert len(kept()) == 2


def test_a_decoder_that_was_at_work_on_it_leaves_nothing(clerk, jobs, monkeypatch):
    """The row goes while its picture is being made."""
    file = receive_picture(sent(jpeg()), by=clerk)
    run = subprocess.run

    def lose_it_meanwhile(*args: Any, **kwargs: Any) -> Any:
        discard(file)
        return run(*args, **kwargs)

    monkeypatch.setattr(making.subprocess, "run", lose_it_meanwhile)
    jobs()

    assert not File.objects.exists()
    assert kept() == []


def test_a_new_face_and_a_new_logo_take_the_place_of_the_old(owner, client_of, jobs):
    """W7, W23: replaced twice and removed: one of each at most, then none."""
    browser = client_of(owner)
    for _ in range(2):
        browser.post("/me/photo/", {"photo": sent(jpeg())})
        browser.post("/settings/company/logo/", {"logo": sent(jpeg())})
        jobs()
    assert {User.objects.get(pk=owner.pk).photo_id, Company.the().logo_id} == {file.pk for file in File.objects.all()}
    assert len(kept()) == 4

    browser.post("/me/photo/removal/")
    browser.post("/settings/company/logo/removal/")
    jobs()

    assert not File.objects.exists()
    assert kept() == []


def test_somebody_typed_by_mistake_takes_the_photo_along(owner, client_of, jobs):
    """W23."""
    mistaken = factories.a_user(name="Typo")
    browser = client_of(owner)
    browser.post(f"/users/{mistaken.pk}/photo/change/", {"photo": sent(jpeg())})

    assert browser.post(f"/users/{mistaken.pk}/deletion/").status_code == 303
    jobs()

    assert not File.objects.exists()
    assert kept() == []
