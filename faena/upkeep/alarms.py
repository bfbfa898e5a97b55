"""The alarms that people see on home: one query and one look at the disk."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.lib.dates import exact_moment
from faena.lib.locales import active_language
from faena.lib.numerals import write_number
from faena.ui.alarms import Alarm
from faena.upkeep import room
from faena.upkeep.health import LITTLE_DISK, WORKER_IS_AWAY
from faena.upkeep.standing import Standing, standing


def alarms() -> Iterator[Alarm]:
    stands, now = standing(), timezone.now()
    if alarm := _of_the_worker(stands.seen, now):
        yield alarm
    if alarm := _of_the_disk():
        yield alarm
    yield from _of_mails(stands)
    yield from _of_backups(stands, now)


def _of_the_worker(last: datetime | None, now: datetime) -> Alarm | None:
    if last is not None and now - last < WORKER_IS_AWAY:
        return None
    since = _("It was last seen %(when)s.") % {"when": _said(last)} if last else _("It was never seen.")
    text = _(
        "Mails do not leave, pictures are not prepared and months are not billed until whoever runs Faena starts it."
    )
    return Alarm(_("The job worker does not work"), f"{since} {text}")


def _of_the_disk() -> Alarm | None:
    free, share = room.free()
    if free < room.KEPT_FREE:
        text = _("Nothing can be saved until whoever runs Faena makes room. Everything can still be read.")
        return Alarm(_("The disk of the server is full"), text)
    if share >= LITTLE_DISK:
        return None
    text = _("%(gigabytes)s GB are left (%(percent)s). Whoever runs Faena should make room soon.") % {
        "gigabytes": write_number(free * 10 // 2**30, 1, active_language()),
        "percent": f"{share:.0%}",
    }
    return Alarm(_("The disk of the server is nearly full"), text, "amber")


def _of_mails(stands: Standing) -> Iterator[Alarm]:
    if stands.held_since:
        text = _("They may have left before. A Master decides under Settings, Backups.")
        title = _("Mails are held since the restore of %(when)s") % {"when": _said(stands.held_since)}
        yield Alarm(title, text, "amber")


def _of_backups(stands: Standing, now: datetime) -> Iterator[Alarm]:
    """The demo has none until somebody tries them there."""
    if stands.backed_up is None:
        if settings.BACKUP_DIR:
            text = _("The first one is made at night, or now under Settings, Backups.")
            yield Alarm(_("There is no backup yet"), text, "amber")
        elif not settings.DEMO:
            text = _(
                "If the disk of the server breaks, everything is lost. Whoever runs Faena should set FAENA_BACKUP_DIR."
            )
            yield Alarm(_("No backups are made"), text, "amber")
        return
    if stands.backup_is_old(now):
        text = _("It was made %(when)s. What was written since is lost if the disk breaks. See Settings, Backups.")
        yield Alarm(_("The last backup is old"), text % {"when": _said(stands.backed_up)})
    if stands.last_drill_failed:
        text = _("It may be of no use when it is needed. See Settings, Backups.")
        yield Alarm(_("The newest backup did not pass its drill"), text)
    elif stands.drill_is_old(now):
        text = _("Nobody knows whether it can be restored. Try it under Settings, Backups.")
        yield Alarm(_("The backups were not tried out for more than a week"), text)


def _said(moment: datetime) -> str:
    return exact_moment(timezone.localtime(moment), active_language())
