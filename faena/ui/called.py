"""Things of ours that a search text names exactly: by the number that they were given (OS-000048), or by the code or
the QR on their paper. Every search box leads to them, whatever their state.

Each room says in its apps.py what has numbers, and who knows codes:
`called.register("order", ORDER_NUMBERS, ServiceOrder.objects.visible_to, module="workshop")`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect

from faena.lib.refs import Ref
from faena.lib.series import Series
from faena.ui.answers import search_text
from faena.ui.search import numbered

MOST = 3  # a number is given once in each branch


@dataclass(frozen=True)
class Called:
    """label: the number; about: whose it is; url: its page."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class Numbered:
    """rows: those within a user's reach; column: of the number; module: "" for what both have."""

    series: Series
    rows: Callable[[Any], QuerySet[Any]]
    module: str
    column: str
    about: Callable[[Any], str]


_numbered: dict[str, Numbered] = {}
_codes: dict[str, Callable[[str], Iterable[Ref]]] = {}


def register(
    kind: str,
    series: Series,
    rows: Callable[[Any], QuerySet[Any]],
    *,
    module: str = "",
    column: str = "number",
    about: Callable[[Any], str] = lambda row: str(row.customer),
) -> None:
    """Doing it twice changes nothing. `kind`: the Ref's."""
    _numbered[kind] = Numbered(series, rows, module, column, about)


def register_codes(name: str, refs_of: Callable[[str], Iterable[Ref]]) -> None:
    """`refs_of`: the things that a text is the code of. It asks the database only for what looks like one."""
    _codes[name] = refs_of


def things_called(text: str, user: Any, modules: Iterable[str]) -> list[Called]:
    """What the text names exactly, within the user's reach. No query for other words."""
    known = {kind: one for kind, one in _numbered.items() if one.module in ("", *modules)}
    wanted = [
        (kind, numbered(one.rows(user), number, one.column))
        for kind, one in known.items()
        if (number := one.series.named(text)) is not None
    ]
    return _read(known, wanted, user) if wanted else things_coded(text, user, modules)


def things_coded(text: str, user: Any, modules: Iterable[str]) -> list[Called]:
    """The thing whose code or QR the text is. No query for other words."""
    known = {kind: one for kind, one in _numbered.items() if one.module in ("", *modules)}
    refs = [ref for refs_of in _codes.values() for ref in refs_of(text)]
    return _read(known, [(ref.kind, [ref.id]) for ref in refs if ref.kind in known], user)


def _read(known: dict[str, Numbered], wanted: Iterable[tuple[str, Any]], user: Any) -> list[Called]:
    """Of each kind those with these keys."""
    found = []
    for kind, keys in wanted:
        rows = known[kind].rows(user).filter(pk__in=keys)[:MOST]
        found += [Called(str(row), known[kind].about(row), row.as_ref.url) for row in rows]
    return found


def called_on(request: Any) -> list[Called]:
    """What the search text of a page names."""
    return things_called(search_text(request), request.user, request.company.modules)


def opens_called(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page with a search box: who sends the exact number or code of one thing gets its page. While somebody types
    (htmx) the thing is only offered, or OS-4 would open on the way to OS-48."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typing = request.headers.get("HX-Request") or "format" in request.GET
        if request.method == "GET" and "q" in request.GET and not typing:
            things = called_on(request)
            if len(things) == 1:
                return redirect(things[0].url)
        return view(request, *args, **kwargs)

    return answer
