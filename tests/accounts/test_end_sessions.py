"""What ends a live session at once (W8, W25): the next page asks to sign in again."""

import pytest

from faena.accounts import actions
from faena.accounts.tokens import RecoveryTokens
from faena.journal.models import Event
from tests.factories import PASSWORD

NEW = "otra clave bien larga 8"


def is_in(browser):
    return browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "happens",
    [
        lambda user, by: actions.deactivate_user(user, by=by),
        lambda user, by: actions.give_role(user, role="seller", by=by),
        lambda user, by: actions.change_own_password(user, current=PASSWORD, password=NEW),
        lambda user, by: actions.recover_password(user, token=RecoveryTokens().make_token(user), password=NEW),
    ],
    ids=["deactivated", "another role", "password changed", "password recovered"],
)
def test_every_session_ends(clerk, owner, client_of, happens):
    """W25, W8."""
    phone, desk = client_of(clerk), client_of(clerk)
    assert is_in(phone)

    happens(clerk, owner)

    for browser in (phone, desk):
        assert browser.get("/me/").url == "/sign-in/?next=/me/"
        assert browser.post("/me/", {"name": "Intruder"}).status_code == 302


def test_the_role_that_one_has_already_ends_nothing(clerk, owner, client_of):
    """W24: a second press is no change, and nobody is thrown out by it."""
    browser = client_of(clerk)

    actions.give_role(clerk, role=clerk.role, by=owner)

    assert is_in(browser)
    assert not Event.objects.about(clerk.as_ref).exists()


def test_activating_again_brings_no_session_back(clerk, owner, client_of):
    """W25: the sessions of before stay dead."""
    browser = client_of(clerk)
    actions.deactivate_user(clerk, by=owner)
    clerk.refresh_from_db()
    actions.activate_user(clerk, by=owner)

    assert not is_in(browser)


def test_an_open_fragment_gets_nothing_and_leaves_the_page(clerk, owner, client_of):
    """W25, M11: a page that stands open asks for fragments; it stays, and says that the session ended."""
    browser = client_of(clerk)
    actions.deactivate_user(clerk, by=owner)

    answer = browser.get("/me/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["X-Session-Ended"]


def test_correcting_a_name_ends_nothing(clerk, client_of):
    browser = client_of(clerk)

    actions.edit_profile(clerk, name="Clara", phone="", language="en", by=clerk)

    assert is_in(browser)
