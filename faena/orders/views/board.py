"""The board of the workshop: the list of orders once more, in lanes."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.pages import Page
from faena.orders.lists.board import LANE, Board, board_of
from faena.orders.lists.orders import ANY, MINE, NOBODY, ORDERS, order_fields, orders_found
from faena.orders.models import Stage
from faena.orders.views.as_chosen import as_chosen
from faena.ui.called import opens_called
from faena.ui.listing import Choice, Filters, ShownList

MOST_FACES = 8


@requires(Perm.ORDER_SEE)
@require_GET
@opens_called
@as_chosen
def board(request: StaffRequest) -> HttpResponseBase:
    """The filters of the list, whose stage is here the lane that a phone shows."""
    user = request.user
    fields = order_fields(user)
    filters = Filters(request, *(LANE if field.name == LANE.name else field for field in fields))
    rows = orders_found(user, Filters(request, *fields, stage=ANY))
    shown = board_of(rows, user, request.company, is_search=bool(filters.q))
    listing = replace(ORDERS.around(request, Page([]), shown.count, filters), sorts=[], note="", boxes=())
    page = {
        "listing": listing,
        "board": shown,
        "current": _current(filters["stage"], shown),
        "faces": _faces(listing, shown, user),
    }
    return render(request, "orders/board.html", page)


def _current(chosen: str, shown: Board) -> Stage:
    """The lane of a phone: the one that was chosen, else what is being repaired, else the first that has cards."""
    if chosen:
        return Stage(chosen)
    in_turn = sorted(shown.lanes, key=lambda lane: lane.stage != Stage.REPAIRING)
    return next((lane.stage for lane in in_turn if lane.cards), Stage.REPAIRING)


@dataclass(frozen=True)
class Face:
    """A technician as a filter; `person` None for nobody. On while his cards are shown, `is_chosen` while only his are:
    pressed once more, all are shown again."""

    name: Any
    person: Any
    url: str
    is_on: bool
    is_chosen: bool


@dataclass(frozen=True)
class Stranger:
    """A technician of whom no card is read: his name is known, his photo is not."""

    name: str
    photo_url: str = ""


def _faces(listing: ShownList, shown: Board, user: User) -> list[Face]:
    """Those whom the filter offers; where they are many the first ones, nobody, and the one that is chosen."""
    chosen = listing.filters["technician"]
    field = next(one for one in listing.filters.fields if isinstance(one, Choice) and one.name == "technician")
    known: dict[str, Any] = {str(person.pk): person for person in shown.technicians} | {MINE: user, NOBODY: None}
    faces: list[Face] = []
    for value, label in field.options:
        key, is_chosen = str(value), str(value) == chosen
        if key == ANY or (len(faces) >= MOST_FACES and not is_chosen and key != NOBODY):
            continue
        person = known[key] if key in known else Stranger(str(label))
        to = listing.url_with(technician=ANY if is_chosen else key)
        faces.append(Face(user.name if key == MINE else label, person, to, is_chosen or chosen == ANY, is_chosen))
    return faces
