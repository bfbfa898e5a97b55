"""Which visits show another hour once the company's time zone is changed (M30)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from faena.agenda.models import VISIT_NUMBERS, Visit
from faena.company.zones import differ_at
from faena.lib.dates import format_day
from faena.lib.locales import active_language

EXAMPLES = 3


def visits_moved(old: str, new: str) -> list[str]:
    """How many that are still to come, and the first of them, old → new. One query."""
    rows = Visit.objects.pending().exclude(starts_at=None).order_by("starts_at").values_list("number", "starts_at")
    moved = [(number, at) for number, at in rows if at and differ_at(at, old, new)]
    if not moved:
        return []
    examples = "; ".join(_told(number, at, old, new) for number, at in moved[:EXAMPLES])
    sentence = ngettext(
        "%(num)s booked visit would stand at another hour: %(examples)s",
        "%(num)s booked visits would stand at another hour, as %(examples)s",
        len(moved),
    )
    return [sentence % {"num": len(moved), "examples": examples}]


def _told(number: int, at: datetime, old: str, new: str) -> str:
    before, after = at.astimezone(ZoneInfo(old)), at.astimezone(ZoneInfo(new))
    language = active_language()
    day = "" if before.date() == after.date() else f"{format_day(after.date(), language)} "
    first = f"{format_day(before.date(), language)} {before:%H:%M}"
    return f"{VISIT_NUMBERS.write(number)} {first} → {day}{after:%H:%M}"
