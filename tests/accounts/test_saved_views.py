"""Views of a list: its filters, words and sort, kept under a name as a tab, for oneself or for everybody."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from faena.accounts.actions import delete_view, edit_view, save_view
from faena.accounts.actions.saved_views import MOST_VIEWS
from faena.accounts.models import SavedView
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories

LATE = "needs=late&sort=promised"


def kept(by, name="My late ones", **more):
    return save_view(route="orders:list", question=LATE, name=name, by=by, **more)


def tabs(browser, **query):
    """Each tab of the orders' list with its address, and the name of the present one."""
    page = browser.get("/orders/", query).content.decode()
    found = re.findall(r'<a class="tabs-item" href="([^"]*)"( aria-current="page")?>([^<]+)<', page)
    return {name: href for href, _now, name in found}, [name for _href, now, name in found if now]


def test_a_view_is_saved_from_the_list_and_is_a_tab_of_it(client_of, clerk, admin):
    """From what is chosen to the tab, as the pages lead; nobody else has it."""
    browser = client_of(clerk)
    page = browser.get("/orders/", {"needs": "late", "sort": "promised"}).content.decode()
    (address,) = re.findall(r'href="(/views/new/[^"]+)"', page)

    answer = browser.post(address.replace("&amp;", "&"), {"name": "  My late ones "})

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/?{LATE}")
    assert tabs(browser, needs="late", sort="promised")[1] == ["My late ones"]
    assert "My late ones" not in tabs(client_of(admin))[0]
    assert Event.objects.get(verb="view.saved").said == {"name": "My late ones"}


def test_a_shared_view_is_everybodys_and_only_who_may_share_changes_it(client_of, clerk, admin, owner):
    view = kept(admin, is_shared=True)

    assert tabs(client_of(clerk))[0]["My late ones"] == f"/orders/?{LATE.replace('&', '&amp;')}"
    assert client_of(clerk).get(f"/views/{view.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        edit_view(view, name="Mine", is_shared=False, by=clerk)
    with pytest.raises(NotAllowed):
        delete_view(view, by=clerk)
    answer = client_of(owner).post(f"/views/{view.pk}/", {"name": "Late", "is_shared": "on"})
    assert answer.status_code == 303
    assert SavedView.objects.get().name == "Late"


def test_sharing_needs_the_right(client_of, clerk):
    with pytest.raises(NotAllowed):
        kept(clerk, is_shared=True)
    with pytest.raises(NotAllowed):
        edit_view(kept(clerk), name="Mine", is_shared=True, by=clerk)

    address = f"/views/new/?{urlencode({'list': 'orders:list', 'question': LATE})}"
    assert "Everybody sees it" not in client_of(clerk).get(address).content.decode()
    client_of(clerk).post(address, {"name": "Sly", "is_shared": "on"})
    assert not SavedView.objects.filter(is_shared=True).exists()


def test_what_is_somebody_elses_is_not_there(client_of, clerk, owner):
    view = kept(clerk)

    for address in (f"/views/{view.pk}/", f"/views/{view.pk}/deletion/"):
        assert client_of(owner).post(address, {"name": "x"}).status_code == 404
    with pytest.raises(NotAllowed):
        delete_view(view, by=owner)


def test_it_is_renamed_and_deleted(client_of, clerk):
    browser, view = client_of(clerk), kept(clerk)

    assert browser.post(f"/views/{view.pk}/", {"name": "Urgent"}).status_code == 303
    assert "Urgent" in tabs(browser)[0]
    assert browser.post(f"/views/{view.pk}/deletion/")["Location"] == "/orders/"
    assert "Urgent" not in tabs(browser)[0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Give the view a name"), ("my LATE ones", "a view of this name already"), ("x" * 41, "40 characters")],
)
def test_a_name_is_there_short_and_ones_own(clerk, admin, name, sentence):
    kept(admin)  # of somebody else
    kept(clerk)

    with pytest.raises(RuleBroken, match=sentence):
        kept(clerk, name)


def test_there_are_as_many_as_fit(clerk):
    for number in range(MOST_VIEWS):
        kept(clerk, f"View {number}")

    with pytest.raises(RuleBroken, match="Delete one first"):
        kept(clerk, "One more")


@pytest.mark.parametrize("route", ["", "accounts:users", "https://evil.example/", "orders:sheet"])
def test_only_lists_that_keep_views_have_them(client_of, clerk, route):
    answer = client_of(clerk).post(f"/views/new/?{urlencode({'list': route})}", {"name": "x"})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not SavedView.objects.exists()


def test_the_page_of_a_list_is_no_part_of_a_view(client_of, clerk):
    address = f"/views/new/?{urlencode({'list': 'orders:list', 'question': 'page=abc&format=csv&stage=all'})}"
    client_of(clerk).post(address, {"name": "All"})

    assert SavedView.objects.get().question == "stage=all"


@pytest.mark.parametrize("route", ["customers:list", "billing:invoices", "cash:list", "tickets:queue"])
def test_other_lists_keep_views_too(client_of, clerk, route):
    """The way to save one stands beside what is chosen, and the saved one is a tab that is present."""
    factories.the_company(has_care=True)
    browser, address = client_of(clerk), reverse(route)
    sort = "newest" if route == "tickets:queue" else "oldest"

    page = browser.get(address, {"sort": sort}).content.decode()
    (saving,) = re.findall(r'href="(/views/new/[^"]+)"', page)
    answer = browser.post(saving.replace("&amp;", "&"), {"name": "As I like it"})

    assert answer.status_code == 303
    present = re.findall(r'aria-current="page">([^<]+)<', browser.get(answer["Location"]).content.decode())
    assert "As I like it" in present
