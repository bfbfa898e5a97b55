"""When a visit begins and ends: an hour of the company's wall becomes a moment, or is refused with the reason.

Where the clocks jump an hour does not exist; where they go back it comes twice, and the first is meant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.agenda.models import LEAST_MINUTES, MOST_MINUTES, Visit, is_over
from faena.lib.dates import YEARS, day_span, format_day, format_time
from faena.lib.errors import RuleBroken
from faena.lib.locales import active_language


@dataclass(frozen=True)
class When:
    """A day, and on it a part of the day or a start; `minutes`: how long. `hour` is the company's wall clock's."""

    on: date
    period: str = ""
    hour: time | None = None
    minutes: int = 60

    def span(self, *, begun: datetime | None = None) -> tuple[datetime, datetime] | tuple[None, None]:
        """Start and end of a timed visit, both None for a part of a day. Raises RuleBroken beside "on", "hour",
        "period" or "minutes": an impossible or past time, one over midnight, or neither or both of hour and part.
        `begun`: the start that it has already, which may have passed."""
        self._check()
        if self.hour is None:
            if is_over(self.on, self.period, None):
                raise RuleBroken(_("This part of the day is over. Choose another one, or another day."), "period")
            return None, None
        starts_at = moment_of(self.on, self.hour)
        ends_at = starts_at + timedelta(minutes=self.minutes)
        if begun is not None and _same_minute(starts_at, begun):
            starts_at = begun
            ends_at = begun + timedelta(minutes=self.minutes)
        elif starts_at < timezone.now():
            raise RuleBroken(_("This time has passed. Choose a later one."), "hour")
        if ends_at > day_span(self.on, timezone.get_current_timezone())[1]:
            raise RuleBroken(
                _("It would end after midnight. Begin earlier, make it shorter, or book two visits."), "hour"
            )
        return starts_at, ends_at

    def _check(self) -> None:
        if why := why_not_on(self.on):
            raise RuleBroken(why, "on")
        if not LEAST_MINUTES <= self.minutes <= MOST_MINUTES:
            sentence = ngettext(
                "A visit takes %(least)s to %(most)s minute.",
                "A visit takes %(least)s to %(most)s minutes.",
                MOST_MINUTES,
            )
            raise RuleBroken(sentence % {"least": LEAST_MINUTES, "most": MOST_MINUTES}, "minutes")
        if self.period and self.period not in Visit.Period.values:
            raise RuleBroken(_("Pick one from the list."), "period")
        if self.period and self.hour:
            raise RuleBroken(_("Choose either a time or a part of the day."), "hour")
        if not self.period and self.hour is None:
            raise RuleBroken(_("Write the time, or choose a part of the day."), "hour")


def why_not_on(on: date) -> str:
    """What holds anybody back from booking on a day; "" when nothing does."""
    if on >= timezone.localdate() and on.year in YEARS:
        return ""
    return _("This day has passed. Choose today or a later day.")


def moment_of(on: date, hour: time) -> datetime:
    """The moment, in UTC, so that minutes are added to it and not to the clock, at which the company's wall shows that
    hour on that day, the first time. Raises RuleBroken beside "hour" when it never does."""
    local = datetime.combine(on, hour.replace(second=0, microsecond=0, fold=0), timezone.get_current_timezone())
    moment = local.astimezone(UTC)
    if timezone.localtime(moment).replace(tzinfo=None) != local.replace(tzinfo=None):
        sentence = _("The clocks jump on %(day)s: %(hour)s does not exist that day. Choose another time.")
        raise RuleBroken(sentence % {"day": format_day(on, active_language()), "hour": format_time(hour)}, "hour")
    return moment


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def comes_twice(visit: Visit) -> bool:
    """Whether the clock shows its start twice that day: the first of the two is meant."""
    if visit.starts_at is None:
        return False
    local = timezone.localtime(visit.starts_at)
    return local.utcoffset() != local.replace(fold=1).utcoffset() and local.fold == 0
