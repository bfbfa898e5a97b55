"""One's own page (W8, W23): name, phone, language, photo, password; nobody needs a Master for these."""

import pytest
from django.contrib.auth import SESSION_KEY

from faena.accounts.models import User
from faena.journal.models import Event
from tests.factories import PASSWORD
from tests.files.corpus import heic, jpeg, png_with_texts, sent
from tests.world import StaffClient

NEW = "otra clave bien larga 8"
ME, WORD = "/me/", "/me/password/"
EVERYBODY = ["owner", "admin", "clerk", "seller", "technician"]


@pytest.fixture(params=EVERYBODY)
def anybody(request, db):
    return request.getfixturevalue(request.param)


def test_everybody_corrects_their_own_data(anybody, client_of):
    """Everybody: own language, photo, password (the first row of the table of grants)."""
    role, email = anybody.role, anybody.email
    answer = client_of(anybody).post(
        ME, {"name": "New Name", "phone": "0412-5550102", "language": "es", "version": 1,
             "role": "master", "email": "stolen@shop.test", "is_active": ""},
    )  # fmt: skip

    assert answer.url == ME
    anybody.refresh_from_db()
    assert (anybody.name, anybody.phone, anybody.language) == ("New Name", "+584125550102", "es")
    assert (anybody.role, anybody.email, anybody.is_active) == (role, email, True)


def test_positions_stay(technician, client_of):
    from tests.factories import a_position

    bench = a_position("Bench")
    technician.positions.add(bench)
    browser = client_of(technician)
    assert "Bench" in browser.get(ME).content.decode()

    browser.post(ME, {"name": "Tina", "phone": "", "language": "en", "version": 1})

    assert list(technician.positions.all()) == [bench]


def test_a_stale_page_shows_both(clerk, client_of):
    phone, desk = client_of(clerk), client_of(clerk)
    phone.post(ME, {"name": "On the phone", "phone": "", "language": "en", "version": 1})

    answer = desk.post(ME, {"name": "At the desk", "phone": "", "language": "en", "version": 1})

    assert answer.status_code == 422
    assert "On the phone" in answer.content.decode()
    assert "At the desk" in answer.content.decode()


# --- language -----------------------------------------------------------------------------------------------


def test_the_switch_changes_the_user_s_language(clerk, client_of):
    """Every device reads it from then on."""
    answer = client_of(clerk).post("/language/", {"language": "pt-br", "next": "/me/"})

    assert (answer.status_code, answer["Location"]) == (303, "/me/")
    clerk.refresh_from_db()
    assert clerk.language == "pt-br"
    assert client_of(clerk).get(ME)["Content-Language"] == "pt-br"


def test_the_language_that_one_reads_already_is_no_event(clerk, client_of):
    client_of(clerk).post("/language/", {"language": clerk.language})

    assert not Event.objects.about(clerk.as_ref).exists()


def test_a_visitor_s_choice_is_a_cookie(db, visitor):
    visitor.post("/language/", {"language": "pt-br"})

    assert visitor.get("/sign-in/")["Content-Language"] == "pt-br"


@pytest.mark.parametrize("code", ["", "tlh", "en; x"])
def test_an_unknown_language_changes_nothing(clerk, client_of, code):
    client_of(clerk).post("/language/", {"language": code})

    clerk.refresh_from_db()
    assert clerk.language == "en"
    assert client_of(clerk).get("/language/").status_code == 405


# --- password -------------------------------------------------------------------------------------------------


def test_changing_asks_the_current_one_and_keeps_only_this_session(clerk, client_of):
    """W8."""
    here, phone = client_of(clerk), client_of(clerk)
    key = here.session.session_key

    answer = here.post(WORD, {"current": PASSWORD, "password": NEW})

    assert answer.url == ME
    assert here.get(ME).status_code == 200
    assert here.session.session_key != key
    assert SESSION_KEY in here.session
    assert "ends_at" in here.session
    assert phone.get(ME).status_code == 302
    assert StaffClient().post("/sign-in/", {"login": clerk.email, "password": NEW}).status_code == 303
    assert [event.verb for event in Event.objects.about(clerk.as_ref)] == ["user.password_changed", "user.device_new"]


