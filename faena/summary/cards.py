"""The cards of the page, each with its one number, its chart, and where its bars lead. What a card says in a chart
stands in its rows as well, for the table and the file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from faena.company.models import Company
from faena.lib.locales import active_language
from faena.lib.money import exponent, format_money, format_whole
from faena.lib.numerals import write_number
from faena.summary import charts
from faena.summary.charts import Chart, Series
from faena.summary.figures import Figures
from faena.summary.models import DayFigure
from faena.summary.open_now import AGES, OVERDUE, Load, OpenOrders, OpenStatus
from faena.summary.periods import WEEK, YEAR, Period, Span, bars_of, short_day, short_month, weeks_of
from faena.tickets.models import TicketType

What = DayFigure.What
MOST_ROWS = 5  # of a card; the others are one row
MOST_TECHNICIANS = 8


@dataclass(frozen=True)
class Legend:
    """What a colour means, and where all of it leads."""

    text: str
    look: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of a bar that lies: where it begins, how wide it is."""

    x: str
    width: str
    look: str
    title: str


@dataclass(frozen=True)
class Row:
    """One line of a card or of its table. `cells`: further figures beside `value`, for the table."""

    name: str
    value: str
    url: str = ""
    parts: list[Part] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    look: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Card:
    """`head`: the number that is the message; `note`: what it is; `good`: a change to the better, before the note.
    `heads`: of the table that says what the chart says, where there is one."""

    name: str
    title: str
    head: str
    note: str = ""
    good: str = ""
    change: str = ""
    is_up: bool = False
    bad: str = ""
    aside: str = ""
    aside_url: str = ""
    legend: list[Legend] = field(default_factory=list)
    chart: Chart | None = None
    rows: list[Row] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


# --- what came in -------------------------------------------------------------------------------------------


def collected(period: Period, figures: Figures, company: Company) -> Card:
    """Both currencies as one sum, each tender by the rate of the day on which its money came."""
    own, language = company.currency, active_language()
    sums = figures.amounts(What.COLLECTED, period.shown)
    total, before = (figures.worth(What.COLLECTED, span) for span in (period.shown, period.before))
    spans = bars_of(period, company.country)
    days = [figures.amounts(What.COLLECTED, span) for span in spans]
    mine = [day.get(own, (0, 0))[1] for day in days]
    rest = [sum(worth for currency, (_amount, worth) in day.items() if currency != own) for day in days]
    urls = [_collections(Span(span.start, min(span.end, period.today))) for span in spans]
    names = [_name(span) for span in spans]
    said = [
        f"{name}: {format_money(one + other, own, language)}"
        for name, one, other in zip(names, mine, rest, strict=True)
    ]
    series = [Series(mine, "is-main", said, urls), Series(rest, "is-second", said, urls)]
    foreign = [currency for currency in sums if currency != own]
    begun = sum(span.start <= period.today for span in spans)
    return Card(
        "collected",
        _("Collected in %(period)s") % {"period": period.title},
        format_money(total, own, language),
        note=_in_each(sums, own) if foreign else "",
        change=_change(total, before) if figures.is_whole else "",
        is_up=total >= before,
        aside=period.before_title,
        aside_url=period.earlier,
        legend=_of_currencies(period, own, foreign),
        chart=charts.bars(series, _marks(period, spans), height=charts.HIGH, unit=10 ** exponent(own), passed=begun),
        rows=[
            Row(
                name,
                format_money(one + other, own, language),
                url,
                cells=[format_money(one, own, language), format_money(other, own, language)] if foreign else [],
            )
            for name, one, other, url, span in zip(names, mine, rest, urls, spans, strict=True)
            if span.start <= period.today
        ],
        heads=[
            pgettext("period", "When"),
            *([own, pgettext("currency", "Others, as %(currency)s") % {"currency": own}] if foreign else []),
            _("Total"),
        ],
    )


def _in_each(sums: Mapping[str, tuple[int, int]], own: str) -> str:
    """`US$ 6,163.75 + Bs. 560,765.27 at the rate of each day`"""
    language = active_language()
    amounts = [
        format_money(sums[code][0], code, language) for code in sorted(sums, key=lambda code: (code != own, code))
    ]
    return _("%(amounts)s at the rate of each day") % {"amounts": " + ".join(amounts)}


def _of_currencies(period: Period, own: str, foreign: Sequence[str]) -> list[Legend]:
    if not foreign:
        return [Legend(_("Collections of these days"), "is-main", _collections(period.shown))]
    others = ", ".join(_sign(code) for code in sorted(foreign))
    url = _collections(period.shown, currency=foreign[0]) if len(foreign) == 1 else _collections(period.shown)
    return [
        Legend(_("In %(currency)s") % {"currency": _sign(own)}, "is-main", _collections(period.shown, currency=own)),
        Legend(_("In %(other)s, as %(currency)s") % {"other": others, "currency": _sign(own)}, "is-second", url),
    ]


