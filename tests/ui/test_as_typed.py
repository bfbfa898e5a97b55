"""What is copied sign by sign is left alone by the keyboard of a phone."""

import re

import pytest

from tests import routes as house
from tests.world import StaffClient, signed_in_as

pytestmark = pytest.mark.engine("sqlite", "the same fields are drawn, whatever stands below them")

EXACT = {
    "login", "mac", "ip", "serial", "access_point", "unlock_code", "document", "tax_id", "pix_key", "postcode", "email",
    "password", "password1", "current", "code", "number", "reference", "q",
}  # fmt: skip


def test_no_phone_corrects_what_is_copied(world):
    """M36: on every page, in every form; nor what is looked for by it. On the same walk M12, no form of any page lets a
    browser cut what is pasted, and M14, each one that is asked a serial or a MAC address takes a scanner's Enter."""
    wrong, seen, cut, half = set(), set(), set(), set()
    for browser in (signed_in_as(world.browsers["owner"]), StaffClient()):
        for route in house.routes():
            answer = browser.get(world.things.url(route))
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            page = answer.content.decode()
            cut |= {str(route) for tag in re.findall(r"<[^>]* maxlength=[^>]*>", page) if 'type="search"' not in tag}
            if re.search(r'name="(?:serial|mac)"', page) and not re.search("<form[^>]* data-enter-next", page):
                half.add(str(route))
            for tag in re.findall(r"<input [^>]*>", page):
                name, kind = (re.search(rf' {word}="([^"]*)"', tag) for word in ("name", "type"))
                word = name[1].rpartition("-")[2] if name else ""
                if word not in EXACT or (kind and kind[1] in ("hidden", "radio", "checkbox")):
                    continue
                seen.add(word)
                capitals = re.search(r'autocapitalize="(none|characters)"', tag)
                if not capitals or 'autocorrect="off"' not in tag or 'spellcheck="false"' not in tag:
                    wrong.add((str(route), word))

    assert (wrong, cut, half) == (set(), set(), set())
    assert seen >= {"login", "mac", "serial", "unlock_code", "document", "email", "password", "current", "code", "q"}
