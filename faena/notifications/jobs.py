"""Background work on messages: sending each one, and trying again what did not leave."""

import hashlib
import json
import logging
from datetime import timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from faena.lib.sealing import unseal
from faena.notifications.giving import give_notice
from faena.notifications.letters import write_letter
from faena.notifications.models import Hold, Message, Notice
from faena.notifications.problems import NO_SERVER, code_of

PURPOSE = "message"
LEASE = timedelta(minutes=5)  # longer than any sending takes: each step waits settings.EMAIL_TIMEOUT at most
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 25, 120, 480)]
AT_ONCE = 200  # jobs that wait in the queue for the messages that were found due
AT_LEISURE = -5  # the priority of a mail: no other job waits behind a mail server that does not answer
LATER = -10  # of those that were found due: what is written for one person, an invitation, goes before them
SECRETS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=60)
NOTICES_AT_ONCE = 5000
INTERRUPTED = "interrupted"
NEVER_HELD = "accounts/"  # invitations, new passwords
REFERRED_TO = 10  # earlier mails that one names; a line of a mail has an end

STAYS_HERE = {f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("filebased", "console")}

State = Message.State
log = logging.getLogger(__name__)


@task()
def deliver(message_id: int, attempt: int = 1) -> None:
    """Send one message, for the `attempt`th time; a job for an attempt that was already made does nothing. The mail
    server is spoken to outside any transaction, after the row says that somebody is about to."""
    message = _begin(message_id, attempt)
    if message is None:
        return
    try:
        _send(message)
    except Exception as error:  # whatever a mail server does, the message says so and is tried again
        _failed(message, code_of(error))
        log.warning("Message %s, attempt %d: %s", message.pk, message.attempts, message.problem)
    else:
        if mail_leaves():
            _end(message, State.SENT, sent_at=timezone.now(), sealed="")
        else:  # its link is kept: once a server is set, somebody may send it
            _end(message, State.FAILED, problem=NO_SERVER)


def mail_leaves() -> bool:
    """Whether a mail server is set (FAENA_MAIL_URL)."""
    return settings.EMAIL_BACKEND not in STAYS_HERE


@task()
def begin_many() -> None:
    """Many messages were written at once: the first of them begin now, the others as the schedule finds them due."""
    resume_due()


