"""The figures of the summary: of each day that was counted, what its rows come to now."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from faena.summary.counting import Figure, figures_of
from faena.summary.models import DayFigure, SummedDay
from faena.upkeep.fsck.finding import AT_ONCE, Finding

# A status that was withdrawn as a slip may be shown again later, and orders that are closed may be opened again and
# get other parts: what a day came to then is no mistake.
MAY_DIFFER = {DayFigure.What.READY, DayFigure.What.PARTS, DayFigure.What.PARTS_BORNE}


def days() -> Iterator[Finding]:
    """A day that is over came to what was kept of it."""
    for row in SummedDay.objects.order_by("on").iterator(AT_ONCE):
        columns = DayFigure.objects.filter(day=row).values_list(*Figure._fields)
        kept = {Figure(*figure) for figure in columns}
        counted = set(figures_of([row.on], ZoneInfo(row.zone))[row.on])
        if wrong := sorted({figure.what for figure in kept ^ counted} - MAY_DIFFER):
            said = f"The figures of {row} are not what its rows come to: {', '.join(wrong)}."
            yield Finding("summed_day", row.on.isoformat(), said)
