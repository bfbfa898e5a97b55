"""Every list on a phone and on a desk: the filters fold away, narrow while one chooses, and work without script; its
columns are sorted by their heads, and its filters are saved as a view."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.test_pages import look_at

ROWS = "#results .list tbody tr"
CASH = f"/cash/?from={date.today() - timedelta(days=7)}"  # in the first hours of a day nobody has paid yet


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_narrows_while_one_chooses_and_keeps_it_in_the_address(browsing, size):
    """Filters, count, file; what was chosen survives a reload."""
    page = browsing(size, who="operator")
    page.goto("/orders/?stage=all")
    everything = page.locator(ROWS).count()
    technician = page.locator(".filters select[name=technician]")
    expect(technician).to_be_hidden()
    page.locator(".filters > summary").click()
    assert fits(page)

    technician.select_option("none")
    expect(page.locator("#filters-on")).to_have_text("2")
    expect(page.locator("#chosen .chosen-one")).to_have_count(2)
    expect(page.locator(ROWS)).not_to_have_count(everything)
    few = page.locator(ROWS).count()
    page.reload()
    expect(page.locator(ROWS)).to_have_count(few)
    expect(technician).to_have_value("none")

    with page.expect_download() as download:
        page.locator("#results .pager").get_by_role("button", name="CSV").click()
    lines = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == 1 + few


CUT_OFF = """() => [...document.querySelectorAll(".filter select")].filter((select) => {
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(select.selectedOptions[0].text).width > room + 0.5;
}).map((select) => select.selectedOptions[0].text)"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_no_choice_is_cut_off(browsing, size, language):
    """Neither the usual ones nor a long one; and from and to stand beside each other."""
    page = browsing(size, who="operator")
    speak(page, language)

    for address in ("/cash/", "/orders/", "/orders/statuses/", "/orders/parts/", "/tickets/", "/tickets/solutions/"):
        page.goto(address)
        page.locator(".filters > summary").click()
        status = page.locator("select[name=status]")
        if status.count():
            status.select_option(label=max(status.locator("option").all_inner_texts(), key=len).strip())
        assert (address, page.evaluate(CUT_OFF)) == (address, [])
        days = page.locator(".filter.is-day").all()
        assert len({(day.bounding_box() or {}).get("y") for day in days}) < 2
        assert fits(page)


