"""A column of a list, declared once in the lists.py of its room: its name and label, what it says of a row, and where
that stands. The page draws it (kit.list_table), the files write it (ui/spreadsheets.py).

    Column("number", _("Number"), str, at="title", link="orders:sheet"),
    Column("phone", _("Phone"), lambda order: order.customer.phone),                              only in the file
    Column("total", _("Total"), lambda order: Amount(order.charge.amount, order.currency), at="amount", align="right"),
    Column("ways", at="ways"),                                             only on the page, which draws it by a macro
    Column("device", _("Device"), device, at="title", link="orders:sheet", second=str),                 in two lines

A value is plain: text, a number, a day, a moment, an Amount, True or False, or None for nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext
from jinja2 import pass_context
from jinja2.runtime import Context

from faena.lib.money import exponent
from faena.ui.jinja import day, moment, money, url

# Where it stands on a phone's card; on desks the page's order counts. "desk": not on phones. "": not on the page.
# A card is title and status, sub and amount, meta; or title and sum, sub, state and when.
Place = Literal["", "title", "status", "sub", "amount", "meta", "side", "ways", "desk", "sum", "state", "when"]
Direction = Literal["", "ascending", "descending"]


class Amount(NamedTuple):
    """Minor units in their currency; None while nobody knows how much."""

    minor: int | None
    currency: str

    @property
    def number(self) -> Decimal | None:
        """What a spreadsheet adds up; the currency is a column of its own."""
        return None if self.minor is None else Decimal(self.minor).scaleb(-exponent(self.currency))


@dataclass(frozen=True)
class Column:
    """`at` may depend on the row. `look`: more classes of the style sheet. `is_named`: on a phone's card the label
    stands before it. `link`: the route that the row's key opens; `tone`: the colour of a state, `icon`: its drawing.
    `on_page`: what the page says in place of the value, also plain. What is more than that is drawn by a macro of the
    page's template. `second`: what stands below it, small. `sorts`: the list's sorts that its head chooses, one after
    the other; `sort_url` and `sorted` are of the page that is shown. `kind`: what the files know besides the value's
    type: a phone, kept in E.164. `width`: of the spreadsheet's column, in signs; 0 for the usual."""

    name: str
    label: Any = ""
    value: Callable[[Any], Any] | None = None
    _: KW_ONLY
    at: Place | Callable[[Any], Place] = ""
    align: Literal["", "right"] = ""
    look: str = ""
    is_named: bool = False
    link: str = ""
    tone: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None
    second: Callable[[Any], Any] | None = None
    sorts: tuple[str, ...] = ()
    sort_url: str = ""
    sorted: Direction = ""
    on_page: Callable[[Any], Any] | None = None
    in_file: bool = True
    kind: Literal["", "phone"] = ""
    width: int = 0

    @property
    def is_written(self) -> bool:
        """Whether the file has it."""
        return self.in_file and self.value is not None

    def classes(self, row: Any) -> str:
        """Those of a row's cell."""
        place = self.at(row) if callable(self.at) else self.at
        two = "is-two" if self.second else ""
        return " ".join(filter(None, (f"at-{place}", self.align and f"is-{self.align}", two, self.look)))

    def text(self, row: Any) -> Any:
        """What the page says of a row; "" for nothing."""
        said = self.on_page or self.value
        return _plain(said(row)) if said else ""


class Cell(NamedTuple):
    """What stands in one place of a table. `look`: its classes; `label`: what a phone shows before it; `tone`:
    the colour of a state, None where it is none, and `icon` its drawing; `second`: the line below, "" for none."""

    text: Any
    look: str
    label: str = ""
    url: str = ""
    tone: str | None = None
    icon: str = ""
    second: Any = ""


@pass_context
def cells_of(context: Context, columns: Sequence[Column], macros: Mapping[str, Any]) -> Callable[[Any], list[Cell]]:
    """The cells of each row. `macros`: what draws a column, by its name, where it is more than a text, a link or a
    state. What is the same in each row is asked once."""
    heads = [
        (
            column,
            partial(context.call, macros[column.name]) if column.name in macros else None,
            "" if callable(column.at) else column.classes(None),
            str(column.label) if column.is_named else "",
        )
        for column in columns
    ]

    def cells(row: Any) -> list[Cell]:
        return [_cell(row, column, macro, look or column.classes(row), label) for column, macro, look, label in heads]

    return cells


def _cell(row: Any, column: Column, macro: Callable[[Any], Any] | None, look: str, label: str) -> Cell:
    second = _plain(column.second(row)) if column.second else ""
    text = macro(row).strip() if macro else column.text(row)
    if macro or text == "":
        return Cell(text, look, label if text else "", second=second)
    address = url(column.link, row.pk) if column.link else ""
    tone, icon = (column.tone, column.icon) if not address else (None, None)
    return Cell(text, look, label, address, tone(row) if tone else None, icon(row) if icon else "", second)


def _plain(value: Any) -> Any:
    """What is said of a value; "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case Amount():
            return money(*value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
    return value
