"""Templates ask which pages are open to their reader; the doors of those pages answer."""

import pytest

from faena.gate.context import Can
from faena.lib.refs import Ref
from tests import factories
from tests.routes import routes
from tests.world import PEOPLE

BOTH = ("workshop", "care")


@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_is_open_to_whom_its_door_lets_in(who, db, request, client_of):
    """W28."""
    factories.the_company(has_care=True)
    user = request.getfixturevalue(who)
    can, browser = Can(user, BOTH), client_of(user)
    pages = [route for route in routes() if route.name and not route.parts and route.door.kind == "staff"]

    opened = {route.name: bool(can.open(route.name)) for route in pages}

    assert len(opened) > 25
    assert set(opened.values()) == ({True} if who == "owner" else {True, False})
    assert opened == {route.name: browser.get(route.url({})).status_code != 403 for route in pages}


def test_a_module_that_is_switched_off_has_no_pages(owner):
    care_alone = Can(owner, ["care"])

    assert (care_alone.open("orders:new"), care_alone.open("tickets:new")) == ("", "/tickets/new/")
    assert care_alone.open("customers:new") == Can(owner, BOTH).open("customers:new") == "/customers/new/"


def test_what_a_row_points_to_is_open_as_its_page_is(owner, clerk):
    user, order = owner.as_ref, Ref("order", 7, "OS-000007")

    assert (Can(owner).follow(user), Can(clerk).follow(user)) == (user.url, "")
    assert (Can(clerk).follow(order), Can(clerk, ["care"]).follow(order)) == ("/orders/7/", "")
    assert Can(owner).follow(None) == Can(owner).follow(Ref("nothing that has a page", 1)) == ""
