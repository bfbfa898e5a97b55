"""A device that is ready and that nobody collects: on some day the shop is reminded of it, or its customer by mail."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import changed, record, yes_no
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken, Stale
from faena.lib.limits import check_value
from faena.orders.models import Reminder, Reminding, ServiceOrder, Stage, StatusEntry, Telling

MORNING = time(8)
State = Reminder.State


@step
def remind(entry: StatusEntry, *, channels: Collection[str], by: User) -> None:
    """The shop is reminded on the company's days if nobody collects; where it wants that, a customer told by mail is
    reminded by one. What was to remind before is over. Nothing for an order that is not ready. The caller holds the
    order's lock."""
    order = entry.order
    if order.stage != Stage.READY:
        return
    told_again(order)
    rule = Reminding.the()
    by_mail = rule.by_mail and Telling.Channel.MAIL in channels
    facts = {"order": order, "entry": entry, "by_mail": by_mail, "author": by}
    Reminder.objects.bulk_create([Reminder(due_at=_morning_in(days), **facts) for days in rule.days])
    days = ", ".join(map(str, rule.days))
    record_case("order.reminder_set", order, facts={"entry_id": entry.pk, "days": days}, in_timeline=False, by=by)


@step
def told_again(order: ServiceOrder) -> None:
    """Nobody is reminded of what the customer was told before; of an order that is not ready nobody is anyway. The
    caller holds the order's lock."""
    if order.stage == Stage.READY:
        order.reminders.filter(state=State.OPEN).update(state=State.TOLD)


@action(Perm.COMPANY_EDIT)
def set_reminding(*, first_days: int, again_days: int, by_mail: bool, version: int, by: User) -> Reminding:
    """When reminders of devices that are set from now on are due. `version`: of the row that was seen, 0 for none.

    Raises RuleBroken where the second day is not after the first, Stale when somebody saved first."""
    check_value(Reminding, "first_days", first_days, at="first_days")
    check_value(Reminding, "again_days", again_days, at="again_days")
    if again_days and again_days <= first_days:
        raise RuleBroken(_("The second time comes after the first; 0 for none."), "again_days", "out-of-range")
    found = Reminding.objects.select_for_update().filter(pk=1).first()
    rule = found or Reminding.the()
    if version != rule.version:
        raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=rule)
    before = _as_facts(rule)
    rule.first_days, rule.again_days, rule.by_mail = first_days, again_days, by_mail
    if not (changes := changed(before, _as_facts(rule))):
        return rule
    if found:
        rule.save_changes("first_days", "again_days", "by_mail")
    else:
        rule.version = 1
        rule.save(force_insert=True)
    record("reminding.edited", Company.the().as_ref, facts={"changes": changes}, by=by)
    return rule


def _as_facts(rule: Reminding) -> dict[str, object]:
    return {"first_days": rule.first_days, "again_days": rule.again_days, "by_mail": yes_no(rule.by_mail)}


def _morning_in(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))
