"""The parts of an order: added, corrected, deleted; the amount due follows at once."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.cash import actions as cash
from faena.cash.models import Charge
from faena.gate.grants import Perm
from faena.journal.actions import changed, kept_label, yes_no
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken, Stale
from faena.lib.limits import check_columns
from faena.lib.money import MAX_AMOUNT, MAX_QUANTITY, QUANTITY_SCALE, format_money, format_quantity, line_total
from faena.lib.text import clean
from faena.orders.actions.reach import reaches
from faena.orders.models import Part, ServiceOrder

# Ten years; more is a slip of the finger.
LONGEST_WARRANTY = {Part.WarrantyUnit.DAYS: 3650, Part.WarrantyUnit.MONTHS: 120}

INCLUDED = gettext_lazy("included")
NOT_YOURS = gettext_lazy("Only who added this part or an operator can delete it.")


@dataclass(frozen=True)
class PartFacts:
    """quantity: thousandths; unit_price: minor units of the order's currency; warranty 0: none."""

    description: str
    quantity: int = QUANTITY_SCALE
    unit_price: int = 0
    is_chargeable: bool = True
    warranty: int = 0
    warranty_unit: str = Part.WarrantyUnit.DAYS


WRITTEN = ("description", "quantity", "unit_price", "is_chargeable", "warranty", "warranty_unit")


@action(Perm.PART_ADD)
def add_part(order: ServiceOrder, facts: PartFacts, *, by: User) -> Part:
    """A part was used (W18). Several people may add at once, so no version is asked.

    Raises RuleBroken for what cannot be, and on an order that is closed or void."""
    order = locked(order, Perm.PART_ADD, by=by)
    part = Part(order=order, author=by, **clocks())
    _write(part, facts)
    part.save(force_insert=True)
    _account_follows(order, by)
    _record_part("part.added", part, _shown(part), by=by)
    return part


@action(Perm.PART_EDIT)
def edit_part(part: Part, facts: PartFacts, *, version: int, by: User) -> Part:
    """Correct a part (W21). Raises Stale, or RuleBroken when less would be owed than was collected."""
    part = _locked(part, by, version)
    before = _kept(part)
    _write(part, facts)
    if not (changes := changed(before, _kept(part))):
        return part
    part.save_changes(*WRITTEN)
    _account_follows(part.order, by)
    words = {"description": changes.pop("description")} if "description" in changes else {}
    _record_part("part.edited", part, {"changes": changes}, {"changes": words} if words else {}, by=by)
    return part


@action(Perm.PART_DELETE)
def delete_part(part: Part, *, version: int | None = None, by: User) -> ServiceOrder:
    """Take a part off the order (W21); the history keeps what it was. A technician takes off only his own. `version`:
    only as it was then.

    Raises RuleBroken when less would be owed than was collected, Stale on an old version."""
    part = _locked(part, by, version)
    if why := why_not_delete(part, by):
        raise RuleBroken(why)
    facts = _shown(part)
    Part.objects.filter(pk=part.pk).delete()
    _account_follows(part.order, by)
    _record_part("part.deleted", part, facts, by=by)
    return part.order


def why_not_delete(part: Part, by: User) -> str:
    """What holds somebody back from deleting a part; "" when nothing does."""
    return part.order.why_finished or ("" if reaches(by, Perm.PART_DELETE, part) else str(NOT_YOURS))


def parts_due(order: ServiceOrder) -> int:
    """What the customer pays for parts, in minor units: each line rounded half up once."""
    parts = Part.objects.filter(order=order, is_chargeable=True).values_list("quantity", "unit_price")
    return sum(line_total(quantity, price) for quantity, price in parts)


def _locked(part: Part, by: User, version: int | None = None) -> Part:
    """The part read again; the lock is its order's."""
    order = locked(part.order, Perm.ORDER_SEE, by=by)
    fresh = Part.objects.filter(pk=part.pk, order=order).first()
    if fresh is None:
        raise RuleBroken(_("Somebody deleted this part meanwhile."))
    if version is not None and fresh.version != version:
        raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=fresh)
    fresh.order = order
    return fresh


def _write(part: Part, facts: PartFacts) -> None:
    """Raises RuleBroken for what no part can be."""
    part.description = clean(facts.description)
    part.quantity, part.unit_price, part.is_chargeable = facts.quantity, facts.unit_price, facts.is_chargeable
    part.warranty = facts.warranty
    part.warranty_unit = facts.warranty_unit if facts.warranty else Part.WarrantyUnit.DAYS
    check_columns(part, ["description", "warranty_unit"])
    language = get_language() or "es"
    if not part.description:
        raise RuleBroken(_("Say what the part is."), "description")
    if not 0 < part.quantity <= MAX_QUANTITY:
        most = format_quantity(MAX_QUANTITY, language)
        raise RuleBroken(_("Write a quantity above zero, %(most)s at most.") % {"most": most}, "quantity")
    if not 0 <= part.unit_price <= MAX_AMOUNT or part.total > MAX_AMOUNT:
        most = format_money(MAX_AMOUNT, part.order.currency, language)
        raise RuleBroken(_("Quantity by price comes to more than %(most)s.") % {"most": most}, "unit_price")
    longest = LONGEST_WARRANTY[Part.WarrantyUnit(part.warranty_unit)]
    if not 0 <= part.warranty <= longest:
        raise RuleBroken(_("Write a warranty of %(most)s at most.") % {"most": longest}, "warranty")


def _account_follows(order: ServiceOrder, by: User) -> None:
    """What is owed becomes the service's value and its chargeable parts; nothing follows while the value is unknown."""
    charge = Charge.objects.select_for_update().get(pk=order.account.pk)
    due = (order.service_value or 0) + parts_due(order)
    if due > MAX_AMOUNT:
        raise RuleBroken(
            _("The order would come to more than %(most)s.") % {"most": cash.shown(MAX_AMOUNT, charge)}, "unit_price"
        )
    if order.service_value is None:
        return
    try:
        cash.set_amount(charge, amount=due, by=by)
    except RuleBroken as broken:
        raise RuleBroken(broken.lazy_sentence, "unit_price", broken.code) from broken


def _record_part(
    verb: str,
    part: Part,
    facts: dict[str, Any],
    said: dict[str, Any] | None = None,
    *,
    by: User,
) -> None:
    """Into the history of the order."""
    order = part.order
    record_case(
        verb,
        order,
        facts={"part_id": part.pk, **facts},
        said={"part": part.description, **(said or {})},
        by=by,
    )


def _shown(part: Part) -> dict[str, Any]:
    """How many and for how much."""
    price = {"amount": part.total, "currency": part.order.currency} if part.is_chargeable else kept_label(INCLUDED)
    return {"quantity": {"quantity": part.quantity}, "price": price}


def _kept(part: Part) -> dict[str, Any]:
    """Everything of a part, as facts."""
    return {
        "description": part.description,
        "quantity": {"quantity": part.quantity},
        "unit_price": {"amount": part.unit_price, "currency": part.order.currency},
        "is_chargeable": yes_no(part.is_chargeable),
        "warranty": {"span": part.warranty, "unit": part.warranty_unit},
    }