# --- how work flows -----------------------------------------------------------------------------------------


def flow(period: Period, figures: Figures, country: str) -> Card:
    """Orders that came and that went, week by week."""
    spans = weeks_of(period, country)
    came, went = ([figures.count(what, span) for span in spans] for what in (What.ORDERS_IN, What.ORDERS_OUT))
    names = [_name(span) for span in spans]
    entered, left = ([_orders(span, of) for span in spans] for of in ("", "ended"))
    all_days = Span(spans[0].start, spans[-1].end)
    series = [
        Series(
            came,
            "is-second",
            [
                _("%(when)s: %(num)s came in") % {"when": name, "num": num}
                for name, num in zip(names, came, strict=True)
            ],
            entered,
        ),
        Series(
            went,
            "is-main",
            [
                _("%(when)s: %(num)s went out") % {"when": name, "num": num}
                for name, num in zip(names, went, strict=True)
            ],
            left,
            stack=1,
        ),
    ]
    return Card(
        "flow",
        _("Orders by month") if period.name == YEAR else _("Orders by week"),
        f"{came[-1]} / {went[-1]}",
        note=_("last month") if period.name == YEAR else _("last whole week"),
        legend=[
            Legend(pgettext("orders", "In"), "is-second", _orders(all_days, "")),
            Legend(pgettext("orders", "Out"), "is-main", _orders(all_days, "ended")),
        ],
        chart=charts.bars(series, _short_names(spans), height=charts.LOW),
        rows=[
            Row(name, str(out), url, cells=[str(in_)])
            for name, in_, out, url in zip(names, came, went, entered, strict=True)
        ],
        heads=[pgettext("period", "When"), pgettext("orders", "In"), pgettext("orders", "Out")],
    )


def ready(period: Period, figures: Figures, country: str, goal: int | None) -> Card:
    """Half of the orders became ready within so many days."""
    spans = weeks_of(period, country)
    medians = [_median(figures, span) for span in spans]
    known = [median for median in medians if median is not None]
    names, urls = [_name(span) for span in spans], [_orders(span, "ready") for span in spans]
    said = [f"{name}: {_days(median)}" for name, median in zip(names, medians, strict=True)]
    change = round(known[-1] - known[0], 1) if len(known) > 1 else 0.0
    slots = [slot for slot, median in enumerate(medians) if median is not None]
    long = slots[-1] - slots[0] + 1 if slots else 0
    over = (
        ngettext("in %(num)s month", "in %(num)s months", long)
        if period.name == YEAR
        else ngettext("in %(num)s week", "in %(num)s weeks", long)
    )
    moved = f"{_number(abs(change))} {over % {'num': long}}" if change else ""
    return Card(
        "ready",
        _("Days until ready"),
        _days(known[-1]) if known else "–",
        change=moved and ("↓ " if change < 0 else "↑ ") + moved,
        is_up=change < 0,
        aside=pgettext("statistics", "median"),
        chart=charts.line(medians, said, urls, _short_names(spans), height=charts.LOW, goal=goal),
        note=_("Goal: %(days)s") % {"days": _days(goal)} if goal else "",
        rows=[Row(name, _days(median), url) for name, median, url in zip(names, medians, urls, strict=True)],
        heads=[pgettext("period", "When"), pgettext("statistics", "Median")],
    )


def _median(figures: Figures, span: Span) -> float | None:
    """Of tenths of days, each of which so many orders took."""
    counts: Counter[int] = Counter()
    for figure in figures.of(What.READY, span):
        counts[int(figure.key)] += figure.count
    ordered = sorted(counts.elements())
    if not ordered:
        return None
    middle = len(ordered) // 2
    tenths = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return tenths / 10


# --- what is open -------------------------------------------------------------------------------------------


def stages(found: OpenOrders, company: Company, board: str) -> Card:
    """One bar of all that is open, divided by the company's own statuses, each of which is a filter of the list."""
    places = charts.shares([status.count for status in found.statuses], found.count)
    return Card(
        "stages",
        _("Open by stage"),
        str(found.count),
        note=_("%(amount)s in the workshop")
        % {"amount": format_money(found.worth, company.currency, active_language())},
        aside=_("Board") if board else pgettext("orders", "List"),
        aside_url=board or reverse("orders:list"),
        rows=[
            Row(
                status.name,
                str(status.count),
                _on_status(status),
                [Part(*place, _look(status), f"{status.name}: {status.count}")],
                look=_look(status),
                icon=status.icon,
            )
            for status, place in zip(found.statuses, places, strict=True)
        ],
    )


def _look(status: OpenStatus) -> str:
    return f"is-{status.tone}" + (" is-light" if status.stage == "diagnosing" and status.tone == "blue" else "")


