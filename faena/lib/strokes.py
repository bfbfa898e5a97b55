"""A drawn signature as vector: `{"w", "h", "lines": [[[x, y], …], …]}`, whole numbers within a box of w by h. What
arrives from a page is checked here, and drawn as SVG for pages and paper."""

import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.lib.errors import RuleBroken

MOST_SIGNS = 60_000
MOST_POINTS = 5_000
BOX = range(50, 4001)
FEWEST_POINTS = 5
LEAST_PART = 20  # a drawing is at least a twentieth of the box wide or high
TOO_LONG = gettext_lazy("The drawing is too long. Clear it and sign again with fewer strokes.")

Strokes = dict[str, Any]


def checked(raw: str) -> Strokes:
    """The strokes that a page sent. Raises RuleBroken for what is no drawing, is none yet, or has no end."""
    if not raw.strip():
        raise RuleBroken(_("Draw the signature first."), "strokes")
    if len(raw) > MOST_SIGNS:
        raise RuleBroken(TOO_LONG, "strokes")
    try:
        strokes = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RuleBroken(_garbled(), "strokes") from error
    if not _is_drawing(strokes):
        raise RuleBroken(_garbled(), "strokes")
    points = [point for line in strokes["lines"] for point in line]
    if len(points) > MOST_POINTS:
        raise RuleBroken(TOO_LONG, "strokes")
    if not _is_visible(points, strokes["w"], strokes["h"]):
        raise RuleBroken(_("That is too little for a signature. Draw it larger, then sign."), "strokes")
    return {"w": strokes["w"], "h": strokes["h"], "lines": strokes["lines"]}


def as_svg(strokes: Strokes) -> str:
    """A document of its own: black lines on nothing."""
    width, height = strokes["w"], strokes["h"]
    paths = "".join(f'<path d="{_path(line)}"/>' for line in strokes["lines"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="#000" stroke-width="{max(width, height) / 180:.2f}" stroke-linecap="round" '
        f'stroke-linejoin="round">{paths}</g></svg>'
    )


def digest(strokes: Strokes) -> str:
    """SHA-256 of a drawing, for the history."""
    return hashlib.sha256(json.dumps(strokes, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _garbled() -> str:
    return _("The drawing did not arrive whole. Draw it again.")


def _is_drawing(strokes: Any) -> bool:
    """Exactly the shape above; whole numbers are ints (True and 1.0 are not)."""
    if not isinstance(strokes, dict) or set(strokes) != {"w", "h", "lines"}:
        return False
    width, height, lines = strokes["w"], strokes["h"], strokes["lines"]
    if not (_is_whole(width) and width in BOX and _is_whole(height) and height in BOX and isinstance(lines, list)):
        return False
    return all(
        isinstance(line, list) and line and all(_is_point(point, width, height) for point in line) for line in lines
    )


def _is_point(point: Any, width: int, height: int) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(_is_whole(place) and 0 <= place <= end for place, end in zip(point, (width, height), strict=True))
    )


def _is_whole(number: Any) -> bool:
    return type(number) is int


def _is_visible(points: list[list[int]], width: int, height: int) -> bool:
    if len(points) < FEWEST_POINTS:
        return False
    across, down = [x for x, _y in points], [y for _x, y in points]
    return (max(across) - min(across)) * LEAST_PART >= width or (max(down) - min(down)) * LEAST_PART >= height


def _path(line: list[list[int]]) -> str:
    """A smooth line: each point bends the way between the middles of its neighbours. A single one is a dot."""
    (x, y), *rest = line
    return " ".join([f"M{x} {y}", *(_bends(rest) if rest else ["h.1"])])


def _bends(points: list[list[int]]) -> Iterator[str]:
    for (x, y), (next_x, next_y) in pairwise(points):
        yield f"Q{x} {y} {(x + next_x) / 2:g} {(y + next_y) / 2:g}"
    x, y = points[-1]
    yield f"L{x} {y}"
