"""What leaves the building: a message is a row, written with the change that causes it; a job sends it afterwards."""

import json
from typing import Any

from faena.journal.acts import action
from faena.lib.refs import Ref
from faena.lib.sealing import seal
from faena.notifications import jobs
from faena.notifications.letters import write_letter
from faena.notifications.models import Message

PURPOSE = "message"


@action
def notify(
    template: str,
    *,
    address: str,
    language: str,
    data: dict[str, Any],
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
            "sealed": seal(json.dumps(secret), purpose=PURPOSE) if secret else "",
            "ref": ref,
        },
    )
    if is_new:
        jobs.deliver.enqueue(message.pk)
    return message
