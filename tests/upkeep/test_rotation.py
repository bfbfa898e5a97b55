"""Which backups are kept, by their dates alone."""

from datetime import UTC, datetime, timedelta

import pytest

from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.rotation import Keep, moment_of, name_of, read_keep, to_remove

KEEP = Keep(7, 4, 12)
LAST_NIGHT = datetime(2026, 11, 30, 3, tzinfo=UTC)  # a Monday


def nights(number, *, every=timedelta(days=1)):
    return [name_of(LAST_NIGHT - every * back, sealed=False) for back in range(number)]


def kept_of(names, keep=KEEP):
    gone = set(to_remove(names, keep))
    return sorted(str(moment_of(name).date()) for name in names if name not in gone)


def test_of_a_year_of_nights_days_weeks_and_months_stay():
    days = ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"]
    weeks = ["2026-11-15", "2026-11-22"]  # the last day of each; those of the two newest weeks stay as days
    months = [
        "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31",
        "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31",
    ]  # fmt: skip
    assert kept_of(nights(500)) == sorted(months + weeks + days)


def test_of_several_on_one_day_the_newest_stays():
    names = nights(5, every=timedelta(hours=1))
    assert to_remove(names, Keep(1, 0, 0)) == names[:0:-1]
    assert to_remove(names, Keep(0, 0, 1)) == names[:0:-1]


def test_those_of_nights_without_a_backup_are_not_missed():
    """Seven days that have one, however long ago they were: a shop that closes for a month loses nothing."""
    names = nights(7, every=timedelta(days=30))
    assert to_remove(names, Keep(7, 0, 0)) == []


def test_night_after_night_the_same_stay_as_at_once():
    held = []
    for name in reversed(nights(200)):
        held.append(name)
        held = [one for one in held if one not in to_remove(held, KEEP)]
    assert kept_of(held) == kept_of(nights(200))


def test_sealed_and_open_ones_are_one_row():
    names = [name_of(LAST_NIGHT, sealed=True), name_of(LAST_NIGHT - timedelta(hours=1), sealed=False)]
    assert to_remove(names, Keep(1, 1, 1)) == names[1:]


def test_what_is_no_backup_is_never_removed():
    others = ["forgotten.jsonl", "faena-2026-11-30T030000Z.tar.zst.part", "faena-2026-13-40T030000Z.tar.zst", "x"]
    assert to_remove([*others, *nights(3)], Keep(1, 0, 0)) == nights(3)[:0:-1]


@pytest.mark.parametrize(
    "text", ["", "7", "7d", "7d,4w", "-1d,4w,12m", "0d,0w,0m", "7d,4w,9999m", "7d;4w;12m", "ad,bw,cm"]
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(BackupError, match="7d,4w,12m"):
        read_keep(text)


def test_spaces_do_not_matter():
    assert read_keep(" 7d, 4w, 12m") == KEEP
