"""What a column can hold, asked before a row is written: no text longer than its column, no value that is not offered,
no number that the column has no room for, no moment without a zone, no sign that a database refuses.

`BaseModel` asks it of every row that is saved or created with others (lib/rows.py), so that no action forgets it. Forms
take their limits from here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext as _

from faena.lib.errors import RuleBroken

MOMENTS: Final = range(2000, 2101)  # years; a moment outside them is a slip of the finger, or of a device's clock
DAYS: Final = range(1900, 2101)
LONGEST_REASON: Final = 200  # why something is done, where several columns or only the history keep it

Test = Callable[[Any], tuple[str, str] | None]
_tests: dict[type[models.Model], dict[str, Test]] = {}


def check_columns(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Raises RuleBroken beside the first of these columns (None: of all) that cannot hold what would be written."""
    tests = _tests.get(type(row)) or _tests_of(type(row))
    values = row.__dict__
    for name in tests if names is None else names:
        test = tests.get(name)
        if test is not None and name in values and (why := test(values[name])) is not None:
            raise RuleBroken(why[0], name, why[1])


def check_value(model: type[models.Model], column: str, value: Any, at: str) -> None:
    """The same of one value, for an action that calls it otherwise (`at`) or needs to know before it goes on."""
    if (why := (_tests.get(model) or _tests_of(model))[column](value)) is not None:
        raise RuleBroken(why[0], at, why[1])


def check_each(model: type[models.Model], column: str, values: Sequence[Any]) -> None:
    """The same of a column of many rows."""
    if test := (_tests.get(model) or _tests_of(model)).get(column):
        if isinstance(test, _Text) and test.hold(values):
            return
        for value in values:
            if (why := test(value)) is not None:
                raise RuleBroken(why[0], column, why[1])


def check_text(text: str, most: int, at: str) -> None:
    """Of a text that no column keeps, only the history."""
    if (why := _Text(most, is_null=False)(text)) is not None:
        raise RuleBroken(why[0], at, why[1])


def longest(model: type[models.Model], column: str) -> int:
    """How many characters the column holds: `forms.CharField(max_length=longest(Visit, "notes"))`."""
    field: Any = model._meta.get_field(column)
    most: int | None = field.max_length
    assert most is not None, "It has no limit."
    return most


def between(model: type[models.Model], column: str) -> dict[str, Any]:
    """The least and the most that the column takes: `forms.IntegerField(**between(Plan, "down_mbps"))`."""
    least, most = _range(model, model._meta.get_field(column))
    return {"min_value": least, "max_value": most}


def _tests_of(model: type[models.Model]) -> dict[str, Test]:
    tests = {field.name: test for field in model._meta.concrete_fields if (test := _test(model, field)) is not None}
    _tests[model] = tests
    return tests


def _test(model: type[models.Model], field: Any) -> Test | None:
    """None for what needs none: keys, and what only the program itself writes."""
    closed_sets: dict[str, Iterable[str]] = getattr(model, "closed_sets", {})
    if field.primary_key or field.is_relation:
        return None
    if field.name in closed_sets or field.choices:
        offered = (
            closed_sets[field.name] if field.name in closed_sets else [value for value, _label in field.flatchoices]
        )
        return _choice(frozenset(offered) | ({""} if field.blank else frozenset()), is_null=field.null)
    match field:
        case models.JSONField():
            return _json()
        case models.CharField() | models.TextField():
            return _Text(field.max_length, is_null=field.null)
        case models.BooleanField():
            return _choice(frozenset([True, False]), is_null=field.null)
        case models.IntegerField():
            return _number(*_range(model, field), is_null=field.null)
        case models.DateTimeField():
            return _moment(field)
        case models.DateField():
            return _day(field)
    return None


def _range(model: type[models.Model], field: Any) -> tuple[int, int]:
    own: dict[str, tuple[int, int]] = getattr(model, "ranges", {})
    return own.get(field.name) or BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]


