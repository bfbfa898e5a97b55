"""What of the outbox is personal (lib/personal.py): to whom, and what was written. What waits does not leave any more;
a mail that became a file, for want of a mail server, goes too."""

from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.db import transaction

from faena.lib import personal
from faena.lib.personal import BLANK, ERASED, Forgotten, declare, erase
from faena.notifications.models import Message, Notice

declare(
    Message,
    by_ref=True,
    word="address",
    emptied="subject data sealed",
    replaced="ref_label",
    plain="ref_kind language template dedupe_key problem",
)
declare(Notice, by_ref=True, replaced="ref_label", plain="ref_kind")


def forget_messages(forgotten: Forgotten) -> None:
    """Those about what is his."""
    table, addresses = personal.register()[Message], set[str]()
    for rows in forgotten.pointing(Message, "ref_kind", "ref_id"):
        addresses |= set(rows.exclude(address=BLANK).values_list("address", flat=True))
        waiting = rows.filter(state__in=[Message.State.WAITING, Message.State.SENDING])
        waiting.update(state=Message.State.FAILED, problem=ERASED, next_at=None)
        erase(table, rows)
    for model in (Message, Notice):  # of anything else the label is a number
        of_customers = model._base_manager.filter(ref_kind="customer", ref_id__in=forgotten.customers)
        of_customers.exclude(ref_label="").update(ref_label=BLANK)
    if addresses:
        transaction.on_commit(lambda: _remove_files(addresses))


def _remove_files(addresses: set[str]) -> None:
    folder = Path(settings.EMAIL_FILE_PATH)
    for file in folder.iterdir() if folder.is_dir() else ():
        told = message_from_bytes(file.read_bytes()).get_all("To", [])
        if addresses & {address for _name, address in getaddresses([str(one) for one in told])}:
            file.unlink(missing_ok=True)


personal.after(forget_messages)