def resume_due() -> int:
    """Give a job to each message whose next attempt is due or whose sender died. A mail whose sender died may have
    left, so it is sent once more at most. However slowly the mail server takes them, only AT_ONCE jobs wait at a time.
    Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        room = AT_ONCE - DBTaskResult.objects.ready().filter(task_path=deliver.module_path).count()
        is_due = Q(next_at__lte=now) | Q(next_at__gt=now + max(PAUSES) + LEASE)  # no clock of now wrote the second
        open_ones = Message.objects.filter(is_due, state__in=[State.WAITING, State.SENDING])
        due = list(open_ones.order_by("next_at").select_for_update(skip_locked=True)[: max(room, 0)])
        for message in due:
            if message.state == State.SENDING and message.problem == INTERRUPTED:
                _end(message, State.FAILED, problem=INTERRUPTED)
                continue
            if message.state == State.SENDING:
                message.problem = INTERRUPTED
                message.save(update_fields=["problem"])
            give_job(message, priority=LATER)
    return len(due)


def give_job(message: Message, *, priority: int = AT_LEISURE) -> None:
    """Its next attempt begins as soon as a worker is free; if that job is lost, another one is given after a while."""
    message.state, message.next_at = State.WAITING, timezone.now() + LEASE
    message.save(update_fields=["state", "next_at"])
    deliver.using(priority=priority).enqueue(message.pk, message.attempts + 1)


def forget_secrets() -> int:
    """Blank the links and codes of messages that failed long ago: nobody will send them any more."""
    old = Message.objects.filter(state=State.FAILED, created_at__lt=timezone.now() - SECRETS_KEPT)
    return old.exclude(sealed="").update(sealed="")


def forget_notices() -> int:
    """Nobody comes back to what reached him two months ago; the history of the thing stays. The next hour goes on."""
    old = Notice.objects.filter(at__lt=timezone.now() - NOTICES_KEPT).order_by().values_list("pk", flat=True)
    return Notice.objects.filter(pk__in=list(old[:NOTICES_AT_ONCE])).delete()[0]


def secrets_of(message: Message) -> dict[str, str]:
    """The links and codes that stand in the text; none after they were blanked or when the key was changed."""
    opened = unseal(message.sealed, purpose=PURPOSE) if message.sealed else None
    return dict(json.loads(opened)) if opened else {}


def _begin(message_id: int, attempt: int) -> Message | None:
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=message_id, state=State.WAITING).first()
        if message is None or message.attempts != attempt - 1:
            return None
        if is_held_back(message):
            message.state, message.next_at = State.HELD, None
            message.save(update_fields=["state", "next_at"])
            return None
        message.state, message.attempts, message.next_at = State.SENDING, attempt, timezone.now() + LEASE
        message.save(update_fields=["state", "attempts", "next_at"])
        return message


def is_held_back(message: Message) -> bool:
    """What the program writes by itself does not leave after a restore until a Master says so; what a person wrote,
    and what lets somebody sign in, does."""
    is_asked_for = message.author_id is not None or message.template.startswith(NEVER_HELD)
    return not is_asked_for and Hold.objects.exists()


def _send(message: Message) -> None:
    facts = {**message.data, **secrets_of(message)}
    letter = write_letter(message.template, language=message.language, data=facts)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        formataddr((letter.shop.name, sender)),
        [message.address],
        reply_to=[letter.shop.email] if letter.shop.email else None,
        headers=headers_of(message, sender),
    )
    mail.attach_alternative(letter.html, "text/html")
    mail.send()


def headers_of(message: Message, sender: str) -> dict[str, str]:
    """The mails about one thing to one reader hang together in his mailbox, and no absence assistant answers them
    (RFC 3834; Exchange has a word of its own). That a mail could not be delivered is still told."""
    headers = {
        "Message-ID": message_id_of(message, sender),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if earlier := [message_id_of(one, sender) for one in _earlier(message)]:
        headers |= {"In-Reply-To": earlier[-1], "References": " ".join(earlier)}
    return headers


def _earlier(message: Message) -> list[Message]:
    """What the same reader got about the same thing: the first, which began it, and the last of them; oldest first."""
    if not message.ref_kind:
        return []
    same = Message.objects.filter(ref_kind=message.ref_kind, ref_id=message.ref_id, address__iexact=message.address)
    sent = same.filter(state=State.SENT, pk__lt=message.pk).only("dedupe_key")
    last = list(sent.order_by("-pk")[:REFERRED_TO])[::-1]
    first = list(sent.order_by("pk")[:1]) if len(last) == REFERRED_TO else []
    return [*first, *(one for one in last if one not in first)]


def message_id_of(message: Message, sender: str) -> str:
    """The same for every attempt, so that a mail system can recognise the second copy after a crash."""
    mark = hashlib.sha256(f"{settings.SITE_URL} {message.dedupe_key}".encode()).hexdigest()[:16]
    return f"<{message.pk}.{mark}@{sender.rpartition('@')[2]}>"


def _failed(message: Message, problem: str) -> None:
    """Back to waiting, longer each time; after the last attempt it is given up, where people see it."""
    if message.attempts > len(PAUSES):
        with transaction.atomic():
            _end(message, State.FAILED, problem=problem)
            if message.author_id:
                give_notice(Notice.Kind.MAIL_FAILED, message.ref or message.as_ref, to=[message.author_id])
    else:
        _end(message, State.WAITING, problem=problem, next_at=timezone.now() + PAUSES[message.attempts - 1])


def _end(message: Message, state: Message.State, **facts: object) -> None:
    for name, value in {"problem": "", "next_at": None, **facts, "state": state}.items():
        setattr(message, name, value)
    message.save(update_fields=["problem", "next_at", "state", "sent_at", "sealed"])