def _on_status(status: OpenStatus) -> str:
    chosen = {"status": str(status.pk)} if status.pk else {"stage": status.stage}
    return f"{reverse('orders:list')}?{urlencode(chosen)}"


def receivables(ages: Mapping[str, tuple[int, int]], company: Company) -> Card:
    """What is left to pay, by how long it is overdue."""
    language, own = active_language(), company.currency
    total, overdue = sum(left for _n, left in ages.values()), sum(ages[age][1] for age in OVERDUE)
    accounts = sum(number for number, _left in ages.values())
    most = max((left for _n, left in ages.values()), default=0)
    looks = {"current": "is-main", "month": "is-amber", "two": "is-red is-light", "older": "is-red"}
    return Card(
        "receivables",
        _("Receivables by age"),
        format_whole(total, own, language),
        bad=_("%(amount)s overdue") % {"amount": format_whole(overdue, own, language)} if overdue else "",
        aside=ngettext("%(num)s account", "%(num)s accounts", accounts) % {"num": accounts},
        aside_url=reverse("summary:receivables"),
        rows=[
            Row(
                str(label),
                format_whole(ages[age][1], own, language),
                f"{reverse('summary:receivables')}?{urlencode({'age': age})}",
                _parts([(ages[age][1], looks[age], format_money(ages[age][1], own, language))], most),
            )
            for age, label in AGES.items()
        ],
    )


def tickets(period: Period, figures: Figures) -> Card:
    """What was closed in the period, by type, and how much of it in time."""
    in_time, late = (
        Counter({figure.key: figure.count for figure in figures.of(what, period.shown)})
        for what in (What.IN_TIME, What.LATE)
    )
    every = in_time + late
    shown = [key for key, _number in sorted(every.items(), key=lambda one: (-one[1], one[0]))][:MOST_ROWS]
    names = (
        {
            str(pk): name
            for pk, name in TicketType.objects.filter(pk__in=[int(key) for key in shown]).values_list("pk", "name")
        }
        if shown
        else {}
    )
    groups = [(names.get(key, key), _solutions(period, key), in_time[key], late[key]) for key in shown]
    if rest := every.total() - sum(every[key] for key in shown):
        kept = sum(in_time[key] for key in shown)
        groups.append(
            (pgettext("types", "Others"), _in_time(period), in_time.total() - kept, rest - (in_time.total() - kept))
        )
    most = max((one + other for _name, _url, one, other in groups), default=0)
    total = every.total()
    return Card(
        "tickets",
        _("Tickets and deadlines"),
        f"{100 * in_time.total() // total} %" if total else "–",
        note=_("in time, %(num)s of %(total)s") % {"num": in_time.total(), "total": total}
        if total
        else _("none closed in this period"),
        legend=[Legend(_("In time"), "is-main"), Legend(pgettext("tickets", "Late"), "is-red")],
        aside_url=_in_time(period),
        rows=[
            Row(
                name,
                str(one + other),
                url,
                _parts(
                    [
                        (one, "is-main", _("%(num)s in time") % {"num": one}),
                        (other, "is-red", _("%(num)s late") % {"num": other}),
                    ],
                    most,
                ),
                cells=[str(one), str(other)],
            )
            for name, url, one, other in groups
        ],
    )


def load(loads: Sequence[Load], *, workshop: bool, care: bool, today: str) -> Card:
    """What each technician has: orders, or where the company repairs nothing the visits of today."""
    orders, visits = sum(one.orders for one in loads), sum(one.visits for one in loads)
    shown = [one for one in loads if (one.orders if workshop else one.visits)]
    named, nobody = [one for one in shown if one.pk], [one for one in shown if not one.pk]
    most = max((one.orders if workshop else one.visits for one in shown), default=0)
    rows = [_of_technician(one, most, workshop=workshop, today=today) for one in [*named[:MOST_TECHNICIANS], *nobody]]
    if others := named[MOST_TECHNICIANS:]:
        number = sum(one.orders if workshop else one.visits for one in others)
        rows.append(
            Row(
                pgettext("technicians", "Others"),
                str(number),
                reverse("orders:list") if workshop else reverse("agenda:day", args=[today]),
            )
        )
    return Card(
        "load",
        _("Load per technician"),
        str(orders if workshop else visits),
        note=_what_it_is(orders if workshop else None, visits if care else None),
        legend=[Legend(pgettext("orders", "Late ones"), "is-red")] if workshop else [],
        rows=rows,
    )


def _what_it_is(orders: int | None, visits: int | None) -> str:
    """After the number of the card: `orders and 10 visits today`; None for what the company does not have."""
    if orders is None:
        return ngettext("visit today", "visits today", visits or 0)
    if visits is None:
        return ngettext("open order", "open orders", orders)
    today = ngettext("%(num)s visit today", "%(num)s visits today", visits) % {"num": visits}
    return ngettext("order and %(visits)s", "orders and %(visits)s", orders) % {"visits": today}


