"""The outbox's page: what left, what did not and why, and sending again."""

import pytest

from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.notifications.actions import retry
from faena.notifications.models import Message
from tests import factories

PAGE = "/messages/"


def test_somebody_sends_a_failed_message_again(clerk, client_of, jobs, post_office):
    message = factories.a_message()
    browser = client_of(clerk)
    page = browser.get(PAGE).content.decode()
    assert "ana@shop.test" in page
    assert "The mail server refused the address (550)." in page

    answer = browser.post(f"{PAGE}{message.pk}/sending/")
    assert answer.status_code == 303
    jobs()

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)
    assert len(post_office.mails) == 1
    assert Event.objects.get(verb="message.retried").author == clerk


@pytest.mark.parametrize("state", ["sent", "sending"])
def test_what_was_sent_is_not_sent_again(state, clerk):
    message = factories.a_message(state=state)

    with pytest.raises(RuleBroken):
        retry(message, by=clerk)

    assert not Event.objects.exists()


def test_a_message_whose_link_is_gone_says_what_to_do(clerk, client_of):
    message = factories.a_message(sealed="")

    answer = client_of(clerk).post(f"{PAGE}{message.pk}/sending/", follow=True)

    assert "Make a new one where it came from." in answer.content.decode()
    assert Message.objects.get(pk=message.pk).state == "failed"


def test_the_list_shows_those_that_did_not_leave_and_finds_an_address(clerk, client_of):
    factories.a_message(address="lost@shop.test")
    factories.a_message(address="waits@shop.test", state="waiting", attempts=1)
    factories.a_message(address="gone@shop.test", state="sent", problem="")
    browser = client_of(clerk)

    stuck = browser.get(PAGE + "?state=stuck").content.decode()
    assert ("lost@" in stuck, "waits@" in stuck, "gone@" in stuck) == (True, True, False)
    found = browser.get(PAGE + "?q=GONE").content.decode()
    assert ("lost@" in found, "gone@" in found) == (False, True)


def test_what_waits_for_its_first_attempt_is_not_stuck(db):
    """Nothing went wrong with it yet: nobody has to look."""
    fresh = factories.a_message(state="waiting", attempts=0, problem="")
    tried = factories.a_message(state="waiting", attempts=1)

    assert list(Message.objects.stuck()) == [tried]
    assert (fresh.is_stuck, tried.is_stuck) == (False, True)


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("seller", 403), ("technician", 403)])
def test_addresses_are_shown_to_those_who_may_send_again(who, status, request, client_of, db):
    assert client_of(request.getfixturevalue(who)).get(PAGE).status_code == status


def test_three_rows_and_thirty_cost_the_same(clerk, client_of, django_assert_max_num_queries):
    browser = client_of(clerk)
    for _ in range(30):
        factories.a_message()

    with django_assert_max_num_queries(8):
        browser.get(PAGE)
