"""HEAD is GET without the body, on every page."""

import pytest

from tests import routes as house
from tests.world import StaffClient, signed_in_as

pytestmark = pytest.mark.engine("sqlite", "the same views answer, whatever stands below them")

# Made anew for each request: the weight of what is compressed, the token of forms, the second in which it ends.
OF_EACH_REQUEST = {"Content-Length", "Expires", "Set-Cookie", "X-Request-Id"}


@pytest.mark.parametrize("route", house.routes(), ids=str)
def test_it_is_answered_as_get_without_the_body(route, world):
    """M24: on all pages."""
    address = world.things.url(route)
    for browser in (signed_in_as(world.browsers["owner"]), StaffClient()):
        asked, got = browser.head(address), browser.get(address)

        assert asked.status_code == got.status_code
        assert heads_of(asked) == heads_of(got)
        assert b"".join(asked) == b""


def test_a_list_answers_for_itself(world):
    """M38: its page, the form of its file and the part that a filter asks for have the head that they have with their
    rows; the file itself is a POST."""
    browser = signed_in_as(world.browsers["owner"])
    seen = 0
    for route in house.routes():
        if not route.door or route.door.kind != "staff":
            continue
        address = world.things.url(route)
        if b"format=csv" not in b"".join(browser.get(address)):
            continue
        seen += 1
        for question, more in (("?format=csv", {}), ("?sort=no", {}), ("?q=carmen", {"HX-Request": "true"})):
            asked, got = (ask(address + question, headers=more) for ask in (browser.head, browser.get))
            assert asked.status_code == got.status_code
            assert heads_of(asked) == heads_of(got)
            assert b"".join(asked) == b""
            assert "Content-Disposition" not in asked
    assert seen > 8


def heads_of(answer):
    return {name: value for name, value in answer.items() if name not in OF_EACH_REQUEST}
