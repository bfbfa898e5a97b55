"""Signing in (W3, W4, W5): one answer for whoever does not get in, and never anywhere but here afterwards."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone

from faena.accounts.hashers import Argon2
from faena.accounts.models import User
from tests import factories
from tests.factories import PASSWORD
from tests.world import StaffClient

pytestmark = pytest.mark.django_db
PAGE = "/sign-in/"
DAY = 24 * 3600


def attempt(browser, login, password=PASSWORD, **more):
    return browser.post(PAGE, {"login": login, "password": password, **more})


def is_in(browser):
    return browser.get("/me/").status_code == 200


def body(answer):
    """The page without what differs on every rendering."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", answer.content.decode())


def test_signs_in_with_the_e_mail_in_any_case(clerk, visitor):
    """W3."""
    answer = attempt(visitor, " Clerk@SHOP.test ")

    assert answer.status_code == 303
    assert answer.url == "/"
    assert is_in(visitor)


@pytest.mark.parametrize("path", ["/me/", "/users/", "/me/password/"])
def test_a_closed_page_sends_to_sign_in_and_back(owner, visitor, path):
    """W3."""
    there = visitor.get(path)
    assert there.url == f"{PAGE}?next={path}"

    page = visitor.get(there.url).content.decode()
    assert f'name="next" value="{path}"' in page

    assert attempt(visitor, owner.email, next=path).url == path


def test_unknown_wrong_and_inactive_get_the_same_answer(clerk, seller):
    """W3: nobody learns who works here."""
    User.objects.filter(pk=seller.pk).update(is_active=False)
    answers = [
        attempt(StaffClient(), "nobody@shop.test"),
        attempt(StaffClient(), "nobody@shop.test", "wrong"),
        attempt(StaffClient(), clerk.email, "wrong"),
        attempt(StaffClient(), seller.email),
        attempt(StaffClient(), "system@faena.invalid", "wrong"),
    ]

    assert {answer.status_code for answer in answers} == {422}
    pages = {re.sub(r'value="[^"]*@[^"]*"', "", body(answer)) for answer in answers}
    assert len(pages) == 1
    assert "The e-mail or the password is not right" in pages.pop()


def test_what_was_typed_stays_but_not_the_password(clerk, visitor):
    """W3."""
    page = attempt(visitor, clerk.email, "wrong-password").content.decode()

    assert clerk.email in page
    assert "wrong-password" not in page


@pytest.mark.parametrize(("wrong", "hashes"), [("wrong", 1), ("contraseña", 2), ("contrasen\u0303a", 2)])
def test_every_failure_hashes_as_many_passwords(clerk, seller, monkeypatch, settings, wrong, hashes):
    """The time tells nothing either; M36: whatever signs were typed."""
    right = PASSWORD if wrong.isascii() else f"{PASSWORD} ñ"
    settings.PASSWORD_HASHERS = ["faena.accounts.hashers.Argon2"]
    for user, active in ((clerk, True), (seller, False)):
        user.set_password(right)
        user.is_active = active
        user.save()
    invited = factories.a_user("invited")
    invited.set_unusable_password()
    invited.save()
    done = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda self, *a, real=real, **k: done.append(1) or real(self, *a, **k)
        )

    spent = []
    for login, password in [
        ("nobody@shop.test", wrong),
        (clerk.email, wrong),
        (seller.email, right),
        (seller.email, wrong),
        (invited.email, wrong),
    ]:
        done.clear()
        assert attempt(StaffClient(), login, password).status_code == 422
        spent.append(len(done))

    assert spent == [hashes] * 5


COMPOSED, DECOMPOSED = "contraseña útil 9", "contrasen\u0303a u\u0301til 9"


@pytest.mark.parametrize("first", [COMPOSED, DECOMPOSED])
def test_a_password_is_the_same_from_every_keyboard(clerk, visitor, settings, first):
    """M36: set on one, typed on another; asked again by a page as well."""
    settings.PASSWORD_HASHERS = ["faena.accounts.hashers.Argon2"]
    clerk.set_password(first)
    clerk.save()

    for typed in (COMPOSED, DECOMPOSED):
        browser = StaffClient()
        assert attempt(browser, clerk.email, typed).status_code == 303
        assert is_in(browser)
        assert attempt(StaffClient(), clerk.email, typed.upper()).status_code == 422
    changed = browser.post("/me/password/", {"current": COMPOSED, "password": f"{DECOMPOSED} x"})
    assert changed.status_code == 303
    assert attempt(visitor, clerk.email, f"{COMPOSED} x").status_code == 303


