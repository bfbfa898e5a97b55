"""The alarms that people see on home: one query and one look at the disk."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.lib.dates import exact_moment
from faena.lib.locales import active_language
from faena.lib.named import NamedValues
from faena.lib.numerals import write_number
from faena.ui.alarms import Alarm
from faena.upkeep import room
from faena.upkeep.health import LITTLE_DISK, WORKER_IS_AWAY
from faena.upkeep.models import WorkerTick

_last_seen = NamedValues(lambda _ask: WorkerTick.objects.order_by("-at").values_list("at")[:1])


def alarms() -> Iterator[Alarm]:
    if alarm := _of_the_worker():
        yield alarm
    if alarm := _of_the_disk():
        yield alarm


def _of_the_worker() -> Alarm | None:
    last = next((moment for (moment,) in _last_seen.rows()), None)
    if last is not None and timezone.now() - last < WORKER_IS_AWAY:
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


def _said(moment: datetime) -> str:
    return exact_moment(timezone.localtime(moment), active_language())
