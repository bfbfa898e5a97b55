"""A status that was just set is taken back by whoever set it, as long as nothing followed: with what was written about
it, as far as that has not left."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import User
from faena.cases.actions import locked
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.refs import Ref
from faena.notifications.actions import hold_back
from faena.orders.actions.entries import mark_withdrawn, record_entry
from faena.orders.actions.statuses import LAST, follow
from faena.orders.actions.telling import CONFIRMED, VERBS
from faena.orders.models import Reminder, StatusEntry, Telling

ALONGSIDE = {*VERBS.values(), CONFIRMED, "order.reminder_set"}  # what belongs to a status, and does not follow it
FOLLOWED = gettext_lazy("Something else happened since: withdraw the status, or add the right one.")


@action(Perm.STATUS_ADD)
def undo_status(entry: StatusEntry, *, by: User) -> list[Telling]:
    """The newest status never was: its customer sees the one before, a mail about it that waits does not leave, and
    what was to remind of the order before does so again. Gives back what was written and may have been read.

    Raises RuleBroken for somebody else's, and once anything followed."""
    order = locked(entry.order, Perm.STATUS_ADD, by=by)
    entry = StatusEntry.locked(entry.pk)
    entry.order = order
    if entry.withdrawn_at is not None:
        return []
    if why := why_not_undo(entry, _since(entry), by):
        raise RuleBroken(why)
    if order.entries.filter(withdrawn_at=None).count() == 1:
        raise RuleBroken(_(LAST))
    now = timezone.now()
    read = [telling for telling in entry.tellings.select_related("message") if not _taken_back(telling)]
    mark_withdrawn(entry, now, by)
    follow(order)
    _restore_reminders(entry)
    record_entry("order.status_undone", entry, by, told=len(read))
    return read


def why_not_undo(entry: StatusEntry, events: Sequence[Event], by: User) -> str:
    """What holds somebody back from undoing a status; "" when nothing does. `events`: of its order and account, oldest
    first, those since it was set at least."""
    if entry.author_id != by.pk:
        return str(entry.NOT_YOURS)
    if entry.withdrawn_at is not None:
        return str(entry.WITHDRAWN)
    if entry.order.why_finished:
        return entry.order.why_finished
    is_set = False
    for event in events:
        if not is_set:
            is_set = event.verb == "order.status_added" and event.facts.get("entry_id") == entry.pk
        elif event.verb not in ALONGSIDE or event.facts.get("entry_id") != entry.pk:
            return str(FOLLOWED)
    return "" if is_set else str(FOLLOWED)


def _since(entry: StatusEntry) -> list[Event]:
    order = entry.order
    return list(Event.objects.about(order.as_ref, Ref("charge", order.account.pk)).filter(at__gte=entry.at))


def _taken_back(telling: Telling) -> bool:
    """Whether the customer cannot have read it. A message in WhatsApp may have been sent by hand; nobody is asked any
    more, unless he said that it was."""
    if telling.confirmed_at is not None:
        return False
    message = hold_back(telling.message) if telling.message else None
    if telling.message and message is None:
        return False
    telling.message, telling.withdrawn_at = None, timezone.now()
    telling.save(update_fields=["message", "withdrawn_at"])
    if message:
        message.delete()
    return message is not None


def _restore_reminders(entry: StatusEntry) -> None:
    """Those of this status are over; those that its stage ended are not."""
    reminders, states = entry.order.reminders, Reminder.State
    reminders.filter(entry=entry, state=states.OPEN).update(state=states.LEFT)
    if before := entry.order.entries.filter(withdrawn_at=None).order_by("-happened_at", "-id").first():
        reminders.filter(entry=before, state=states.LEFT).update(state=states.OPEN)
