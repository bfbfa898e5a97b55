"""An invitation that is handed over by whoever invites, where no mail reaches the invited (W27)."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from faena.accounts import actions
from faena.accounts.models import Invitation, Session
from faena.journal.models import Event
from faena.notifications.models import Message
from tests.accounts.mails import links
from tests.world import StaffClient

PASSWORD = "una clave propia y larga 9"


@pytest.fixture
def ana(owner):
    return actions.create_user(
        actions.Person("Ana Prado", "ana@shop.test", "es", "+584125550142"), role="technician", by=owner
    )


def page_of(ana):
    return f"/users/{ana.pk}/invitation/link/"


def made(browser, ana):
    """The page that shows the link after the button, and the link's path."""
    assert browser.post(page_of(ana)).status_code == 303
    page = browser.get(page_of(ana)).content.decode()
    return page, urlsplit(re.search(r'data-copy="([^"]+)"', page)[1]).path


def test_it_is_copied_sent_by_whatsapp_or_held_out(ana, owner, client_of):
    """M22: all three lead to the page where the password is set, once."""
    browser = client_of(owner)
    assert "Hand over a link" in browser.get(f"/users/{ana.pk}/").content.decode()
    assert "data-copy" not in browser.get(page_of(ana)).content.decode()

    page, path = made(browser, ana)

    chat = urlsplit(html.unescape(re.search(r'href="(https://wa\.me/[^"]+)"', page)[1]))
    assert chat.path == "/584125550142"
    assert parse_qs(chat.query)["text"][0].endswith(path)
    assert parse_qs(chat.query)["text"][0].startswith("Hola, Ana")
    assert 'src="data:image/svg+xml' in page
    assert StaffClient().post(path, {"password": PASSWORD}).status_code == 303
    assert "user.invited_by_hand" in [event.verb for event in Event.objects.about(ana.as_ref)]
    assert browser.get(page_of(ana))["Location"] == f"/users/{ana.pk}/"


def test_an_earlier_link_and_a_mail_that_waits_are_over(ana, owner, client_of, jobs):
    """M22: one link works at a time."""
    [mailed] = links(ana.email)
    browser = client_of(owner)
    _page, first = made(browser, ana)
    _page, second = made(browser, ana)

    assert [StaffClient().get(path).status_code for path in (mailed, first, second)] == [410, 410, 200]

    actions.invite(ana, by=owner)
    made(browser, ana)
    before = len(mail.outbox)
    jobs()
    assert len(mail.outbox) == before
    assert Message.objects.filter(state="waiting").count() == 0


def test_nobody_else_sees_it_and_nothing_keeps_it_in_the_open(ana, owner, client_of):
    """M22: not another Master's page, not the session's row, and not once it has ended."""
    browser, other = client_of(owner), client_of(owner)
    _page, path = made(browser, ana)
    token = path.split("/")[2]

    assert "data-copy" not in other.get(page_of(ana)).content.decode()
    assert token not in str([session.get_decoded() for session in Session.objects.all()])
    assert token not in str(list(Event.objects.values()))
    Invitation.objects.update(expires_at=timezone.now())
    assert "data-copy" not in browser.get(page_of(ana)).content.decode()


def test_who_has_joined_is_not_invited(owner, clerk, client_of):
    """M22: neither by the page nor by the button of a page that stood open."""
    browser = client_of(owner)

    assert browser.get(page_of(clerk)).status_code == 303
    assert browser.post(page_of(clerk)).status_code == 303
    assert not Invitation.objects.filter(user=clerk).exists()
