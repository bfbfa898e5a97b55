"""Every list of the house: an index walks each of its sorts, whoever may export gets its rows as a file, and
nobody else does. A new `Listing` is covered by itself."""

import re
import sys

import pytest
from django.utils import timezone

from faena.gate import grants
from faena.gate.grants import Perm, Scope
from faena.journal.access import note
from faena.journal.models import Access
from faena.ui.listing import Listing
from tests import factories
from tests import routes as house
from tests.forms_in_pages import forms_of
from tests.plans import is_walked, walk
from tests.world import sign_in

PAGES = [route for route in house.routes() if route.door and route.door.kind == "staff"]
UNDER_A_FILTER = {"tickets:queue": ["?state=closed"]}  # rows of another kind, with sorts of their own


def listings():
    """Those that the rooms declare, by where they stand."""
    modules = {route.view.__module__ for route in PAGES} | {name for name in sys.modules if ".lists" in name}
    found = {f"{name}.{word}": one for name in modules for word, one in vars(sys.modules[name]).items()}
    return {name: one for name, one in found.items() if isinstance(one, Listing)}


SORTS = [(name, sort) for name, one in sorted(listings().items()) for sort in one.sorts]


@pytest.fixture
def things(customer, stranger, owner):
    there = house.things(customer, stranger, by=owner)
    factories.a_ticket(customer, state="closed", closed_at=timezone.now())
    note(Access.Kind.SIGN_IN, person=owner)
    return there


def files(browser, things):
    """Where each list offers its file: {name of the page: address}."""
    offered = {}
    for route in PAGES:
        for query in ("", *UNDER_A_FILTER.get(route.name, ())):
            page = browser.get(things.url(route) + query)
            if page.status_code == 200 and "html" in page["Content-Type"]:
                link = re.search(r'formaction="([^"]*format=csv[^"]*)"', page.content.decode())
                if link:
                    offered[route.name + query] = link[1].replace("&amp;", "&")
    return offered


@pytest.mark.parametrize(("name", "sort"), SORTS)
def test_an_index_walks_each_sort(db, name, sort):
    """A page costs the same however many rows there are, on both engines."""
    model, query = listings()[name].model, listings()[name].sorts[sort]
    rows = model._base_manager.filter(query.having) if query.having else model._base_manager.all()

    assert is_walked(rows.order_by(*query.order)), walk(rows.order_by(*query.order))


def test_a_plan_that_sorts_is_seen(customer):
    """Or the test above would hold for every query."""
    assert not is_walked(type(customer)._base_manager.order_by("trade_name", "id"))


def test_each_list_offers_its_rows_as_a_file(things, owner):
    browser = sign_in(owner)
    offered = files(browser, things)

    assert len(offered) >= len({id(one) for one in listings().values()}), offered
    for name, address in offered.items():
        form = browser.get(address)
        assert (form.status_code, "Content-Disposition" in form) == (200, False), "GET only shows what to send"
        answer = browser.file(address)
        assert answer["Content-Type"] == "text/csv; charset=utf-8", name
        assert re.search(r'filename="[a-z0-9-]+-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"]), name
        head, *rows = b"".join(answer).decode("utf-8-sig").splitlines()
        assert "," in head, name
        assert rows, name
        book = browser.file(address.replace("format=csv", "format=xlsx"))
        assert b"".join(book).startswith(b"PK"), name
        assert re.search(r'filename="[a-z0-9-]+\.xlsx"', book["Content-Disposition"]), name


@pytest.mark.parametrize("role", ["owner", "admin", "clerk", "seller", "technician"])
def test_each_role_takes_the_file_of_a_list(customer, stranger, role, request):
    """W31: with the rows that the page shows him, a seller his own customers."""
    answer = sign_in(request.getfixturevalue(role)).file("/customers/?format=csv")

    text = b"".join(answer).decode("utf-8-sig")
    assert customer.name in text
    assert (stranger.name in text) == (role != "seller")


def test_who_may_not_export_gets_no_file_and_no_link(things, owner, monkeypatch):
    """M37: a file of a list, of either form, is a permission of its own."""
    browser = sign_in(owner)
    offered = files(browser, things)
    monkeypatch.setitem(grants.GRANTS, Perm.LIST_EXPORT, dict.fromkeys(grants.GRANTS[Perm.LIST_EXPORT], Scope.NONE))

    assert files(browser, things) == {}
    for form in ("csv", "xlsx"):
        for ask in (browser.get, browser.file):
            answers = {name: ask(url.replace("format=csv", f"format={form}")) for name, url in offered.items()}
            assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(offered, 403)


@pytest.mark.parametrize("name", ["agenda:whom", "cash:find", "customers:list", "tickets:new", "tickets:queue"])
def test_what_is_typed_in_a_box_is_asked_of_its_page(name, owner, things):
    """Without script, wherever something is looked for: the page has it in the box again."""
    browser, (url,) = sign_in(owner), [things.url(route) for route in PAGES if route.name == name]
    (form,) = searches_of(browser.get(url), url)

    answer = browser.get(form.action, {**form.data, "q": "zzz 9"})

    (again,) = searches_of(answer, url)
    assert again.data["q"] == ["zzz 9"]


def searches_of(page, url):
    """The forms of a page that have a search box."""
    if page.status_code != 200 or "html" not in page["Content-Type"]:
        return []
    found = forms_of(page.content.decode(), url)
    of_the_page = [form for form in found if form.action != "/search/" or url.startswith("/search/")]
    return [
        form
        for form in of_the_page
        if form.method == "get" and "search" in {each.kind for each in form.fields.values()}
    ]
