"""The register of personal fields: of each column that can hold words, a list, an address or a file, whose it is and
what becomes of it when a customer is forgotten. Each room declares its tables in its own `personal.py`; one that is not
declared fails a test (tests/test_personal.py). The erasing is customers/actions/forgetting.py."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

BLANK = "—"  # what stands where something was written that was erased
ERASED = "erased"  # the code of a file or message that went with its customer
AT_ONCE = 500  # keys in one statement
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Personal:
    """One table. Its columns by what becomes of them:

    word: BLANK stands in the place of what was written; emptied: nothing stands there. replaced: its action writes
    something else there. kept: column → why it stays. passing: it goes by itself after a while. staff: of people who
    work here. plain: of nobody. files: keys of files, whose contents are erased.

    of: the paths that lead from a row to its customer; by_ref: a row points to what is his. goes: the rows are deleted.
    kind: of a Ref to a row. label, shown, inner: how his rows are called where he is given them ("": not at all), which
    of them he gets, and which columns he does not, for they are the shop's notes. title: the column that points to
    what a row is called there, where that is not its own number."""

    model: type[models.Model]
    of: tuple[str, ...] = ()
    by_ref: bool = False
    goes: bool = False
    word: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    passing: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kind: str = ""
    label: str | Promise = ""
    title: str = ""
    shown: models.Q | None = None
    inner: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Every column that is declared, by its name."""
        return [*self.word, *self.emptied, *self.replaced, *self.kept, *self.passing, *self.staff, *self.plain]

    @property
    def erased(self) -> list[str]:
        return [*self.word, *self.emptied]

    def rows(self, customers: Sequence[int]) -> "models.QuerySet[Any]":
        """Those of these customers."""
        whose = models.Q()
        for path in self.of:
            whose |= models.Q(**{f"{path}__in": customers})
        return self.model._base_manager.filter(whose) if self.of else self.model._base_manager.none()


@dataclass(frozen=True)
class Forgotten:
    """Whom it is about: keys of the customer and of those who were merged into him; of what is his: kind of Ref →
    keys."""

    customers: Sequence[int]
    things: Mapping[str, Sequence[int]]

    def pointing(self, model: type[Row], kind: str, key: str) -> "Iterator[models.QuerySet[Row]]":
        """The rows of `model` that point to one of these things by the columns `kind` and `key`, some at a time."""
        for name, keys in self.things.items():
            for some in batches(keys):
                yield model._base_manager.filter(**{kind: name, f"{key}__in": some})


Said = Callable[[], str | Promise]
Hook = Callable[[Forgotten], None]
_declared: dict[type[models.Model], Personal] = {}
_before: list[Hook] = []
_after: list[Hook] = []
_kept: list[Said] = []


def declare(
    model: type[models.Model],
    *,
    of: str = "",
    word: str = "",
    emptied: str = "",
    replaced: str = "",
    passing: str = "",
    staff: str = "",
    plain: str = "",
    files: str = "",
    inner: str = "",
    **more: Any,
) -> None:
    """Names stand in one text, with spaces between; `more` are the other fields of Personal."""
    names = {"of": of, "word": word, "emptied": emptied, "replaced": replaced, "passing": passing}
    more.setdefault("kind", getattr(model, "ref_kind_name", ""))
    names |= {"staff": staff, "plain": plain, "files": files, "inner": inner}
    columns: dict[str, Any] = {name: tuple(text.split()) for name, text in names.items()}
    _declared[model] = Personal(model, **columns, **more)


def before(hook: Hook) -> None:
    """Called before anything is erased: what law keeps is put aside."""
    if hook not in _before:
        _before.append(hook)


def after(hook: Hook) -> None:
    """Called when the columns are erased, in the same transaction: for what columns alone do not say."""
    if hook not in _after:
        _after.append(hook)


def keeps(said: Said) -> None:
    """`said` tells people in a sentence what a room keeps of somebody who is forgotten, and until when."""
    if said not in _kept:
        _kept.append(said)


def kept() -> list[str]:
    """Those sentences, in the reader's language."""
    _load()
    return [str(said()) for said in _kept]


@cache
def _load() -> None:
    autodiscover_modules("personal")


def register() -> Mapping[type[models.Model], Personal]:
    """What every room declares."""
    _load()
    return _declared


def hooks() -> tuple[Sequence[Hook], Sequence[Hook]]:
    """Those before, those after."""
    _load()
    return _before, _after


def holds_words(column: Any) -> bool:
    """Whether somebody's words can stand in a column: text without a closed set, JSON, an address, a file."""
    texts = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
    return isinstance(column, (*texts, models.FileField, models.BinaryField)) and not column.choices


def empty(column: Any) -> Any:
    """What stands in a column of which everything was erased."""
    if isinstance(column, models.JSONField):
        return [] if column.default is list else {}
    return None if column.null else ""


def erase(personal: Personal, rows: "models.QuerySet[Any]") -> None:
    """Blank the personal columns of these rows, each where something stands."""
    for name in personal.word:
        rows.exclude(**{f"{name}__in": ["", BLANK]}).update(**{name: BLANK})
    for name in personal.emptied:
        nothing = empty(personal.model._meta.get_field(name))
        written = rows.filter(**{f"{name}__isnull": False})
        (written if nothing is None else written.exclude(**{name: nothing})).update(**{name: nothing})


def batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
