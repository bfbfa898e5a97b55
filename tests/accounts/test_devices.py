"""Where somebody is signed in (B16): seen, ended one by one or all at once, and a mail at a device that is new."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore as FrameworksStore
from django.utils import timezone

from faena.accounts import actions
from faena.accounts.browsers import browser_name
from faena.accounts.models import Session
from faena.journal.models import Event
from tests.accounts.mails import mails
from tests.factories import PASSWORD
from tests.world import StaffClient, sign_in

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


def signed_in(user, agent=DESK, address="203.0.113.5"):
    browser = StaffClient(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    assert browser.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 303
    return browser


def is_in(browser):
    return browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_in_plain_words(agent, name):
    assert browser_name(agent) == name


def test_the_page_shows_each_device_and_no_key(clerk, seller):
    phone, desk = signed_in(clerk, PHONE, "203.0.113.9"), signed_in(clerk)
    signed_in(seller, PHONE)

    page = desk.get("/me/access/").content.decode()

    assert page.count("Chrome, Android") == 1
    assert "203.0.113.9" in page
    assert page.count("This one") == 1
    for browser in (phone, desk):
        assert browser.cookies["session"].value not in page


def test_one_device_is_signed_out_at_its_next_request(clerk, seller):
    phone, desk = signed_in(clerk, PHONE), signed_in(clerk)
    stranger = signed_in(seller)
    marks = {session.browser: session.mark for session in clerk.sessions.all()}

    stranger.post("/me/sessions/end/", {"session": marks["Chrome, Android"]})
    assert is_in(phone), "nobody ends what is somebody else's"
    assert desk.post("/me/sessions/end/", {"session": marks["Chrome, Android"]}).url == "/me/access/"

    assert not is_in(phone)
    assert is_in(desk)
    event = Event.objects.about(clerk.as_ref).last()
    assert (event.verb, event.said["device"]) == ("user.session_ended", "Chrome, Android")


def test_all_the_others_are_signed_out(clerk):
    others, this = [signed_in(clerk, PHONE), signed_in(clerk)], signed_in(clerk)

    this.post("/me/sessions/others/end/")

    assert [is_in(browser) for browser in (*others, this)] == [False, False, True]


def test_a_master_signs_somebody_out_everywhere(clerk, owner, client_of):
    phone, desk = signed_in(clerk, PHONE), signed_in(clerk)

    client_of(owner).post(f"/users/{clerk.pk}/sessions/end/")

    assert not is_in(phone)
    assert not is_in(desk)
    assert not clerk.sessions.exists()
    assert Event.objects.about(clerk.as_ref).last().verb == "user.sessions_ended"


def test_what_ended_otherwise_is_not_shown_as_live(clerk, owner):
    signed_in(clerk, PHONE)
    session = clerk.sessions.get()
    assert session.expire_date < timezone.now() + timedelta(hours=13), "as the session itself ends (W4)"

    actions.give_role(clerk, role="seller", by=owner)

    assert not clerk.sessions.exists()


def test_changing_the_password_keeps_this_device_alone(clerk):
    phone, desk = signed_in(clerk, PHONE), signed_in(clerk)

    desk.post("/me/password/", {"current": PASSWORD, "password": "otra clave bien larga 8"})

    assert (is_in(phone), is_in(desk)) == (False, True)
    assert [session.browser for session in Session.objects.filter(user=clerk)] == ["Firefox, Linux"]
    assert "Your password was changed" in mails(clerk.email)[-1].body


def test_an_upgrade_signs_nobody_out(clerk):
    framework = FrameworksStore()
    framework.update(sign_in(clerk).session)
    framework.save()
    Session.objects.all().delete()
    move = import_module("faena.accounts.migrations.0005_sessions_move")
    browser = StaffClient()
    browser.cookies["session"] = framework.session_key
    assert not is_in(browser)

    move.to_accounts(apps, None)

    browser.cookies["session"] = framework.session_key
    assert is_in(browser)
    assert clerk.sessions.count() == 1
    move.to_the_framework(apps, None)
    assert FrameworksStore(framework.session_key).load()["ends_at"]


def test_a_mail_tells_of_a_device_that_is_new_and_of_no_other(clerk):
    browser = signed_in(clerk, PHONE, "203.0.113.9")
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"login": clerk.email, "password": PASSWORD})

    told = [mail for mail in mails(clerk.email) if "never was before" in mail.body]

    assert len(told) == 1
    assert "Chrome, Android, from the address 203.0.113.9" in told[0].body
    assert "http" not in told[0].body, "no link that somebody could learn to follow"
    signed_in(clerk, DESK)
    assert len([mail for mail in mails(clerk.email) if "never was before" in mail.body]) == 2