class _Text:
    def __init__(self, most: int | None, *, is_null: bool) -> None:
        self.most, self.is_null = most, is_null

    def __call__(self, value: Any) -> tuple[str, str] | None:
        if type(value) is not str:
            if value is None or _is_sql(value):
                return _unless(self.is_null, value)
            value = str(value)
        if self.most is not None and len(value) > self.most:
            sentence = _("Write at most %(limit_value)d characters; there are %(show_value)d now.")
            return sentence % {"limit_value": self.most, "show_value": len(value)}, "too-long"
        return None if _is_kept(value) else _unkept()

    def hold(self, values: Sequence[Any]) -> bool:
        """Whether all are texts that can be kept, asked of them together; False: ask each."""
        if set(map(type, values)) != {str} or (self.most is not None and max(map(len, values)) > self.most):
            return False
        return _is_kept("".join(values))


def _choice(offered: frozenset[Any], *, is_null: bool) -> Test:
    def test(value: Any) -> tuple[str, str] | None:
        try:
            if value in offered:
                return None
        except TypeError:  # a list has no hash
            pass
        if value is None or _is_sql(value):
            return _unless(is_null, value)
        return _("Pick one from the list."), "not-offered"

    return test


def _number(least: int, most: int, *, is_null: bool) -> Test:
    def test(value: Any) -> tuple[str, str] | None:
        if type(value) is not int:
            if value is None or _is_sql(value):
                return _unless(is_null, value)
            if not isinstance(value, int):
                return _("Write a whole number, such as 12."), "out-of-range"
        if value > most:
            return _("Write a number up to %(limit_value)s.") % {"limit_value": most}, "out-of-range"
        if value < least:
            return _("Write a number from %(limit_value)s up.") % {"limit_value": least}, "out-of-range"
        return None

    return test


def _moment(field: models.DateTimeField[Any, Any]) -> Test:
    def test(value: Any) -> tuple[str, str] | None:
        if not isinstance(value, datetime):
            if value is None or _is_sql(value):
                return _unless(field.null, value)
            try:
                value = field.to_python(value)
            except (ValidationError, TypeError):
                return _("Write a day and a time, such as 2026-11-21 16:00."), "out-of-range"
        if value.tzinfo is None:
            return _("Say in which time zone that is, such as 2026-11-21T16:00-04:00."), "out-of-range"
        return None if value.year in MOMENTS else _beyond(MOMENTS)

    return test


def _day(field: models.DateField[Any, Any]) -> Test:
    def test(value: Any) -> tuple[str, str] | None:
        if not isinstance(value, date):
            if value is None or _is_sql(value):
                return _unless(field.null, value)
            try:
                value = field.to_python(value)
            except (ValidationError, TypeError):
                return _("Write a day of the calendar, such as 2026-11-21."), "out-of-range"
        return None if value.year in DAYS else _beyond(DAYS)

    return test


def _json() -> Test:
    """Its form is the program's own; its words may be people's."""

    def test(value: Any) -> tuple[str, str] | None:
        return None if not value or _is_sql(value) or all(map(_is_kept, _texts(value))) else _unkept()

    return test


def _texts(value: Any) -> Iterable[str]:
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            found += one
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
    return found


def _is_kept(text: str) -> bool:
    """Whether both engines can keep it: PostgreSQL refuses a NUL, and nothing can write half of a surrogate pair."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_sql(value: Any) -> bool:
    """The database computes it."""
    return hasattr(value, "resolve_expression")


def _unless(is_null: bool, value: Any) -> tuple[str, str] | None:
    return (_("Fill this in."), "required") if value is None and not is_null else None


def _unkept() -> tuple[str, str]:
    return _("This text has signs that cannot be kept. Write it again without them."), "rule"


def _beyond(years: range) -> tuple[str, str]:
    sentence = _("Choose a day between the years %(first)s and %(last)s.")
    return sentence % {"first": years[0], "last": years[-1]}, "out-of-range"
