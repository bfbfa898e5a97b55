"""What leaves the building: a message is a row, written with the change that causes it; a job sends it afterwards."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.template import TemplateDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from jinja2 import TemplateError

from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import acting, action, step
from faena.lib.errors import RuleBroken
from faena.lib.refs import Ref
from faena.lib.sealing import seal
from faena.notifications import jobs
from faena.notifications.letters import subject_of, write_letter
from faena.notifications.models import Hold, Message, Notice
from faena.notifications.problems import WITHHELD

State = Message.State


@step
def notify(
    template: str,
    *,
    address: str,
    language: str,
    data: Mapping[str, object],
    secret: dict[str, str] | None = None,
    ref: Ref | None = None,
    dedupe_key: str,
) -> Message:
    """Send a mail once this transaction has committed; the same `dedupe_key` never sends a second one.

    template: "room/name", see notifications.letters. data: JSON, already as people read it (money, moments), because it
    is written down. secret: links and codes; sealed until the mail is sent, then blanked, and the subject must not
    use them. Raises TemplateDoesNotExist or UndefinedError here, not in the job, when the text cannot be written."""
    if known := Message.objects.filter(dedupe_key=dedupe_key).first():
        return known
    letter = write_letter(template, language=language, data={**data, **(secret or {})})
    message, is_new = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "template": template,
            "address": address,
            "language": language,
            "subject": letter.subject[:200],
            "data": data,
            "sealed": seal(json.dumps(secret), purpose=jobs.PURPOSE) if secret else "",
            "ref_kind": ref.kind if ref else "",
            "ref_id": ref.id if ref else None,
            "ref_label": ref.short if ref else "",
            "author_id": author_now(),
        },
    )
    if is_new:
        jobs.give_job(message)
    return message


@dataclass(frozen=True)
class Mail:
    """One mail among many, by the facts that `notify` takes; none of them carries a secret."""

    template: str
    address: str
    language: str
    ref: Ref
    dedupe_key: str
    data: Mapping[str, object] = field(default_factory=dict)


@step
def notify_many(mails: Iterable[Mail]) -> None:
    """As `notify`, for many at once: a few statements, however many they are. They get their jobs some hundred at a
    time, the later ones from the schedule, so that nobody's invitation waits behind a month of invoices."""
    shop = Company.the()
    Message.objects.bulk_create((_message(mail, shop) for mail in mails), ignore_conflicts=True)
    jobs.begin_many.enqueue()


def if_it_leaves(said: str) -> str:
    """What a page says after a mail was written: `said`, or that nobody gets it."""
    return said if jobs.mail_leaves() else gettext("Done, but no mail was sent: no mail server is set.")


@step
def withdraw(ref: Ref) -> None:
    """What was written about something and waits to leave is not true any more: it does not leave. One that may have
    left stays on record. Part of the caller's event."""
    waiting = Message.objects.filter(ref_kind=ref.kind, ref_id=ref.id, state=Message.State.WAITING)
    waiting.exclude(problem=jobs.INTERRUPTED).delete()


@step
def hold_back(message: Message) -> Message | None:
    """The message under its lock where it waits to leave, so that whoever wrote it deletes it with what names it; None
    where it left or may have."""
    waiting = Message.objects.select_for_update().filter(pk=message.pk, state=Message.State.WAITING)
    return waiting.exclude(problem=jobs.INTERRUPTED).first()


@action(Perm.MESSAGE_RETRY)
def retry(message: Message, *, by: AbstractBaseUser) -> Message:
    """Somebody has looked at a message that did not leave and wants it sent now; the pauses begin anew.

    Raises RuleBroken for one that was sent or is being sent, and when its link is gone."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == State.HELD:
        raise RuleBroken(_("This message is held since the restore. A Master releases it under Settings, Backups."))
    if message.state in (Message.State.SENT, Message.State.SENDING):
        raise RuleBroken(_("This message is being sent or was sent already. Reload the page to see."))
    try:
        facts = {**message.data, **jobs.secrets_of(message)}
        write_letter(message.template, language=message.language, data=facts)
    except (TemplateError, TemplateDoesNotExist) as error:
        raise RuleBroken(_("The link in this message is gone. Make a new one where it came from.")) from error
    message.attempts = 0
    message.save(update_fields=["attempts"])
    jobs.give_job(message)
    record("message.retried", message.as_ref, facts={"template": message.template}, by=by)
    return message


def hold_mails(made_at: datetime) -> Hold:
    """A backup of `made_at` was just restored, and nobody is here yet: nothing that waits leaves by itself."""
    hold, _is_new = Hold.objects.update_or_create(pk=1, defaults={"made_at": made_at, "since": timezone.now()})
    Message.objects.filter(state__in=[State.WAITING, State.SENDING]).update(state=State.HELD, next_at=None)
    return hold


@action(Perm.BACKUP)
def release_mails(*, by: AbstractBaseUser) -> int:
    """A Master looked at what was held after a restore: it leaves now, and later mails as ever. Returns how many."""
    lift_hold()
    held = Message.objects.held().update(state=State.WAITING, next_at=timezone.now(), attempts=0, problem="")
    jobs.begin_many.enqueue()
    record("mails.released", Company.the().as_ref, facts={"number": held}, by=by)
    return held


@action(Perm.BACKUP)
def withhold_mails(*, by: AbstractBaseUser) -> int:
    """What was held after a restore had been sent before: it does not leave, later mails do. Returns how many. Each
    can still be sent by itself from the Messages page."""
    lift_hold()
    held = Message.objects.held().update(state=State.FAILED, next_at=None, problem=WITHHELD)
    record("mails.withheld", Company.the().as_ref, facts={"number": held}, by=by)
    return held


@step
def lift_hold() -> None:
    """Raises RuleBroken where nothing is held (any more)."""
    Company.lock(1)
    if not Hold.objects.all().delete()[0]:
        raise RuleBroken(_("No mails are held. Reload the page to see."))


@action(Perm.SELF)
def read_notice(notice: Notice, *, by: AbstractBaseUser) -> Notice:
    """One's own notice was read. Not recorded: nothing happened to the thing."""
    mine = Notice.objects.visible_to(by).filter(pk=notice.pk).unread()
    mine.update(read_at=timezone.now())
    return notice


@action(Perm.SELF)
def read_all_notices(*, by: AbstractBaseUser) -> int:
    """All of one's own notices were read. Returns how many were not yet."""
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())


def author_now() -> int | None:
    """The key of whoever acts, if it is a person who works here; else the mail is nobody's."""
    who = acting()
    return int(who.pk) if getattr(who, "role", None) else None


def _message(mail: Mail, shop: Company) -> Message:
    subject = subject_of(mail.template, language=mail.language, data=mail.data, shop=shop)
    message = Message(
        template=mail.template,
        address=mail.address,
        language=mail.language,
        subject=subject[:200],
        data=mail.data,
        dedupe_key=mail.dedupe_key,
        author_id=author_now(),
    )
    message.ref = mail.ref
    return message
