"""The parts of an order, and of all of them."""

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.lib.money import QUANTITY_SCALE
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import PartRow, found_order, part_facts
from faena.orders.lists.parts import PARTS, part_fields, parts_found
from faena.orders.models import Part
from faena.orders.offers import offers_of_part
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import the
from faena.rest.values import Action, Amount, In, Label

ACTIONS = {
    "edit": "PATCH /orders/{order_id}/parts/{part_id}",
    "delete": "DELETE /orders/{order_id}/parts/{part_id}",
}


class PartListed(PartRow):
    order: Label
    customer: Label


@listing(
    routes,
    "/orders/parts",
    Perm.ORDER_SEE,
    PARTS,
    fields=part_fields,
    found=parts_found,
    parameters=("author", "paid", "warranty", "from", "to"),
)
def parts(part: Part) -> PartListed:
    """The parts of all orders."""
    of = part.order
    more = {"order": Label.of(of), "customer": Label.of(of.customer)}
    return PartListed.model_validate(part_facts(part, of) | more)


class PartOut(PartRow):
    actions: list[Action]


@routes.thing("/orders/{int:order_id}/parts/{int:part_id}", Perm.ORDER_SEE)
def part(request: StaffRequest, order_id: int, part_id: int) -> PartOut:
    """One part of an order."""
    found = _part(request, order_id, part_id)
    offered = actions_of(offers_of_part(found, request.user), ACTIONS, order_id=order_id, part_id=part_id)
    return PartOut.model_validate(part_facts(found, found.order) | {"actions": offered})


class PartIn(In):
    """quantity: thousandths. unit_price: minor units of the order's currency."""

    description: str
    quantity: int = QUANTITY_SCALE
    unit_price: Amount = 0
    is_chargeable: bool = True
    warranty: int = 0
    warranty_unit: str = Part.WarrantyUnit.DAYS.value


class PartChangeIn(In):
    """Those that are left out stay as they are."""

    description: str = ""
    quantity: int = QUANTITY_SCALE
    unit_price: Amount = 0
    is_chargeable: bool = True
    warranty: int = 0
    warranty_unit: str = Part.WarrantyUnit.DAYS.value


@routes.event("/orders/{int:order_id}/parts", Perm.PART_ADD, to=order)
def add_part(request: StaffRequest, order_id: int, facts: PartIn) -> int:
    """A part was used: what is owed follows."""
    found = found_order(request, order_id, Perm.PART_ADD)
    actions.add_part(found, actions.PartFacts(**facts.model_dump()), by=request.user)
    return order_id


@routes.change("/orders/{int:order_id}/parts/{int:part_id}", Perm.PART_EDIT, to=order)
def edit_part(request: StaffRequest, order_id: int, part_id: int, facts: PartChangeIn) -> int:
    """A part is corrected; the version is its own."""
    found = _part(request, order_id, part_id)
    stands = {name: getattr(found, name) for name in PartChangeIn.model_fields}
    change = actions.PartFacts(**stands | facts.model_dump(exclude_unset=True))
    actions.edit_part(found, change, version=version_of(request), by=request.user)
    return order_id


@routes.removal("/orders/{int:order_id}/parts/{int:part_id}", Perm.PART_DELETE, to=order)
def delete_part(request: StaffRequest, order_id: int, part_id: int) -> int:
    """A part is taken off the order; the history keeps what it was."""
    actions.delete_part(_part(request, order_id, part_id), by=request.user)
    return order_id


def _part(request: StaffRequest, order_id: int, part_id: int) -> Part:
    of = found_order(request, order_id)
    found: Part = the(Part.objects.filter(order=of).select_related("author"), part_id)
    found.order = of
    return found
