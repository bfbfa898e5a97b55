"""What a person is asked once for a column, before anything is read for good."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from faena.lib.locales import marks_of, numbers_of
from faena.moving.reading.cells import Refused, flag_of, has_two_readings, money_of, parts_of_day, text_of
from faena.moving.reading.documents import document_of
from faena.moving.reading.fields import Kind
from faena.moving.reading.headers import folded
from faena.moving.reading.lines import Cell, Line, Table
from faena.moving.reading.plans import Plan
from faena.moving.reading.presets import preset_of
from faena.moving.reading.states import is_state, money_state, order_state, subscription_state, without_day

Text = Any  # a str, or lazy
DAYS: Final = (
    "since", "birthday", "opened_on", "promised_on", "ended_on", "due_on", "paid_on", "subscription_since",
    "subscription_until",
)  # fmt: skip
MONEY: Final = ("price", "balance", "debt", "amount", "paid", "advance")
_MOST_WORDS: Final = 60
_MOST_LABELS: Final = 30
_IMEI: Final = re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])")
_DAY_ORDERS: Final = (
    ("day_first", _("The day comes first: 31/12")),
    ("month_first", _("The month comes first: 12/31")),
)
_SIGNS: Final = ((",", _("Comma: 1.234,50")), (".", _("Point: 1,234.50")))
_STATES: Final = (("active", _("Active")), ("inactive", _("Suspended")), ("cancelled", _("Cancelled")))
_ORDER_STATES: Final = (("open", _("Open order")), ("history", _("Over: history")), ("leave", _("Leave out")))
_MONEY_STATES: Final = (("open", _("Owed")), ("history", _("Paid: history")), ("leave", _("Leave out")))


@dataclass(frozen=True)
class Question:
    """`name`: key of Plan.answers; `options`: (value, label), `default` is one of the values. `columns`: about
    which."""

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    default: str
    columns: tuple[int, ...] = ()


def questions(table: Table, some: Iterable[Line], plan: Plan) -> list[Question]:
    """What cannot be decided from the lines (some, or a whole scan). What is answered already is the default. Names:

    "day_order:3" (day_first, month_first), "decimal:4" ("," "."), "balance_sign" (negative_owed, positive_owed),
    "hidden_rows" (take, leave), "suppliers" (leave, take), "bad_document" (refuse, without), "duplicates" (skip,
    fill, new), "labels" (all, or a folded label), "imei" (leave, take), "state:", "order:" and "money:" with the
    folded word, "plan:" with the folded word (plan, none, or as: and another plan)."""
    lines = [line for line in some if not line.left_out and not line.problem]
    asked = [*_of_columns(lines, plan), *_of_rows(lines, plan), *_of_words(lines, plan)]
    return [_answered(one, plan) for one in asked]


def decided(some: Iterable[Line], plan: Plan) -> dict[str, str]:
    """Answers that the lines leave no doubt about, and that are not what is taken anyway."""
    lines = [line for line in some if not line.left_out and not line.problem]
    orders = ((at, _day_orders(lines, at)) for field in DAYS for at in _columns(plan, field))
    return {f"day_order:{at}": "month_first" for at, (first, second, _any) in orders if second and not first}


def _answered(question: Question, plan: Plan) -> Question:
    preset = preset_of(plan.preset, plan.header)
    usual = preset.answers.get(question.name, "") if preset else ""
    answer = plan.answers.get(question.name, usual)
    if answer not in dict(question.options):
        return question
    return Question(question.name, question.label, question.options, answer, question.columns)


def _of_columns(lines: Sequence[Line], plan: Plan) -> Iterator[Question]:
    for at in dict.fromkeys(at for field in DAYS for at in _columns(plan, field)):
        first, second, is_open = _day_orders(lines, at)
        if (first and second) or is_open or second:
            label = _("Dates in %(column)s") % {"column": _header(plan, at)}
            yield Question(
                f"day_order:{at}", label, _DAY_ORDERS, "month_first" if second > first else "day_first", (at,)
            )
    for at in dict.fromkeys(at for field in MONEY for at in _columns(plan, field)):
        texts = [cell for cell in _cells(lines, at) if isinstance(cell, str)]
        if any(has_two_readings(text, plan.currency) for text in texts):
            label = _("Decimals in %(column)s") % {"column": _header(plan, at)}
            yield Question(f"decimal:{at}", label, _SIGNS, _likely_sign(texts, plan.country), (at,))


def _of_rows(lines: Sequence[Line], plan: Plan) -> Iterator[Question]:
    options: tuple[tuple[str, Text], ...]
    if any(line.is_hidden for line in lines):
        options = (("take", _("Bring them in")), ("leave", _("Leave them out")))
        yield Question("hidden_rows", _("Rows that are hidden in the sheet"), options, "take")
    columns = _columns(plan, "balance")
    if columns and Kind.BALANCES in plan.kinds:
        amounts = [amount for at in columns for cell in _cells(lines, at) if (amount := _amount(cell, plan))]
        if amounts:
            below = sum(amount < 0 for amount in amounts)
            options = (("negative_owed", _("-35.50 is owed")), ("positive_owed", _("35.50 is owed")))
            default = "negative_owed" if below * 2 > len(amounts) else "positive_owed"
            yield Question("balance_sign", _("Sign of the balance"), options, default, columns)
    columns = _columns(plan, "supplier")
    if any(flag_of(cell) for at in columns for cell in _cells(lines, at)):
        options = (("leave", _("Leave them out")), ("take", _("Bring them in as customers")))
        yield Question("suppliers", _("Suppliers among the customers"), options, "leave", columns)
    columns = _columns(plan, "document") + _columns(plan, "person_document") + _columns(plan, "company_document")
    if any(_is_bad(cell, plan) for at in columns for cell in _cells(lines, at)):
        options = (("refuse", _("Refuse the row")), ("without", _("Bring the customer in without it")))
        yield Question("bad_document", _("Documents that are wrong"), options, "refuse", columns)
    if Kind.CUSTOMERS in plan.kinds:
        options = (
            ("skip", _("Leave the customer as it is")),
            ("fill", _("Fill in what is empty")),
            ("new", _("Register another one")),
        )
        yield Question("duplicates", _("Customers who are registered already"), options, "skip")
    columns = _columns(plan, "device_kind")
    if not _columns(plan, "serial") and any(_IMEI.search(_said(cell)) for at in columns for cell in _cells(lines, at)):
        options = (("leave", _("Leave it in the text")), ("take", _("Take it as the serial")))
        yield Question("imei", _("An IMEI in the text"), options, "leave", columns)


def _of_words(lines: Sequence[Line], plan: Plan) -> Iterator[Question]:
    options: tuple[tuple[str, Text], ...]
    columns = _columns(plan, "labels")
    labels = dict.fromkeys(
        label.strip(" *") for at in columns for cell in _cells(lines, at) for label in _said(cell).split(":::")
    )
    if columns and labels:
        some = [(folded(label), label) for label in list(labels)[:_MOST_LABELS] if label]
        yield Question("labels", _("Which contacts"), (("all", _("All of them")), *some), "all", columns)
    for prefix, fields, options, guess in (
        ("state", ("subscription_state",), _STATES, subscription_state),
        ("order", ("order_state",), _ORDER_STATES, order_state),
        ("money", ("money_state",), _MONEY_STATES, money_state),
    ):
        columns = tuple(at for field in fields for at in _columns(plan, field))
        words: dict[str, str] = {}
        for at in columns:
            for cell in _cells(lines, at):
                word = without_day(_said(cell))[0]
                if folded(word):
                    words.setdefault(folded(word), word)
        for word in list(words.values())[:_MOST_WORDS]:
            label = _("State “%(word)s”") % {"word": word}
            yield Question(f"{prefix}:{folded(word)}", label, options, guess(word), columns)
    columns = _columns(plan, "plan")
    plans = list(dict.fromkeys(_said(cell) for at in columns for cell in _cells(lines, at) if folded(_said(cell))))
    true_plans = [word for word in plans if not is_state(word)][:_MOST_WORDS]
    for word in plans[:_MOST_WORDS]:
        others = tuple((f"as:{other}", _("It is %(plan)s") % {"plan": other}) for other in true_plans if other != word)
        options = (("plan", _("It is a plan")), ("none", _("It is a state and no plan")), *others)
        label = _("Plan “%(word)s”") % {"word": word}
        yield Question(f"plan:{folded(word)}", label, options, "none" if is_state(word) else "plan", columns)


def _columns(plan: Plan, field: str) -> tuple[int, ...]:
    return tuple(at for at in sorted(plan.columns) if field in plan.columns[at])


def _cells(lines: Sequence[Line], at: int) -> Iterator[Cell]:
    return (line.cells[at] for line in lines if at < len(line.cells) and line.cells[at] not in (None, ""))


def _header(plan: Plan, at: int) -> str:
    return plan.header[at] if at < len(plan.header) else str(at + 1)


def _day_orders(lines: Sequence[Line], at: int) -> tuple[int, int, bool]:
    """How many texts can only have the day first, how many only the month; and whether some may have either and are
    written otherwise than all that are sure."""
    first = second = 0
    sure: set[str] = set()
    either: set[str] = set()
    for cell in _cells(lines, at):
        text = _said(cell) if isinstance(cell, str) else ""
        parts = parts_of_day(text)
        if parts is None or parts[0] == parts[1]:
            continue
        form = re.sub("[0-9]+", lambda found: "y" * (len(found[0]) > 2), text[:10])
        if max(parts) > 12:
            first += parts[0] > parts[1]
            second += parts[1] > parts[0]
            sure.add(form)
        else:
            either.add(form)
    return first, second, bool(either - sure)


def _likely_sign(texts: Sequence[str], country: str) -> str:
    """Of what others of the column are sure, else as the country writes."""
    clear = [found[1] for text in texts if (found := re.search(r"([.,])[0-9]{1,2}\D*$", text))]
    if clear:
        return max(",.", key=clear.count)
    with numbers_of(country):
        return marks_of("pt-br" if country == "BR" else "es").decimal


def _amount(cell: Cell, plan: Plan) -> int | None:
    try:
        return money_of(cell, plan.currency).value
    except Refused:
        return None


def _is_bad(cell: Cell, plan: Plan) -> bool:
    try:
        document_of(cell, plan.country)
    except Refused:
        return True
    return False


def _said(cell: Cell) -> str:
    try:
        return text_of(cell).value
    except Refused as refused:
        return refused.kept
