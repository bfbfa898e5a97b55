"""A list of the program as a route: the same filters, sorts and rows as its page, by cursor and without a total.

@listing(routes, "/orders", Perm.ORDER_SEE, ORDERS, fields=order_fields, found=orders_found, parameters=("stage", …))
def orders(order: ServiceOrder) -> OrderRow: …

GET /api/v1/orders?stage=all&limit=50        {"items": […], "next": "gAAA…"}        next: null at the end
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar, get_type_hints

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from faena.gate.grants import Perm
from faena.lib.pages import keyset_page, opens
from faena.rest.routes import Routes, as_json, check_parameters
from faena.ui.listing import Filters, Listing
from faena.ui.problems import Problem

Row = TypeVar("Row", bound=BaseModel)
USUAL, MOST = 25, 100
LIMIT: Final = re.compile(r"[1-9][0-9]{0,2}")
OWN: Final = ("q", "sort", "limit", "cursor")


class Page(BaseModel, Generic[Row]):
    """Some rows, and the cursor of the next ones; None at the end."""

    items: list[Row]
    next: str | None


def listing(
    routes: Routes,
    path: str,
    perm: Perm,
    shown: Listing,
    *,
    fields: Callable[[Any], Sequence[Any]],
    found: Callable[[Any, Filters], QuerySet[Any]],
    parameters: Sequence[str],
) -> Callable[[Callable[[Any], Row]], Callable[[Any], Row]]:
    """fields, found: as the page has them. parameters: the names of its fields, for the description."""

    def mount(shape: Callable[[Any], Row]) -> Callable[[Any], Row]:
        def rows(request: HttpRequest) -> HttpResponse:
            offered = fields(request.user)
            check_parameters(request, (*OWN, *parameters))
            for field in offered:
                told = request.GET.get(field.name, "")
                if told and field.read(told) != told:
                    raise _wrong(field.name, "This is not among its values.")
            sort = request.GET.get("sort") or next(iter(shown.sorts))
            if sort not in shown.sorts:
                raise _wrong("sort", f"One of: {', '.join(shown.sorts)}.")
            order, having = shown.sorts[sort].order, shown.sorts[sort].having
            matching = found(request.user, Filters(request, *offered))
            matching = matching.filter(having) if having else matching
            page = page_of(request, matching, order)
            return as_json(Page[Any](items=[shape(row) for row in page.rows], next=page.next_cursor))

        answers = Page.__class_getitem__(get_type_hints(shape)["return"])
        rows.__name__, rows.__doc__ = shape.__name__, shape.__doc__
        routes.add_list(path, perm, rows, answers, (*OWN, *parameters))
        return shape

    return mount


def page_of(request: HttpRequest, rows: QuerySet[Any], order: Sequence[str]) -> Any:
    """The page that limit and cursor ask for. Raises Problem: a cursor that does not open begins no list anew."""
    cursor = request.GET.get("cursor")
    if cursor and not opens(cursor, rows, order):
        raise Problem(400, "cursor")
    told = request.GET.get("limit") or str(USUAL)
    if not (LIMIT.fullmatch(told) and int(told) <= MOST):
        raise _wrong("limit", f"A whole number from 1 to {MOST}.")
    return keyset_page(rows, order, cursor, size=int(told), restarts=False)


def _wrong(parameter: str, detail: str) -> Problem:
    return Problem(422, "invalid", errors=[{"parameter": parameter, "detail": detail}])