@pytest.mark.parametrize("kept", [COMPOSED, DECOMPOSED])
def test_what_was_kept_as_it_was_typed_still_opens(clerk, settings, kept):
    """M36: a hash of before."""
    hashed = Argon2PasswordHasher.encode(Argon2(), kept, Argon2().salt())
    settings.PASSWORD_HASHERS = ["faena.accounts.hashers.Argon2"]
    User.objects.filter(pk=clerk.pk).update(password=hashed)

    for typed in (COMPOSED, DECOMPOSED):
        assert attempt(StaffClient(), clerk.email, typed).status_code == 303
    clerk.refresh_from_db()
    assert clerk.password == hashed, "or every session would have ended"


def test_letters_are_counted_as_people_see_them(clerk, client_of):
    """M36: five letters with a mark each are five."""
    clerk.set_password(PASSWORD)
    clerk.save()

    answer = client_of(clerk).post("/me/password/", {"current": PASSWORD, "password": "n\u0303" * 5})

    assert answer.status_code == 422


def test_the_two_that_nobody_is_never_get_in(db, visitor):
    """Nobody signs in as a job or as a customer by link."""
    for user in User.objects.filter(role=None):
        user.set_password(PASSWORD)
        user.save()
        assert attempt(visitor, user.email).status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test", "///evil.test", "////evil.test", "/\\evil.test", "\\\\evil.test", "/\\/evil.test",
        "https://evil.test", "http:evil.test", "https:///evil.test", "HTTPS://EVIL.TEST", "ftp://evil.test",
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "mailto:x@evil.test",
        "/\t/evil.test", "/\n/evil.test", "\t//evil.test", " //evil.test", "\x00//evil.test", "evil.test",
        "@evil.test", ".evil.test", "?next=//evil.test", "#//evil.test", "http://testserver@evil.test",
        "http://testserver.evil.test", "http://evil.test/testserver", "//testserver@evil.test", "https:evil.test",
        "//evil.test\\@testserver", "/\r/evil.test", "\u2028//evil.test", "http://testserver:80@evil.test/",
        "//[evil.test", "http://[::1", "////", "http://testserver/", "java\tscript:alert(1)",
    ],
)  # fmt: skip
def test_next_never_leads_away(clerk, visitor, target):
    """Forty ways to write somebody else's address."""
    answer = attempt(visitor, clerk.email, next=target)

    assert answer.status_code == 303
    assert answer.url == "/"


def test_next_keeps_its_query(clerk, visitor):
    assert attempt(visitor, clerk.email, next="/users/?q=a%20b&page=x").url == "/users/?q=a%20b&page=x"


def test_unchecked_the_session_ends_with_the_browser_or_after_hours(clerk, visitor):
    """W4: twelve hours by the company's setting."""
    attempt(visitor, clerk.email)

    assert visitor.cookies["session"]["max-age"] == ""
    assert left(visitor) == pytest.approx(12 * 3600, abs=60)


def test_checked_it_lasts_days(clerk, visitor):
    """W4: thirty days by the company's setting."""
    attempt(visitor, clerk.email, remember="on")

    assert visitor.cookies["session"]["max-age"] == pytest.approx(30 * 24 * 3600, abs=60)
    assert left(visitor) == pytest.approx(30 * 24 * 3600, abs=60)


def test_the_lengths_are_the_company_s(clerk, visitor):
    """W4."""
    factories.the_company(session_hours=2, remember_days=3)

    attempt(visitor, clerk.email)
    assert left(visitor) == pytest.approx(2 * 3600, abs=60)

    attempt(other := StaffClient(), clerk.email, remember="on")
    assert left(other) == pytest.approx(3 * 24 * 3600, abs=60)


@pytest.mark.parametrize("remember", ["", "on"])
def test_the_server_ends_the_session_whatever_the_browser_keeps(clerk, visitor, remember):
    """W4."""
    attempt(visitor, clerk.email, remember=remember)
    session = visitor.session
    session["ends_at"] -= timedelta(days=30).total_seconds() if remember else timedelta(hours=12).total_seconds()
    session.save()

    assert visitor.get("/me/").url == f"{PAGE}?next=/me/"