@pytest.mark.parametrize(
    ("current", "password", "says"),
    [
        ("wrong", NEW, "This is not your password now."),
        ("", NEW, "Fill this in."),
        (PASSWORD, "", "Fill this in."),
        (PASSWORD, "short", "at least 10 characters"),
        (PASSWORD, "clara clerk", "too similar"),
        (PASSWORD, "1234567890", "too common"),
        (PASSWORD, "x" * 201, "at most 200"),
    ],
)
def test_a_wrong_one_changes_nothing(clerk, client_of, current, password, says):
    """W8."""
    browser, phone = client_of(clerk), client_of(clerk)

    answer = browser.post(WORD, {"current": current, "password": password})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert phone.get(ME).status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_spaces_belong_to_a_password(clerk, client_of):
    """W8: what was typed is what counts."""
    client_of(clerk).post(WORD, {"current": PASSWORD, "password": "  two spaces around  "})

    clerk.refresh_from_db()
    assert clerk.check_password("  two spaces around  ")


# --- photo ----------------------------------------------------------------------------------------------------


def picture(contents):
    return {"photo": sent(contents)}


@pytest.mark.parametrize("kind", [jpeg, png_with_texts, heic])
def test_a_photo_is_added_and_shows_when_it_is_ready(clerk, client_of, jobs, kind):
    """W23: whatever the phone makes of it."""
    browser = client_of(clerk)

    assert browser.post("/me/photo/", picture(kind())).url == ME
    assert "is being prepared" in browser.get(ME).content.decode()
    jobs()

    user = User.objects.get(pk=clerk.pk)
    assert user.photo.is_ready
    assert user.photo_url in browser.get(ME).content.decode()
    answer = browser.get(user.photo_url)
    assert answer["Content-Type"] == "image/webp"
    assert b"SECRET" not in b"".join(answer.streaming_content)


def test_it_is_changed_and_removed(clerk, client_of, jobs):
    """W23."""
    browser = client_of(clerk)
    browser.post("/me/photo/", picture(jpeg()))
    first = User.objects.get(pk=clerk.pk).photo_id
    browser.post("/me/photo/", picture(png_with_texts()))
    jobs()
    assert User.objects.get(pk=clerk.pk).photo_id != first

    browser.post("/me/photo/removal/")

    assert User.objects.get(pk=clerk.pk).photo is None
    assert browser.get(f"/users/{clerk.pk}/photo/").status_code == 404
    verbs = [event.verb for event in Event.objects.about(clerk.as_ref)]
    assert verbs == ["user.photo_changed", "user.photo_changed", "user.photo_removed"]


@pytest.mark.parametrize("contents", [b"", b"<svg/>", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_is_a_sentence(clerk, client_of, contents):
    """W23."""
    browser = client_of(clerk)
    answer = browser.post("/me/photo/", picture(contents), follow=True)

    assert "is-error" in answer.content.decode()
    assert User.objects.get(pk=clerk.pk).photo is None


def test_colleagues_see_the_face_and_strangers_do_not(clerk, seller, client_of, jobs):
    """W23: it stands beside what each one wrote."""
    client_of(clerk).post("/me/photo/", picture(jpeg()))
    jobs()
    address = User.objects.get(pk=clerk.pk).photo_url

    assert client_of(seller).get(address).status_code == 200
    assert StaffClient().get(address).status_code == 302


def test_a_master_changes_another_s_photo_and_a_clerk_does_not(owner, clerk, seller, client_of):
    """W23, W28."""
    assert client_of(owner).post(f"/users/{clerk.pk}/photo/change/", picture(jpeg())).status_code == 303
    assert client_of(seller).post(f"/users/{clerk.pk}/photo/change/", picture(jpeg())).status_code == 403
    assert User.objects.get(pk=clerk.pk).photo is not None
