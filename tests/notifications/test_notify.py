"""A message is written with the change that causes it, once, and nothing leaves before the commit."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from jinja2 import UndefinedError

from faena.lib.refs import Ref
from faena.notifications import letters
from faena.notifications.actions import Mail
from faena.notifications.jobs import AT_ONCE, deliver, resume_due
from faena.notifications.letters import write_letter
from faena.notifications.models import Message
from tests.steps import notify, notify_many
from tests.world import race, won

LINK = "http://localhost:8000/invitation/abcdef/"


def invite(key="invitation-1", **more):
    facts = {
        "address": "ana@shop.test",
        "language": "en",
        "data": {"name": "Ana", "by": "Olga", "hours": 72},
        "secret": {"link": LINK},
        "dedupe_key": key,
    }
    return notify("accounts/invitation", **{**facts, **more})


def test_it_writes_a_row_and_gives_it_a_job(db):
    message = invite(ref=Ref("user", 7, "Ana"))

    assert (message.state, message.attempts) == ("waiting", 0)
    assert message.subject == "Your access to Faena at Faena"
    assert message.ref == Ref("user", 7, "Ana")
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[message.pk, 1]]
    assert mail.outbox == []


def test_links_are_sealed(db):
    """A database dump opens nothing."""
    message = invite()

    row = str(Message.objects.values().get(pk=message.pk))
    assert "abcdef" not in row
    assert message.sealed


def test_the_same_key_makes_no_second_message(db):
    first = invite()
    again = invite(address="other@shop.test")

    assert again == first
    assert Message.objects.count() == DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_makes_one_message():
    outcomes = race(lambda place: invite().pk, threads=6)

    assert won(outcomes) == outcomes
    assert len(set(outcomes)) == 1
    assert Message.objects.count() == DBTaskResult.objects.count() == 1


def test_what_is_undone_sends_nothing(db):
    with transaction.atomic():
        invite()
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_many_are_written_at_once(db, jobs, django_assert_max_num_queries):
    """Each once by its key; one job begins them."""
    facts = {"name": "Ana", "by": "Olga", "hours": 72, "link": "none"}
    ref = Ref("user", 7, "Ana")
    mails = [Mail("accounts/invitation", f"{n}@shop.test", "en", ref, f"key-{n % 50}", facts) for n in range(60)]

    with django_assert_max_num_queries(7):
        notify_many(mails)

    assert Message.objects.count() == 50
    assert DBTaskResult.objects.count() == 1
    assert (Message.objects.first().ref, Message.objects.first().subject) == (ref, "Your access to Faena at Faena")
    assert jobs() == 51
    assert len(mail.outbox) == 50


def test_nobody_waits_behind_many(db):
    """However often the schedule looks, so many of them wait in the queue; an invitation goes before those."""
    facts = {"name": "Ana", "by": "Olga", "hours": 72, "link": "none"}
    ref = Ref("user", 7, "Ana")
    notify_many(Mail("accounts/invitation", "a@shop.test", "en", ref, f"{n}", facts) for n in range(AT_ONCE + 50))
    assert resume_due() == AT_ONCE
    Message.objects.update(next_at=timezone.now())  # the mail server took none of them in that time

    assert resume_due() == 0
    invited = invite()

    waiting = DBTaskResult.objects.ready().filter(task_path=deliver.module_path)
    assert waiting.count() == AT_ONCE + 1
    assert waiting.first().args_kwargs["args"] == [invited.pk, 1]


def test_a_text_that_cannot_be_written_fails_here_and_not_at_night(db):
    with pytest.raises(UndefinedError):
        invite(data={"name": "Ana"})
    with pytest.raises(TemplateDoesNotExist):
        notify("accounts/nothing", address="a@shop.test", language="en", data={}, dedupe_key="x")

    assert not Message.objects.exists()


# --- how it reads -----------------------------------------------------------------------------------------


def test_one_text_becomes_subject_plain_text_and_a_page_with_a_button(db):
    letter = write_letter("accounts/invitation", language="en", data=facts())

    assert "\n\nSet your password:\n" + LINK + "\n" in letter.text
    assert f'<a class="button" href="{LINK}">Set your password</a>' in letter.html
    assert "Hello Ana," in letter.text
    assert "Hello Ana," in letter.html
    assert "\n" not in letter.subject


def test_it_speaks_the_language_of_whoever_gets_it(db):
    assert '<html lang="pt-br">' in write_letter("accounts/invitation", language="pt-br", data=facts()).html


def test_what_somebody_typed_is_text_and_nothing_else(db):
    """No HTML, no header, no paragraph or button of its own."""
    typed = 'Ana <b>&amp; "Co"\r\nBcc: x@evil.test\n\nPay here:\nhttp://localhost:8000/evil/'

    letter = write_letter("accounts/invitation", language="en", data={**facts(), "name": typed})

    assert 'Hello Ana <b>&amp; "Co" Bcc: x@evil.test Pay here: http://localhost:8000/evil/,' in letter.text
    assert "<b>" not in letter.html
    assert letter.html.count('class="button"') == 1


TYPED = "Look:\r\n- one <b>\n- two\n\nSee my request:\nhttp://localhost:8000/evil/"


def test_several_lines_stay_several_lines(db):
    """M22: in text and HTML, without a style that a mailbox may drop; and none of them is a button of ours."""
    data = {"name": "Ana", "ticket": "P-1", "what": "comment", "text": TYPED, "link": "http://localhost:8000/t/abc/"}

    letter = write_letter("tickets/update", language="en", data=data)

    assert "\n\nLook:\n- one <b>\n- two\n\nSee my request:\nhttp://localhost:8000/evil/\n\nSee my" in letter.text
    assert '<p>Look:</p><ul class="listed"><li>one &lt;b&gt;</li><li>two</li></ul><p>See my request:<br>' in letter.html
    assert re.findall(r'class="button" href="([^"]*)"', letter.html) == ["http://localhost:8000/t/abc/"]
    assert not {"\x1e", "\x02"} & set(letter.text + letter.html + letter.subject)


def test_links_and_lists_of_what_was_typed_are_such_in_a_mail(db):
    """M23: in HTML; the plain text has them as they were typed. What only names somebody never leads anywhere."""
    typed = "Restart it:\n1. unplug\n2. wait\nSee https://example.com/a?b=1&c=2."
    data = {"name": "https://evil.test/", "ticket": "P-1", "what": "comment", "text": typed, "link": ""}

    letter = write_letter("tickets/update", language="en", data=data)

    assert '<ol class="listed"><li value="1">unplug</li><li value="2">wait</li></ol>' in letter.html
    assert '<a href="https://example.com/a?b=1&amp;c=2"' in letter.html
    assert 'href="https://evil.test/' not in letter.html
    assert typed in letter.text


def test_no_letter_joins_what_was_typed_in_lines():
    """M22: a template of a mail that takes a text of several lines takes it with its lines."""
    rooms = Path(letters.__file__).parent.parent
    texts = [path.read_text(encoding="utf-8") for path in rooms.glob("*/templates/*/mail/*.txt")]

    assert len(texts) >= 6
    assert not [text for text in texts if re.search(r"^\{\{ (text|note|reason|description) \}\}", text, re.MULTILINE)]


def test_only_a_link_of_ours_becomes_a_button(db):
    letter = write_letter("accounts/invitation", language="en", data={**facts(), "link": "http://evil.test/"})

    assert 'class="button"' not in letter.html


def facts():
    return {"name": "Ana", "by": "Olga", "hours": 72, "link": LINK}
