"""The columns of a list that its reader chose: by its menu, kept in the browser for that person, or by a saved view."""

import re

import pytest

from faena.accounts.models import SavedView
from tests import factories

USUAL = ["Device", "Customer", "Status", "Promised for", "Balance"]


def heads(browser, address="/orders/", **query):
    """The heads of the table, without the photo's."""
    page = browser.get(address, query).content.decode()
    found = re.findall(r'<th role="columnheader"[^>]*>(.*?)</th>', page, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", "", one).strip() for one in found]
    return [text for text in texts if text and text != "Photo"]


def menu(browser, address="/orders/", **query):
    """What the menu of the list would send: its fields, with the boxes as they are ticked."""
    page = browser.get(address, query).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(list|back|offered)" value="([^"]*)" form="columns">', page)
    boxes = re.findall(r'name="shown" value="([^"]+)" form="columns"( checked)?', page)
    return {name: text.replace("&amp;", "&") for name, text in hidden}, {name: bool(on) for name, on in boxes}


def choose(browser, address="/orders/", query=None, **wanted):
    """Press the menu's button with these boxes changed; where it leads."""
    fields, boxes = menu(browser, address, **(query or {}))
    shown = [name for name, on in (boxes | wanted).items() if on]
    answer = browser.post("/views/columns/", {**fields, "shown": shown})
    assert answer.status_code == 303, answer.content
    return answer["Location"]


@pytest.fixture(autouse=True)
def _both_modules(db):
    factories.the_company(has_care=True)


@pytest.fixture
def order(customer):
    return factories.an_order(customer)


def test_the_chosen_columns_are_shown_and_stay_until_others_are_chosen(client_of, clerk, order):
    browser = client_of(clerk)
    assert heads(browser) == USUAL

    there = choose(browser, query={"stage": "all"}, customer=False, serial=True)

    assert there == "/orders/?stage=all"
    assert heads(browser) == ["Device", "Status", "Promised for", "Serial or IMEI", "Balance"]
    choose(browser, customer=True, serial=False)
    assert heads(browser) == USUAL


def test_one_press_brings_the_usual_ones_back(client_of, clerk, order):
    browser = client_of(clerk)
    choose(browser, customer=False, reason=True)
    fields, _boxes = menu(browser)

    browser.post("/views/columns/", {**fields, "usual": "1"})

    assert heads(browser) == USUAL


def test_what_names_the_row_has_no_box_and_cannot_be_hidden(client_of, clerk, order):
    browser = client_of(clerk)

    assert "device" not in menu(browser)[1]
    assert heads(browser, cols="-device.-nothing.-customer.__class__") == [one for one in USUAL if one != "Customer"]


def test_they_are_of_one_person_and_one_list(client_of, clerk, owner, order):
    browser = client_of(clerk)
    choose(browser, customer=False)
    other = client_of(owner)
    other.cookies["columns_" + str(clerk.pk)] = browser.cookies[f"columns_{clerk.pk}"].value

    assert heads(other) == USUAL
    assert "Name" in heads(browser, "/customers/")


def test_a_saved_view_keeps_its_columns(client_of, clerk, order):
    """Whatever was chosen since."""
    browser = client_of(clerk)
    choose(browser, customer=False, reason=True)
    page = browser.get("/orders/", {"stage": "all"}).content.decode()
    (address,) = re.findall(r'href="(/views/new/[^"]+)"', page)

    answer = browser.post(address.replace("&amp;", "&"), {"name": "By reason"})

    assert SavedView.objects.get().question == "stage=all&cols=-customer.reason"
    fields, _boxes = menu(browser)
    browser.post("/views/columns/", {**fields, "usual": "1"})
    assert heads(browser, answer["Location"]) == ["Device", "Status", "Promised for", "Reason", "Balance"]
    assert 'aria-current="page">By reason<' in browser.get(answer["Location"]).content.decode()


def test_what_a_page_does_not_offer_stays_as_it_was(client_of, clerk, customer):
    """Closed tickets have other columns than open ones."""
    browser = client_of(clerk)
    factories.a_ticket(customer)
    choose(browser, "/tickets/", state_of=False)

    choose(browser, "/tickets/", {"state": "closed"}, closed_as=False)

    assert menu(browser, "/tickets/")[1]["state_of"] is False
    assert menu(browser, "/tickets/", state="closed")[1]["closed_as"] is False


@pytest.mark.parametrize("path", ["/orders/", "/customers/", "/tickets/", "/cash/", "/invoices/"])
def test_each_column_can_be_hidden_and_added(client_of, owner, order, path):
    factories.a_ticket(order.customer)
    browser = client_of(owner)
    _fields, boxes = menu(browser, path)
    assert len(boxes) >= 3

    choose(browser, path, **{name: not on for name, on in boxes.items()})

    assert menu(browser, path)[1] == {name: not on for name, on in boxes.items()}


def test_it_leads_to_no_page_but_ours(client_of, clerk):
    for path in ("https://elsewhere.example/", "//elsewhere.example/", "/nothing/", ""):
        answer = client_of(clerk).post("/views/columns/", {"list": path, "offered": "-a"})
        assert (answer.status_code, answer["Location"]) == (303, "/")
        assert f"columns_{clerk.pk}" not in answer.cookies


def test_a_cookie_that_was_tampered_with_is_the_usual_page(client_of, clerk, order):
    browser = client_of(clerk)
    browser.cookies[f"columns_{clerk.pk}"] = "orders%3Alist=%00.-%20;x&&=&" + "a" * 5000

    assert heads(browser) == USUAL
