"""Which columns of a list its reader chose: kept by the browser, for each person and each list, or named in the address
(`cols`), which a saved view is.

Only what differs from the usual page is written, `-customer.serial` for one that is hidden and one that is added, so
that a column of a later release is shown to everybody. Names that the list does not have count as not chosen.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from faena.ui.columns import Column

FIELD = "cols"  # of the address
LONGEST = 400  # what differs, in signs
LONGEST_COOKIE = 3000
YEAR = 365 * 24 * 3600


class ColumnBox(NamedTuple):
    """One line of the menu. `change`: what is written where it is not as usual."""

    name: str
    change: str
    label: str
    is_shown: bool


class ChosenColumns(NamedTuple):
    """`shown`: the columns of the page; `boxes`: those that may be chosen; `changes`: what differs from the usual."""

    shown: list[Column]
    boxes: list[ColumnBox]
    changes: str


def chosen_columns(request: HttpRequest, usual: Sequence[Column], more: Sequence[Column]) -> ChosenColumns:
    """Of a page that shows the `usual` columns, and can show `more`: on desks, before its last one. What names the row,
    and what has no head, is always shown."""
    wanted = request.GET[FIELD] if FIELD in request.GET else _kept(request).get(_route(request), "")
    asked = set(wanted[:LONGEST].split("."))
    added = [replace(column, at="desk", look="is-added", is_named=False) for column in more]
    columns = [*usual[:-1], *added, *usual[-1:]]
    names, always = {column.name for column in added}, _always(usual)
    shown, boxes, changes = [], [], []
    for column in columns:
        is_added = column.name in names
        change = column.name if is_added else f"-{column.name}"
        changed = change in asked and column.name not in always
        if changed:
            changes.append(change)
        if changed is is_added:
            shown.append(column)
        if column.name not in always:
            boxes.append(ColumnBox(column.name, change, str(column.label), changed is is_added))
    return ChosenColumns(shown, boxes, ".".join(changes))


def keep_columns(request: HttpRequest, answer: HttpResponse, route: str, offered: str, ticked: Sequence[str]) -> None:
    """In the browser, for this person. offered: the `change` of each ColumnBox, joined by dots; ticked: the names of
    those that are to be shown. What the page did not offer stays as it was. Where too much is kept, the list that was
    changed longest ago is forgotten."""
    kept = _kept(request)
    changes = offered[:LONGEST].split(".")
    others = [one for one in kept.pop(route, "").split(".") if one not in changes]
    differ = [one for one in changes if one.startswith("-") is not (one.removeprefix("-") in ticked)]
    if text := ".".join(filter(None, [*others, *differ]))[:LONGEST]:
        kept[route] = text
    while len(value := urlencode(kept)) > LONGEST_COOKIE:
        del kept[next(iter(kept))]
    if value:
        secure = request.is_secure()
        answer.set_cookie(_cookie(request), value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(_cookie(request), samesite="Lax")


def _always(columns: Sequence[Column]) -> set[str]:
    """The names of those that cannot be hidden."""
    titles = {column.name for column in columns if column.at == "title"} or {column.name for column in columns[:1]}
    return titles | {column.name for column in columns if not column.label}


def _kept(request: HttpRequest) -> dict[str, str]:
    return dict(parse_qsl(request.COOKIES.get(_cookie(request), "")[:LONGEST_COOKIE]))


def _cookie(request: HttpRequest) -> str:
    return f"columns_{request.user.pk}"


def _route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
