"""Which column is what, guessed from its header and from some values."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from faena.lib.text import digits
from faena.moving.reading.fields import BY_NAME, FIELDS, Kind
from faena.moving.reading.headers import folded, letter
from faena.moving.reading.lines import Line, Table
from faena.moving.reading.presets import preset_for

_BY_WORD: Final[dict[str, list[str]]] = {}
for _one in FIELDS:
    for _word in _one.words:
        _BY_WORD.setdefault(_word, []).append(_one.name)
_SECOND: Final = {"phone": "phone", "email": "email", "notes": "notes", "other_phone": "other_phone"}
_PLACES: Final = {"address", "city", "district", "postcode"}
_MOSTLY: Final = 0.6
_LEAST_SEEN: Final = 2
_PLACE: Final = re.compile(r"(?:cidade|ciudad|city)(?: (?:uf|estado|state|provincia))")


def guessed(table: Table, some: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """Index of a column → names of FIELDS; a column that is left out is not in it. A preset, where one fits."""
    if preset := preset_for(table.columns):
        found = {at: preset.columns.get(folded(column), ()) for at, column in enumerate(table.columns)}
        return {at: names for at, names in found.items() if names}
    if not _has_header(table.columns):
        return _by_values(some)
    kinds = _kinds_of_words(table)
    # "Estado" is a state of Mexico beside a city, and how the work stands in a list of orders
    of_orders = Kind.ORDERS in kinds and not any(_PLACES & {*_BY_WORD.get(folded(one), ())} for one in table.columns)
    columns: dict[int, tuple[str, ...]] = {}
    taken: set[str] = set()
    for at, column in enumerate(table.columns):
        word = folded(column)
        meant = sorted(_BY_WORD.get(word, ()), key=lambda one: of_orders and one != "order_state")
        name = next((one for one in meant if _is_free(one, taken) and _suits(one, kinds)), "")
        if name:
            taken.add(name)
            columns[at] = ("city", "state") if name == "city" and _PLACE.fullmatch(word) else (name,)
    return columns


def kinds_of(columns: Mapping[int, tuple[str, ...]]) -> frozenset[Kind]:
    """What a table with these columns brings."""
    names = {name for fields in columns.values() for name in fields}
    kinds: set[Kind] = set()
    if names & {"name", "first_name", "last_name", "company_name"}:
        kinds.add(Kind.CUSTOMERS)
    if names & {"plan", "login", "plan_name"}:
        kinds.add(Kind.SUBSCRIPTIONS)
    if names & {"balance", "debt"} or "due_on" in names:
        kinds.add(Kind.BALANCES)
    if names & {"device_kind", "serial"}:
        kinds.add(Kind.DEVICES)
        if names & {"opened_on", "reason", "order_state", "advance"}:
            kinds.add(Kind.ORDERS)
    if names & {"paid_on", "order_state", "ended_on"}:
        kinds.add(Kind.HISTORY)
    return frozenset(kinds)


def fingerprint(columns: tuple[str, ...]) -> str:
    """By which a mapping is found again: of the folded headers, in their order; "" without a header."""
    if not _has_header(columns):
        return ""
    words = "\n".join(folded(column) for column in columns)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def why_nothing(table: Table) -> str:
    """Why nothing of the table can be brought in; "" where something can."""
    columns = guessed(table, ())
    names = {name for fields in columns.values() for name in fields}
    if names & {"stock_name", "stock_count"} and not kinds_of(columns):
        return no_stock()
    return ""


def no_stock() -> str:
    return _("Parts in stock cannot be brought in yet. Keep the file.")


def _has_header(columns: tuple[str, ...]) -> bool:
    return columns != tuple(letter(at) for at in range(len(columns)))


def _is_free(name: str, taken: set[str]) -> bool:
    return name not in taken or name in _SECOND or BY_NAME[name].is_many


def _kinds_of_words(table: Table) -> frozenset[Kind]:
    """What the headers that can mean one thing only speak of."""
    sure = (names[0] for column in table.columns if len(names := _BY_WORD.get(folded(column), [])) == 1)
    return kinds_of({at: (name,) for at, name in enumerate(sure)})


def _suits(name: str, kinds: frozenset[Kind]) -> bool:
    """A word may mean several things; those of what the table speaks of come first. Without any, all suit."""
    own = BY_NAME[name].kinds
    return not own or bool(own & kinds) or not kinds or Kind.CUSTOMERS in own or own == frozenset(Kind)


def _by_values(some: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """Without a header: what can only be an e-mail address, a phone or a name."""
    columns: dict[int, tuple[str, ...]] = {}
    width = max((len(line.cells) for line in some), default=0)
    for at in range(width):
        texts = [str(line.cells[at]) for line in some if at < len(line.cells) and line.cells[at] not in (None, "")]
        if len(texts) < _LEAST_SEEN or width == 1:
            continue
        if _share(texts, lambda text: "@" in text) > _MOSTLY:
            columns[at] = ("email",)
        elif _share(texts, lambda text: bool(re.fullmatch(r"[+(]?[0-9][0-9 ().+-]{8,18}", text))) > _MOSTLY:
            if (
                _share(texts, lambda text: 10 <= len(digits(text)) <= 13) > _MOSTLY
                and ("phone",) not in columns.values()
            ):
                columns[at] = ("phone",)
        elif _share(texts, _is_like_a_name) > _MOSTLY and ("name",) not in columns.values():
            columns[at] = ("name",)
    return columns


def _is_like_a_name(text: str) -> bool:
    return len(text.split()) >= 2 and not any(sign.isdigit() for sign in text)


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(test(text) for text in texts) / len(texts)