@pytest.mark.parametrize(("remember", "span", "longest"), [("", 12 * 3600, 7 * DAY), ("on", 30 * DAY, 90 * DAY)])
def test_a_session_ends_some_time_after_its_last_use(clerk, visitor, remember, span, longest):
    """M11, W4: whatever a person does moves the end on; what a page asks for by itself does not, nor does anything
    beyond the absolute end. The cookie of a kept one follows."""

    def goes_by(share):
        session = visitor.session
        for mark in ("ends_at", "last_end"):
            session[mark] -= span * share
        session.save()

    attempt(visitor, clerk.email, remember=remember)
    goes_by(0.9)
    visitor.get("/notifications/", headers={"X-By-Itself": "1"})
    assert left(visitor) == pytest.approx(span * 0.1, abs=60)
    assert is_in(visitor)
    assert left(visitor) == pytest.approx(span, abs=60)
    if remember:
        assert visitor.cookies["session"]["max-age"] == pytest.approx(span, abs=60)

    session = visitor.session
    session["last_end"] = timezone.now().timestamp() + 300
    session.save()
    goes_by(0)
    session["ends_at"] = timezone.now().timestamp() + 200
    session.save()
    assert is_in(visitor)
    assert left(visitor) <= 300
    assert session["last_end"] - timezone.now().timestamp() < longest
    session["ends_at"] = session["last_end"] = timezone.now().timestamp() - 1
    session.save()
    assert not is_in(visitor)


def test_the_longest_session_is_a_setting(clerk, visitor, settings):
    """M11: FAENA_SESSION_DAYS and FAENA_KEPT_SESSION_DAYS (.env.example)."""
    settings.SESSION_DAYS, settings.KEPT_SESSION_DAYS = 3, 20
    for remember, last, first in (("", 3 * DAY, 12 * 3600), ("on", 20 * DAY, 20 * DAY)):
        browser = StaffClient()
        attempt(browser, clerk.email, remember=remember)
        assert browser.session["last_end"] - timezone.now().timestamp() == pytest.approx(last, abs=60)
        assert left(browser) == pytest.approx(first, abs=60)


def test_a_session_without_an_end_is_none(clerk, visitor):
    visitor.force_login(clerk)

    assert not is_in(visitor)


def test_signing_in_changes_the_session_s_key(clerk, visitor):
    """A key that was planted before is worth nothing."""
    session = visitor.session
    session["planted"] = True
    session.save()
    visitor.cookies["session"] = session.session_key
    before = visitor.cookies["session"].value

    attempt(visitor, clerk.email)

    assert visitor.cookies["session"].value != before


def test_signing_out_takes_a_post(clerk, client_of):
    """No link or picture signs anybody out."""
    browser = client_of(clerk)

    assert browser.get("/sign-out/").status_code == 405
    assert is_in(browser)

    assert browser.post("/sign-out/").url == PAGE
    assert not is_in(browser)


def test_without_the_csrf_token_nothing_happens(clerk):
    """No page of another site signs anybody in."""
    browser = StaffClient(enforce_csrf_checks=True)

    assert attempt(browser, clerk.email).status_code == 403
    assert not is_in(browser)


def test_who_is_in_already_goes_home(clerk, client_of):
    assert client_of(clerk).get(PAGE).url == "/"


def test_the_password_field_has_an_eye(visitor):
    """W5."""
    page = visitor.get(PAGE).content.decode()

    assert 'data-secret="id_password"' in page
    assert "Show password" in page


@pytest.mark.parametrize("header", [{"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ACCEPT": "application/json"}])
def test_no_header_makes_it_an_api(visitor, header):
    answer = visitor.get(PAGE, **header)

    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("text", ["", "x" * 100_000, "a\x00b", "<script>", "{{7*7}}", "\u202eevil", "😀@shop.test"])
def test_bad_input_is_a_sentence(visitor, text):
    answer = attempt(visitor, text, text)

    assert answer.status_code == 422
    assert "49" not in re.findall(r'value="([^"]*)"', answer.content.decode())


def left(browser):
    return browser.session["ends_at"] - timezone.now().timestamp()


@pytest.mark.parametrize(("ahead", "stays"), [(3600, True), (3650 * DAY, False)])
def test_a_clock_that_is_put_back_ends_only_what_would_live_for_years(ahead, stays, clerk, visitor):
    """W4: an hour ends nobody's session; one that began years ahead would outlive everybody."""
    attempt(visitor, clerk.email)
    session = visitor.session
    for end in ("ends_at", "last_end"):
        session[end] += ahead
    session.save()

    assert is_in(visitor) is stays
