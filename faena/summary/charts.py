"""Charts as numbers that the template draws as SVG: places and widths in per cent, so that a chart is as wide as its
card and no text is stretched; heights in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10

from babel.numbers import format_compact_decimal

from faena.lib.locales import active_language, locale_of

HIGH = 140  # of the tallest bar
LOW = 112  # of a chart that shares its row with others
GAP = 2  # between what stands on one another
STUB = 2  # of a day on which nothing came


@dataclass(frozen=True)
class Rect:
    """`look`: its class in the style sheet."""

    x: str
    width: str
    y: str
    height: str
    look: str


@dataclass(frozen=True)
class Mark:
    """What is pressed as one: its rectangles, and what they say."""

    title: str
    url: str
    rects: list[Rect]


@dataclass(frozen=True)
class Label:
    """Below a chart. `is_spare`: a phone has no room for it."""

    x: str
    text: str
    anchor: str = "middle"
    is_spare: bool = False


@dataclass(frozen=True)
class Tick:
    y: str
    text: str


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    title: str
    url: str


@dataclass(frozen=True)
class Chart:
    height: int
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    goal: str = ""


@dataclass(frozen=True)
class Series:
    """One thing of which each slot has a number; those of one `stack` stand on one another."""

    values: Sequence[float]
    look: str
    titles: Sequence[str]
    urls: Sequence[str]
    stack: int = 0


def bars(series: Sequence[Series], labels: Sequence[str], *, height: int, unit: int = 1, passed: int = -1) -> Chart:
    """Bars from left to right. `unit`: what a tick's number is divided by; `passed`: how many slots have begun, so
    that an empty one of these shows a stub."""
    slots = len(labels)
    stacks = sorted({one.stack for one in series})
    tallest = max(
        (sum(_of(one, slot) for one in series if one.stack == stack) for stack in stacks for slot in range(slots)),
        default=0,
    )
    step, width = 100 / slots, 100 / slots * (0.76 if len(stacks) == 1 else 0.36)
    marks = []
    for slot in range(slots):
        for place, stack in enumerate(stacks):
            x = step * slot + (step - width * len(stacks)) / 2 + width * place
            marks += _stacked(
                [one for one in series if one.stack == stack], slot, x, width * 0.96, tallest, height, slot < passed
            )
    ticks = (
        [Tick(f"{height - value / tallest * height:.1f}", _short(value / unit)) for value in _steps(tallest)]
        if tallest
        else []
    )
    return Chart(height, marks, _labels(labels), ticks)


def line(
    values: Sequence[float | None],
    titles: Sequence[str],
    urls: Sequence[str],
    labels: Sequence[str],
    *,
    height: int,
    goal: float | None,
) -> Chart:
    """A point for each slot that has a number."""
    known = [value for value in values if value is not None]
    top = max([*known, goal or 0], default=0) * 1.15 or 1
    step = 100 / len(values)

    def at(value: float) -> str:
        return f"{height - value / top * height:.1f}"

    points = [
        Point(_percent(step * (slot + 0.5)), at(value), titles[slot], urls[slot])
        for slot, value in enumerate(values)
        if value is not None
    ]
    return Chart(height, labels=_labels(labels), points=points, goal=at(goal) if goal else "")


def shares(values: Sequence[float], most: float, *, gap: float = 0.6) -> list[tuple[str, str]]:
    """Where each begins and how wide it is, side by side, of a bar that `most` fills."""
    found, x = [], 0.0
    for value in values:
        width = 100 * value / most if most else 0
        found.append((_percent(x), _percent(max(width - gap, min(width, 0.8)))))
        x += width
    return found


def _stacked(
    series: Sequence[Series], slot: int, x: float, width: float, tallest: float, height: int, is_past: bool
) -> list[Mark]:
    rects: list[Rect] = []
    titles: list[str] = []
    floor_at = float(height)
    for one in series:
        value = _of(one, slot)
        tall = value / tallest * height if tallest else 0
        if tall:
            drawn = max(tall - (GAP if rects else 0), 1)
            rects.append(Rect(_percent(x), _percent(width), f"{floor_at - tall:.1f}", f"{drawn:.1f}", one.look))
            floor_at -= tall
        titles.append(one.titles[slot])
    if not rects and is_past:
        rects.append(Rect(_percent(x), _percent(width), f"{height - STUB}", f"{STUB}", "is-none"))
    said = next((title for title in titles if title), "")
    return [Mark(said, series[0].urls[slot], rects)] if rects else []


def _of(series: Series, slot: int) -> float:
    """What is less than nothing is drawn as nothing; its title says it."""
    return max(0, series.values[slot])


def _labels(texts: Sequence[str]) -> list[Label]:
    step, shown = 100 / len(texts), [slot for slot, text in enumerate(texts) if text]
    return [
        Label(_percent(step * (slot + 0.5)), texts[slot], is_spare=len(shown) > 8 and row % 2 == 1)
        for row, slot in enumerate(shown)
    ]


def _steps(most: float) -> list[float]:
    """Two round numbers or three, the largest below the tallest bar."""
    rough = most / 2.2
    size = 10.0 ** floor(log10(rough))
    step = max(size * round_ for round_ in (1, 2, 2.5, 5) if size * round_ <= rough)
    return [step * place for place in range(1, int(most / step) + 1)]


def _short(number: float) -> str:
    """`400`, `2.5K`"""
    return str(format_compact_decimal(number, locale=locale_of(active_language()), fraction_digits=1))


def _percent(number: float) -> str:
    return f"{number:.2f}%"
