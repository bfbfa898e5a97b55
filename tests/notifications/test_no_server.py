"""Where no mail server is set a mail becomes a file: it says so, and so do the pages where mails begin."""

import pytest

from faena.notifications.jobs import deliver
from faena.notifications.models import Message
from tests import factories
from tests.steps import make_link
from tests.world import sign_in

BACKENDS = "django.core.mail.backends."
SAID = "Mails are not sent"


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = f"{BACKENDS}filebased.EmailBackend"


@pytest.mark.parametrize("backend", ["filebased", "console"])
def test_what_only_became_a_file_was_not_sent(owner, settings, backend):
    """M22: it stands with what did not leave, with its reason, and is not tried for hours."""
    settings.EMAIL_BACKEND = f"{BACKENDS}{backend}.EmailBackend"
    message = factories.a_message(state="waiting", attempts=0, problem="")

    deliver.func(message.pk, 1)

    message.refresh_from_db()
    assert (message.state, message.problem, message.next_at, message.sent_at) == ("failed", "no-server", None, None)
    page = sign_in(owner).get("/messages/?state=stuck").content.decode()
    assert "Not sent</span>" in page
    assert "No mail server is set, so it only became a file" in page


def test_once_a_server_is_set_it_can_be_sent(owner, post_office, settings, jobs):
    """M22: with its link, which was kept."""
    server, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{BACKENDS}filebased.EmailBackend"
    message = factories.a_message(state="waiting", attempts=0, problem="")

    deliver.func(message.pk, 1)
    settings.EMAIL_BACKEND = server
    sign_in(owner).post(f"/messages/{message.pk}/sending/")
    jobs()

    message.refresh_from_db()
    assert (message.state, message.problem, message.sealed) == ("sent", "", "")
    assert len(post_office.mails) == 1


def pages(by):
    order = factories.an_order(by=by)
    make_link(order.as_ref, order.customer, by=by)
    invited = factories.a_user("invited", name="Ines Invited")
    invited.set_unusable_password()
    invited.save()
    return ["/messages/", "/users/", f"/users/{invited.pk}/", f"/orders/{order.pk}/link/"]


def test_a_banner_says_it_where_mails_begin(owner, no_server):
    """M22."""
    browser = sign_in(owner)

    for page in pages(owner):
        assert SAID in browser.get(page).content.decode(), page


def test_with_a_server_there_is_none(owner, post_office):
    """M22."""
    browser = sign_in(owner)

    for page in pages(owner):
        assert SAID not in browser.get(page).content.decode(), page


def test_no_page_says_that_a_mail_is_on_its_way(owner, no_server):
    """M22: neither after a user was created."""
    facts = {"name": "Ana Prado", "email": "ana@shop.test", "language": "en", "role": "technician"}

    page = sign_in(owner).post("/users/new/", facts, follow=True).content.decode()

    assert "no mail was sent" in page
    assert "is on its way" not in page
    assert Message.objects.count() == 1
