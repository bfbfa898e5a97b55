"""The shop's logo (W7): sent by those who run the shop, shown to everybody once it is decoded."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from faena.company.models import Company
from faena.journal.models import Event

PAGE = "/settings/company/logo/"


def a_picture(size=(320, 120)):
    data = BytesIO()
    Image.new("RGB", size, "teal").save(data, "PNG")
    return SimpleUploadedFile("logo.png", data.getvalue(), "image/png")


def test_everybody_sees_it_once_it_is_decoded(owner, client_of, visitor, jobs):
    """W7."""
    assert visitor.get("/logo/").status_code == 404

    answer = client_of(owner).post(PAGE, {"logo": a_picture()})
    assert answer.status_code == 303
    assert visitor.get("/logo/").status_code == 404
    assert Company.the().logo_url == ""

    jobs()
    assert Company.the().logo_url.startswith("/logo/?")
    shown = visitor.get("/logo/")
    assert shown.status_code == 200
    assert shown["Content-Type"].startswith("image/")
    assert Event.objects.filter(verb="company.logo_changed").count() == 1


def test_it_can_be_replaced_and_removed(owner, client_of, jobs):
    browser = client_of(owner)
    browser.post(PAGE, {"logo": a_picture()})
    first = Company.the().logo_id
    browser.post(PAGE, {"logo": a_picture(size=(64, 64))})
    assert Company.the().logo_id != first

    assert browser.post(f"{PAGE}removal/").status_code == 303
    assert Company.the().logo_id is None
    assert browser.post(f"{PAGE}removal/").status_code == 303
    assert Event.objects.filter(verb="company.logo_removed").count() == 1


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("logo.png", b"", "image/png"),
        SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png"),
        SimpleUploadedFile("logo.exe", b"MZ" * 100, "application/octet-stream"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(owner, client_of, upload):
    page = client_of(owner).post(PAGE, {"logo": upload})

    assert page.status_code == 422
    assert 'class="field-error"' in page.content.decode()
    assert Company.the().logo_id is None


def test_nothing_sent_is_refused(owner, client_of):
    assert client_of(owner).post(PAGE).status_code == 422


def test_an_operator_may_not(clerk, client_of):
    assert client_of(clerk).post(PAGE, {"logo": a_picture()}).status_code == 403
    assert client_of(clerk).post(f"{PAGE}removal/").status_code == 403
    assert Company.the().logo_id is None


def test_a_new_logo_makes_no_open_form_stale(owner, client_of):
    version = Company.the().version

    client_of(owner).post(PAGE, {"logo": a_picture()})

    assert Company.the().version == version