def _of_technician(one: Load, most: int, *, workshop: bool, today: str) -> Row:
    look = "is-main" if one.pk else "is-grey"
    if not workshop:
        goes = {"goes": f"user-{one.pk}"} if one.pk else {}
        return Row(
            one.name or _("No technician"),
            str(one.visits),
            f"{reverse('agenda:day', args=[today])}?{urlencode(goes)}",
            _parts([(one.visits, look, "")], most),
        )
    said = [
        (one.late, "is-red", _("%(num)s late") % {"num": one.late}),
        (one.orders - one.late, look, _("%(num)s not late") % {"num": one.orders - one.late}),
    ]
    chosen = urlencode({"technician": one.pk or "none"})
    return Row(
        one.name or _("No technician"),
        str(one.orders),
        f"{reverse('orders:list')}?{chosen}",
        _parts(said, most),
        cells=[str(one.late), str(one.visits)],
    )


def extras(period: Period, figures: Figures, company: Company) -> list[Row]:
    """Parts and discounts of the period, in the company's own currency."""
    own, language, days = company.currency, active_language(), urlencode(period.shown.address)
    rows = []
    if company.has_workshop:
        parts = f"{reverse('orders:part_list')}?{days}&paid="
        rows += [
            (_("Parts charged"), What.PARTS, parts + "charged"),
            (_("Parts included"), What.PARTS_BORNE, parts + "included"),
        ]
    if company.has_care:
        rows.append((_("Discounts on invoices"), What.DISCOUNTS, ""))
    return [
        Row(
            label,
            format_money(figures.worth(what, period.shown), own, language),
            url,
            cells=[str(figures.count(what, period.shown))],
        )
        for label, what, url in rows
    ]


# --- words and addresses ------------------------------------------------------------------------------------


def _parts(values: Sequence[tuple[int, str, str]], most: int) -> list[Part]:
    drawn = [one for one in values if one[0] > 0]
    places = charts.shares([value for value, _look, _title in drawn], most)
    return [Part(*place, look, title) for place, (_value, look, title) in zip(places, drawn, strict=True)]


def _collections(span: Span, **more: str) -> str:
    return f"{reverse('cash:list')}?{urlencode(span.address | more)}"


def _orders(span: Span, of: str) -> str:
    return f"{reverse('orders:list')}?{urlencode({'stage': 'all', **({'days': of} if of else {}), **span.address})}"


def _solutions(period: Period, key: str) -> str:
    return f"{reverse('tickets:solutions')}?{urlencode({'type': key, **period.shown.address})}"


def _in_time(period: Period) -> str:
    return f"{reverse('tickets:in_time')}?{urlencode(period.shown.address)}"


def _change(now: int, before: int) -> str:
    """`↑ 12 %`; nothing where there was nothing before."""
    if before <= 0 or now == before:
        return ""
    return f"{'↑' if now > before else '↓'} {round(100 * abs(now - before) / before)} %"


def _sign(currency: str) -> str:
    return format_whole(0, currency, active_language()).rstrip("0").strip()


def _number(value: float) -> str:
    return write_number(round(value * 10), 1, active_language())


def _days(value: float | None) -> str:
    if value is None:
        return "–"
    whole = isinstance(value, int)
    text = str(value) if whole else _number(value)
    return ngettext("%(num)s day", "%(num)s days", 1 if whole and value == 1 else 2) % {"num": text}


def _name(span: Span) -> str:
    """A day, a week by its ends, a month."""
    if span.days == 1:
        return short_day(span.start)
    if span.days > WEEK_DAYS:
        return f"{short_month(span.start)} {span.start.year}"
    return f"{short_day(span.start)} – {short_day(span.end)}"


def _marks(period: Period, spans: Sequence[Span]) -> list[str]:
    """Below the bars of what was collected: of a month each seventh day and today."""
    if period.name == WEEK or spans[0].days != 1:
        return _short_names(spans, most=12)
    today = (period.today - period.start).days
    marks = [
        short_day(span.start) if place % 7 == 0 and abs(place - today) > 2 else "" for place, span in enumerate(spans)
    ]
    if 0 <= today < len(marks):
        marks[today] = _("today")
    return marks


def _short_names(spans: Sequence[Span], most: int = 8) -> list[str]:
    """Below bars: of more than so many each second one. The month is said where it changes."""
    texts, before = [], 0
    for place, span in enumerate(spans):
        if len(spans) > most and place % 2:
            texts.append("")
        elif span.days > WEEK_DAYS:
            texts.append(short_month(span.start))
        else:
            texts.append(str(span.start.day) if span.start.month == before else short_day(span.start))
            before = span.start.month
    return texts


WEEK_DAYS = 7