LONG = "Maximilianafernandezdelapuentesalaza"  # 36 letters
CALL_THEM = """([where, name]) => document.querySelectorAll(where).forEach((one) => one.append(` ${name}`))"""
CUT_CELLS = """() => [...document.querySelectorAll("#results :is(td.at-sub, td.is-long, td.is-told)")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


def test_a_long_name_is_read_and_pushes_nothing_away(browsing):
    """M35: a name of 36 letters, on a phone and at 1280 pixels; customer and device of a list are whole."""
    for size, width in ((PHONE, 360), (DESK, 1280)):
        page = browsing(size | {"viewport": {"width": width, "height": 760}}, who="master")
        page.goto("/orders/new/?customer=1")
        page.evaluate(CALL_THEM, [".picked-text strong", LONG])
        assert fits(page)
        expect(page.locator(".picked .btn")).to_be_in_viewport(ratio=1)
        for address in (
            "/orders/",
            "/customers/",
            CASH,
            "/invoices/",
            "/tickets/?whose=all",
            "/tickets/solutions/",
        ):
            page.goto(address)
            page.evaluate(
                CALL_THEM, ["#results td:is(.at-sub, .at-title) .first, #results td.at-sub:not(:has(*))", LONG]
            )
            assert (address, page.evaluate(CUT_CELLS)) == (address, [])
            assert fits(page)


def test_on_a_desk_the_keyboard_goes_through_the_filters_as_they_stand(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/orders/")
    page.keyboard.press("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):  # a day has a place for each of its parts
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || ''"))

    in_order = ["sort", "stage", "status", "technician", "needs", "days", "from", "to"]
    assert list(dict.fromkeys(reached))[: len(in_order)] == in_order

    page.keyboard.press("Escape")
    expect(page.locator("select[name=stage]")).to_be_hidden()
    titles, box = page.locator(f"{ROWS} .at-title a"), page.locator("[data-search]")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()


def test_an_answer_that_comes_late_leaves_the_walker_among_the_rows(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/orders/?stage=all")
    titles = page.locator(f"{ROWS} .at-title a")
    wanted = titles.nth(2).inner_text()
    held: list[Route] = []
    page.route("**/orders/?**", lambda route: held.append(route))

    with page.expect_request("**/orders/?**"):
        page.fill("[data-search]", wanted)
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    held[0].continue_()

    expect(titles).to_have_count(1)
    expect(titles).to_be_focused()


def test_without_script_a_button_sends_what_was_chosen(browsing):
    page = browsing(PHONE, who="operator", java_script_enabled=False)
    page.goto("/orders/")
    page.locator(".filters > summary").click()
    page.select_option("select[name=stage]", "all")
    page.locator(".filters noscript button, .filters-inside button").click()

    assert "stage=all" in page.url
    expect(page.locator("select[name=stage]")).to_have_value("all")


def test_columns_are_chosen_without_script(browsing):
    """The menu is a form of its own; an added column stands before the last, and the page scrolls no further."""
    page = browsing(DESK, who="operator", java_script_enabled=False)
    page.goto("/orders/")
    page.locator(".columns-menu > summary").click()
    page.get_by_label("Motivo", exact=True).check()
    page.get_by_label("Foto", exact=True).uncheck()

    page.locator(".columns-menu button.btn-primary").click()

    heads = page.locator("#results .list th").all_inner_texts()
    assert heads[-2:] == ["Motivo", "Saldo"]
    assert "Foto" not in heads
    assert fits(page)


def test_between_phone_and_desk_the_menu_is_a_rail_and_a_list_stays_a_table(browsing):
    """820 pixels: nothing is cut off, and every press has its 44 pixels."""
    page = browsing({"viewport": {"width": 820, "height": 1000}, "has_touch": True}, who="master")
    for address in ("/orders/", "/orders/?sort=promised", "/tickets/?whose=all", "/customers/", "/invoices/", CASH):
        page.goto(address)
        assert fits(page)
        card = page.locator("#results .card-inside").last
        assert (address, card.evaluate("(one) => one.scrollWidth - one.clientWidth")) == (address, 0)
        expect(page.locator("thead").last).to_be_in_viewport()

    rail = page.locator(".sidebar").bounding_box()
    assert rail
    assert rail["width"] == 64
    links = page.locator(".side-link, .side-search").all()
    assert min((link.bounding_box() or {})["height"] for link in links) >= 44
    expect(page.locator(".tabbar")).to_be_hidden()


def test_a_desk_folds_its_menu_and_keeps_it_folded(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/orders/")
    wide = page.locator(".sidebar").bounding_box()

    with page.expect_response("**/side/"):
        page.keyboard.press("[")
    page.reload()
    folded = page.locator(".sidebar").bounding_box()
    with page.expect_response("**/side/"):
        page.keyboard.press("[")

    assert wide
    assert folded
    assert (wide["width"], folded["width"]) == (240, 64)
    expect(page.locator("html")).to_have_attribute("data-side", "wide")
    page.keyboard.press("Control+k")
    expect(page.locator("#search input[name=q]")).to_be_focused()


def test_large_text_fits_the_smallest_phone(browsing):
    """Chosen in the menu, kept on the device."""
    page = browsing(PHONE, who="operator")
    page.goto("/orders/")
    size = "getComputedStyle(document.body).fontSize"
    usual = page.evaluate(size)
    page.locator(".tabbar [popovertarget=more]").click()
    with page.expect_response("**/text/"):
        page.locator("#more [name=text][value=large]").click()

    for address in ("/", "/orders/", "/customers/", CASH, "/tickets/?whose=all"):
        page.goto(address)
        assert fits(page)
    assert (usual, page.evaluate(size)) == ("16px", "19px")


def test_nothing_floats_over_the_rows_of_a_phone(browsing):
    """The primary action stands in the tab bar, in the place of what else can begin."""
    page = browsing(PHONE, who="operator")
    page.goto("/orders/")
    action, bar = (page.locator(mark).bounding_box() for mark in (".page-actions .btn-primary", ".tabbar"))
    assert action
    assert bar
    assert bar["y"] <= action["y"]
    assert action["y"] + action["height"] <= bar["y"] + bar["height"]
    expect(page.locator(".tabbar .round-button")).to_be_hidden()

    page.goto("/messages/")
    page.locator(".tabbar .round-button").click()
    page.locator("#begin a", has_text="Nueva orden").click()
    expect(page).to_have_url("/orders/new/")


def test_heads_sort_and_a_view_is_saved(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/orders/")
    page.locator("th a", has_text="Fecha prometida").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Fecha prometida")
    page.locator("#views a", has_text="Guardar vista").click()
    page.fill("#id_name", "Por fecha")
    page.locator(".form-ways .btn-primary").click()

    expect(page.locator(".tabs-item[aria-current]")).to_have_text("Por fecha")
    page.locator("#views a", has_text="Editar vista").click()
    page.wait_for_url("**/views/*/")
    assert look_at(page, [page.url]) == []
    page.locator("button", has_text="Eliminar la vista").click()
    expect(page.locator(".tabs-item", has_text="Por fecha")).to_have_count(0)


def test_several_rows_are_given_a_status_closed_and_kept_chosen(browsing):
    """W14, C13: with a thumb; Enter presses the act in whose field one writes; a list asked anew keeps the boxes."""
    page = browsing(PHONE, who="admin")
    page.goto("/orders/?stage=repairing")
    page.locator("[data-choose]").tap()
    page.locator("[name=pick]").first.check()
    page.locator(".several summary", has_text="Estatus").tap()
    page.locator(".several [name=new_status]").select_option(label="Esperando un repuesto")
    assert fits(page)
    page.locator(".several-act[open] .btn-primary").tap()
    expect(page.locator("#toasts")).to_contain_text("Hecho con 1")

    page.goto("/tickets/?whose=all")
    page.locator("[data-choose]").tap()
    first = page.locator("[name=pick]").first
    first.check()
    name = page.locator("#results .at-title a").first.inner_text()
    page.wait_for_timeout(400)  # a press is over
    with page.expect_response(lambda answer: "seen=" in answer.url):
        page.locator("#queue").dispatch_event("again")
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    expect(first).to_be_checked()
    page.locator(".several summary", has_text="Cerrar").tap()
    page.locator(".several [name=text]").fill("Volvió la luz en el sector.")
    page.locator(".several [name=text]").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Hecho con 1")
    expect(page.locator("#results").get_by_text(name, exact=True)).to_have_count(0)
