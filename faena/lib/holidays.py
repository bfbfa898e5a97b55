"""Days on which nobody works: the holidays of a country and of its region, its weekend, and the days without banks.

What is a holiday is told by the `holidays` package, which is imported when the first day is asked for: a shop that asks
for none pays nothing at its start. Each year of a region is worked out once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from faena.lib.dates import YEARS
from faena.lib.text import fold

SUNDAY: Final = 6
SATURDAY_AND_SUNDAY: Final = frozenset({5, SUNDAY})
# The exchange whose free days are those of the country's banks, beside the holidays, and the days (month, day) on which
# the exchange rests while the banks are open. In Brazil banks do not open on the Monday and Tuesday of Carnival, on
# Corpus Christi and on the last working day of the year, none of which is a holiday by law.
EXCHANGES: Final[dict[str, tuple[str, Collection[tuple[int, int]]]]] = {"BR": ("BVMF", {(12, 24)})}
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """country: ISO 3166 code; state and city as people write them: "SP" or "São Paulo". What the package does not know
    has the holidays of the whole country; a country that it does not know has none."""

    country: str
    state: str = ""
    city: str = ""

    def is_holiday(self, day: date) -> bool:
        return day in _holidays(self.country, self._region, day.year)

    def holidays_from(self, day: date, count: int) -> list[date]:
        """The next so many, that day too; fewer where a year has fewer."""
        return list(islice(filter(self.is_holiday, (day + number * DAY for number in range(366))), count))

    def is_banking_day(self, day: date) -> bool:
        if day.weekday() in _bank_weekend(self.country):
            return False
        return day not in _bank_holidays(self.country, self._region, day.year)

    def banking_day_from(self, day: date) -> date:
        """The day itself, or the first after it on which banks are open."""
        while day.year in YEARS and not self.is_banking_day(day):
            day += DAY
        return day

    def banking_day_before(self, day: date) -> date:
        """The last day before it on which banks are open."""
        day -= DAY
        while day.year in YEARS and not self.is_banking_day(day):
            day -= DAY
        return day

    @property
    def _region(self) -> str:
        return _region(self.country, self.state, self.city)


@lru_cache(maxsize=16)
def _calendar(country: str) -> Any:
    """The package's calendar of a country, without years; None for a country that it does not know."""
    from holidays import country_holidays

    try:
        return country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=64)
def _region(country: str, state: str, city: str) -> str:
    """The code of the region that the texts name by code or name, a city's own where it has one; "" for none."""
    calendar = _calendar(country)
    if calendar is None:
        return ""
    codes = {fold(code): code for code in calendar.subdivisions}
    codes |= {fold(name): code for name, code in calendar.subdivisions_aliases.items()}
    names = (f"{city} capital", state.removeprefix(f"{country}-"))
    return next((code for name in names if (code := codes.get(fold(name)))), "")


@lru_cache(maxsize=256)
def _days(country: str, region: str, year: int, category: str) -> frozenset[date]:
    from holidays import country_holidays

    calendar = _calendar(country)
    if calendar is None or category not in calendar.supported_categories:
        return frozenset()
    return frozenset(country_holidays(country, subdiv=region or None, years=year, categories=(category,)))


def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    return _days(country, region, year, "public")


@lru_cache(maxsize=256)
def _bank_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Public holidays, those of banks alone, and what the exchange of the country adds."""
    found = _holidays(country, region, year) | _days(country, region, year, "bank")
    if country not in EXCHANGES:
        return found
    from holidays import financial_holidays

    exchange, open_days = EXCHANGES[country]
    rests = financial_holidays(exchange, years=year)
    return found | {day for day in rests if (day.month, day.day) not in open_days}


@lru_cache(maxsize=64)
def _bank_weekend(country: str) -> frozenset[int]:
    """Monday is 0. Where Saturday is a working day beside a free Sunday, banks are closed on it all the same."""
    calendar = _calendar(country)
    free = SATURDAY_AND_SUNDAY if calendar is None else frozenset(calendar.weekend)
    return free | SATURDAY_AND_SUNDAY if SUNDAY in free else free
