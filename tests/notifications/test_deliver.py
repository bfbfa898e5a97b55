"""Sending: once, outside any transaction, with retries, and visibly when it does not work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from faena.company.models import Company
from faena.files.jobs import remove_stored
from faena.lib.refs import Ref
from faena.notifications import jobs
from faena.notifications.models import Message
from tests.steps import notify

LINK = "http://localhost:8000/invitation/abcdef/"


@pytest.fixture
def message(db):
    Company.objects.update(name="Taller Ñandú", email="hola@nandu.test")
    return notify(
        "accounts/invitation",
        address="ana@shop.test",
        language="es",
        data={"name": "Ana", "by": "Olga", "hours": 72},
        secret={"link": LINK},
        dedupe_key="invitation-1",
    )


def deliver(message, attempt=1):
    jobs.deliver.func(message.pk, attempt)
    message.refresh_from_db()
    return message


def let_time_pass(message):
    Message.objects.filter(pk=message.pk).update(next_at=timezone.now() - timedelta(seconds=1))


def test_it_is_sent_once_and_its_link_is_forgotten(message, post_office):
    deliver(message)
    deliver(message)
    deliver(message, attempt=2)

    [mail] = post_office.mails
    assert mail["To"] == "ana@shop.test"
    assert mail["Reply-To"] == "hola@nandu.test"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert LINK in mail.get_payload(0).get_payload(decode=True).decode()
    assert LINK in mail.get_payload(1).get_payload(decode=True).decode()
    assert (message.state, message.attempts, message.sealed, message.next_at) == ("sent", 1, "", None)
    assert message.sent_at


# --- what hangs together ----------------------------------------------------------------------------------


def mail_about(ref, key, address="ana@shop.test"):
    return notify(
        "accounts/invitation",
        address=address,
        language="es",
        data={"name": "Ana", "by": "Olga", "hours": 72},
        secret={"link": LINK},
        ref=ref,
        dedupe_key=key,
    )


def test_the_mails_of_one_case_hang_together(post_office, db):
    """M22: each names those before it, and answers the last; another case and another reader are another thread."""
    case, other = Ref("ticket", 7, "P-7"), Ref("ticket", 8, "P-8")
    for ref, key, *more in [(case, "a"), (other, "b"), (case, "c", "bea@shop.test"), (case, "d"), (case, "e")]:
        deliver(mail_about(ref, key, *more))

    a, b, c, d, e = post_office.mails
    for first in (a, b, c):
        assert first["Message-ID"]
        assert first["In-Reply-To"] is None
        assert first["References"] is None
    assert (d["In-Reply-To"], d["References"].split()) == (a["Message-ID"], [a["Message-ID"]])
    assert (e["In-Reply-To"], e["References"].split()) == (d["Message-ID"], [a["Message-ID"], d["Message-ID"]])


def test_a_long_case_names_its_first_mail_and_the_last_ones(post_office, db):
    """M22: the line has an end; a mail that never left is not named."""
    case = Ref("ticket", 7, "P-7")
    mails = [deliver(mail_about(case, f"mail-{place}")) for place in range(15)]
    Message.objects.filter(pk=mails[13].pk).update(state="failed")

    deliver(mail_about(case, "last"))

    ids = [mail["Message-ID"] for mail in post_office.mails]
    assert post_office.mails[-1]["References"].split() == [ids[0], *ids[4:13], ids[14]]
    assert post_office.mails[-1]["In-Reply-To"] == ids[14]


def test_what_belongs_to_nothing_hangs_on_nothing(message, post_office):
    """M22."""
    deliver(message)
    deliver(notify("accounts/invitation", address="ana@shop.test", language="es", data=message.data,
                   secret={"link": LINK}, dedupe_key="invitation-2"))  # fmt: skip

    assert [mail["References"] for mail in post_office.mails] == [None, None]


def test_no_automatic_answer_is_asked_for(message, post_office):
    """M22: an absence assistant stays silent, and what could not be delivered is still told."""
    deliver(message)

    [mail] = post_office.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_a_refused_address_is_tried_again_and_then_sent(message, post_office):
    post_office.mode = "refuse"
    deliver(message)
    assert (message.state, message.problem) == ("waiting", "refused:550")
    assert "(550)" in message.problem_said
    assert timedelta(seconds=50) < message.next_at - timezone.now() <= timedelta(minutes=1)

    assert jobs.resume_due() == 0
    let_time_pass(message)
    post_office.mode = ""
    assert jobs.resume_due() == 1
    deliver(message, attempt=2)

    assert (message.state, message.problem, len(post_office.mails)) == ("sent", "", 1)


def test_it_waits_longer_each_time_and_then_gives_up_visibly(message, post_office):
    post_office.mode = "later"
    waits = []

    for attempt in range(1, 7):
        deliver(message, attempt)
        if message.next_at:
            waits.append(round((message.next_at - timezone.now()) / timedelta(minutes=1)))
            let_time_pass(message)
            jobs.resume_due()

    assert waits == [1, 5, 25, 120, 480]
    assert (message.state, message.problem) == ("failed", "rejected:451")
    assert message.sealed
    assert post_office.mails == []
    assert list(Message.objects.stuck()) == [message]


@pytest.mark.parametrize(
    ("mode", "problem"), [("reject", "rejected:554"), ("hang", "broken-off"), ("drop", "broken-off")]
)
def test_whatever_the_server_does_the_row_says_it(mode, problem, message, post_office, settings):
    """Nothing of the server's own words is kept: they quote addresses. One that says nothing takes the mail after a
    minute, for whoever waits so long."""
    post_office.mode = mode
    settings.EMAIL_TIMEOUT = 0.5 if mode == "hang" else settings.EMAIL_TIMEOUT

    deliver(message)

    assert (message.state, message.problem) == ("waiting", problem)
    assert message.problem_said


def test_no_server_at_all(message, post_office, settings):
    settings.EMAIL_PORT = 1

    deliver(message)

    assert (message.state, message.problem) == ("waiting", "unreachable")


def test_a_server_that_cannot_be_spoken_to_in_secret_gets_nothing(message, post_office, settings):
    settings.EMAIL_USE_TLS = True

    deliver(message)

    assert (message.state, message.problem) == ("waiting", "secure")
    assert post_office.mails == []


@pytest.mark.django_db(transaction=True)
def test_the_server_is_spoken_to_outside_any_transaction(settings, message):
    settings.EMAIL_BACKEND = "tests.notifications.test_deliver.Witness"

    deliver(message)

    assert Witness.saw == [(False, "sending")]


class Witness:
    """A mail backend that notes whether a transaction is open, and what the row says meanwhile."""

    saw: list[tuple[bool, str]] = []

    def __init__(self, *_args, **_more):
        self.saw.clear()

    def send_messages(self, mails):
        self.saw.append((connection.in_atomic_block, Message.objects.get().state))
        return len(mails)


# --- a worker dies ----------------------------------------------------------------------------------------


def test_after_a_crash_it_is_sent_once_more_and_can_be_recognised(message, post_office):
    """The mail has left, the row does not know it yet."""
    jobs._send(jobs._begin(message.pk, 1))
    assert jobs.resume_due() == 0

    let_time_pass(message)
    jobs.resume_due()
    deliver(message, attempt=2)

    first, second = post_office.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert message.state == "sent"


def test_after_a_second_crash_it_is_given_up_and_somebody_decides(message, post_office):
    for attempt in (1, 2):
        jobs._send(jobs._begin(message.pk, attempt))
        let_time_pass(message)
        jobs.resume_due()

    message.refresh_from_db()
    assert (message.state, message.problem) == ("failed", "interrupted")
    assert len(post_office.mails) == 2


def test_a_lost_job_is_replaced_and_the_lost_one_does_nothing_when_it_comes_back(message, post_office):
    let_time_pass(message)
    assert jobs.resume_due() == 1
    assert DBTaskResult.objects.count() == 2

    deliver(message)
    deliver(message)

    assert len(post_office.mails) == 1


def test_a_clock_that_was_years_ahead_keeps_no_mail(message, post_office):
    """Its next attempt was put down while the clock was wrong."""
    Message.objects.update(next_at=timezone.now() + timedelta(days=3650))

    assert jobs.resume_due() == 1
    assert jobs.resume_due() == 0


def test_other_jobs_go_before_mails(message):
    """However many wait for a mail server that does not answer."""
    other = remove_stored.enqueue([])

    assert str(DBTaskResult.objects.ready().first().pk) == other.id


def test_a_changed_key_makes_the_link_unreadable_and_the_row_says_so(message, post_office, settings):
    settings.SECRET_KEY = "another" * 10

    deliver(message)

    assert (message.state, message.problem) == ("waiting", "unwritten")
    assert post_office.mails == []


def test_the_links_of_messages_given_up_long_ago_are_blanked(message):
    Message.objects.update(state="failed", created_at=timezone.now() - timedelta(days=31))

    assert jobs.forget_secrets() == 1
    message.refresh_from_db()
    assert message.sealed == ""


@pytest.mark.parametrize(("state", "days"), [("waiting", 31), ("sending", 31), ("failed", 29)])
def test_the_links_of_what_may_still_be_sent_are_kept(message, state, days):
    """However long the mail server was away; and somebody may still send again what was given up lately."""
    Message.objects.update(state=state, created_at=timezone.now() - timedelta(days=days))

    assert jobs.forget_secrets() == 0
    message.refresh_from_db()
    assert message.sealed
