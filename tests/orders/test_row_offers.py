"""What stands beside a status, an internal status and a part is offered where its action does it (W14, W21, W32)."""

import pytest
from django.db import transaction

from faena.gate.grants import Perm, may
from faena.gate.rights import NotAllowed
from faena.lib.errors import RuleBroken
from faena.orders import actions
from faena.orders.actions import PartFacts
from faena.orders.models import InternalEntry, InternalStatus, Part, Stage, StatusEntry
from faena.orders.offers import offers_of_internal, offers_of_part, offers_of_status
from tests import factories


@pytest.fixture
def order(technician, clerk):
    """With a status, an internal status and a part of Tina's."""
    order = factories.an_order()
    actions.add_status(order, status=factories.a_status(Stage.DIAGNOSING), by=clerk)
    actions.add_status(order, status=factories.a_status(Stage.REPAIRING), note="Open.", by=technician)
    actions.add_internal(order, status=InternalStatus.objects.first(), by=technician)
    actions.add_part(order, PartFacts("Cable"), by=technician)
    return order


def told(order):
    return StatusEntry.objects.filter(order=order).select_related("order", "status").order_by("-id")[0]


def inside(order):
    return InternalEntry.objects.filter(order=order).select_related("order", "status").get()


def used(order):
    return Part.objects.filter(order=order).select_related("order").get()


DEEDS = {
    ("status", "edit"): lambda row, by: actions.edit_status(
        row, status=row.status, note="Closed.", version=row.version, by=by
    ),
    ("status", "withdraw"): lambda row, by: actions.withdraw_status(row, by=by),
    ("internal", "edit"): lambda row, by: actions.edit_internal(
        row, status=row.status, note="Look again.", version=row.version, by=by
    ),
    ("internal", "withdraw"): lambda row, by: actions.withdraw_internal(row, by=by),
    ("part", "edit"): lambda row, by: actions.edit_part(row, PartFacts("Wire"), version=row.version, by=by),
    ("part", "delete"): lambda row, by: actions.delete_part(row, by=by),
}
ROWS = {"status": (told, offers_of_status), "internal": (inside, offers_of_internal), "part": (used, offers_of_part)}


@pytest.mark.parametrize("is_void", [False, True], ids=["open", "void"])
@pytest.mark.parametrize("who", ["owner", "admin", "clerk", "seller", "technician"])
@pytest.mark.parametrize(("kind", "name"), DEEDS)
def test_it_is_offered_where_its_action_does_it(order, owner, request, kind, name, who, is_void):
    by = request.getfixturevalue(who)
    if is_void:
        actions.void_order(order, reason="Twice.", version=type(order).objects.get(pk=order.pk).version, by=owner)
    find, offers_of = ROWS[kind]
    row = find(order)
    is_offered = offers_of(row, by).can(name) is not None

    try:
        with transaction.atomic():
            DEEDS[kind, name](row, by)
    except (RuleBroken, NotAllowed):
        assert not is_offered
    else:
        assert is_offered
        assert not is_void


def test_the_last_status_that_the_customer_sees_stays(order, technician):
    """W32."""
    entry = told(order)

    assert offers_of_status(entry, technician).can("withdraw")
    assert not offers_of_status(entry, technician, is_only=True).can("withdraw")


def test_a_withdrawn_status_is_offered_back(order, technician, clerk):
    actions.withdraw_status(told(order), by=technician)
    entry = told(order)

    assert [one.name for one in offers_of_status(entry, technician).row] == ["restore"]
    assert may(clerk, Perm.STATUS_WITHDRAW)
    assert not offers_of_status(entry, clerk)
