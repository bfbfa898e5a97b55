"""The list of users and a user's page (W22): found, filtered, paged, cheap, and without the two that nobody is."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.accounts import actions
from faena.accounts.models import User
from tests import factories

LIST = "/users/"


def names(page):
    return re.findall(
        r'class="person" href="[^"]*">(?:<[^>]*>[^<]*</span>|<img[^>]*>)?([^<]+)</a>', page.content.decode()
    )


def test_the_list_is_by_name_whatever_its_accents(owner, client_of):
    """W22."""
    for name in ("Álvaro", "Zoe", "bruno"):
        factories.a_user(name=name)

    assert names(client_of(owner).get(LIST)) == ["Álvaro", "bruno", "Olga Owner", "Zoe"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=perez", ["Saúl Pérez"]),
        ("q=PEREZ saul", ["Saúl Pérez"]),
        ("q=saul@", ["Saúl Pérez"]),
        ("q=zzz", []),
        ("q=%25", []),
        ("role=seller", ["Saúl Pérez"]),
        ("role=master", ["Olga Owner"]),
        ("state=inactive", ["Gone Ago"]),
        ("state=all&q=o", ["Gone Ago", "Olga Owner", "Saúl Pérez"]),
        ("role=nonsense&state=nonsense", ["Olga Owner", "Saúl Pérez"]),
        ("q=" + "x" * 500, []),
        ("q=%00", ["Olga Owner", "Saúl Pérez"]),
    ],
)
def test_it_is_searched_and_filtered(owner, client_of, query, found):
    """W22."""
    factories.a_user("saul", name="Saúl Pérez", role="seller")
    factories.a_user("gone", name="Gone Ago", is_active=False)

    page = client_of(owner).get(f"{LIST}?{query}")

    assert names(page) == found


def test_it_goes_on_by_pages(owner, client_of):
    """W22: every user once, page after page."""
    for place in range(60):
        factories.a_user(name=f"User {place:02}")
    browser, seen, address = client_of(owner), [], LIST
    while address:
        page = browser.get(address)
        seen += names(page)
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = following and following[1].replace("&amp;", "&")

    assert seen == ["Olga Owner", *(f"User {place:02}" for place in range(60))]


def test_thirty_rows_cost_what_three_cost(owner, client_of):
    """The same queries, fifteen at most."""
    browser, spent = client_of(owner), []
    for count in (2, 22):
        for _ in range(count):
            factories.a_user(photo=factories.a_file()).positions.add(factories.a_position())
        browser.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        spent.append(len(queries))

    assert spent[0] == spent[1] <= 15


def test_a_user_s_page_stays_cheap(owner, clerk, client_of):
    for _ in range(20):
        actions.deactivate_user(clerk, by=owner)
        actions.activate_user(clerk, by=owner)
    browser = client_of(owner)
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/users/{clerk.pk}/")

    assert len(queries) <= 15


@pytest.mark.parametrize("email", ["system@faena.invalid", "public@faena.invalid"])
def test_the_two_that_nobody_is_are_nowhere(owner, client_of, email):
    nobody, browser = User.objects.get(email=email), client_of(owner)

    assert email not in browser.get(f"{LIST}?state=all").content.decode()
    for path in ("", "edit/"):
        assert browser.get(f"/users/{nobody.pk}/{path}").status_code == 404
    for path in ("role/", "activation/", "deletion/"):
        assert browser.post(f"/users/{nobody.pk}/{path}", {"role": "master"}).status_code == 404


def test_one_s_own_page_offers_no_way_to_lose_oneself(owner, client_of):
    """W24, W25."""
    page = client_of(owner).get(f"/users/{owner.pk}/").content.decode()

    for dialog in ('id="role"', 'id="deactivate"', 'id="delete"'):
        assert dialog not in page
