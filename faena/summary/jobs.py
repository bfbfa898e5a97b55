"""What the clock does: days that are over are counted once, and their figures kept."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from faena.cash.models import Payment
from faena.company.models import Company
from faena.orders.models import ServiceOrder
from faena.summary.counting import figures_of
from faena.summary.models import DayFigure, SummedDay
from faena.tickets.models import TicketClosing

AT_ONCE = 60  # days of one run; jobs wait for it
STILL_OPEN = 2  # today and yesterday: what was begun before midnight is written, and slips are withdrawn, by then


def sum_days(most: int | None = AT_ONCE) -> int:
    """Keep the figures of the days that are over and were not counted yet, the earliest first, or were counted in
    another time zone; how many days. None for all of them."""
    company = Company.the()
    with company.in_its_zone():
        zone = ZoneInfo(company.zone)
        days = _missing(timezone.localdate() - timedelta(days=STILL_OPEN), zone)
        days = days if most is None else days[:most]
        for day in days:
            keep(day, zone)
    return len(days)


def keep(day: date, zone: ZoneInfo) -> None:
    """Count a day and keep what it came to, in the place of what was kept before. Two workers at once keep it once."""
    with transaction.atomic():
        SummedDay.objects.filter(on=day).exclude(zone=zone.key).delete()
        _row, is_new = SummedDay.objects.get_or_create(on=day, defaults={"zone": zone.key})
        if not is_new:
            return
        figures = figures_of([day], zone)[day]
        DayFigure.objects.bulk_create([DayFigure(day_id=day, **figure._asdict()) for figure in figures])


def forget_days() -> None:
    """What was kept goes, so that all of it is counted again."""
    SummedDay.objects.all().delete()


def _missing(last: date, zone: ZoneInfo) -> list[date]:
    """Up to the day `last`, in order: the days that have no figures, or those of another time zone."""
    zones = dict(SummedDay.objects.values_list("on", "zone"))
    first = min([last, *_beginnings()])
    never = (day for day in _days(first, last) if day not in zones)
    return sorted([*never, *(day for day, its_zone in zones.items() if its_zone != zone.key)])


def _beginnings() -> Iterable[date]:
    """The days of the first order, payment and closed ticket."""
    for model, column in ((ServiceOrder, "opened_at"), (Payment, "at"), (TicketClosing, "at")):
        earliest = model._default_manager.order_by().aggregate(first=Min(column))["first"]
        if earliest is not None:
            yield timezone.localdate(earliest)


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=row) for row in range((last - first).days + 1))
