"""What was told is taken back and put right where it stands (W14, W19, W32): with a thumb on the sheet, and from the
list of all on a desk."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at


def sheet_with(page: Page, mark: str) -> str:
    """The address of an order's sheet on which the pattern `mark` stands."""
    page.goto("/orders/?technician=all")
    for link in page.locator(".at-title a").all():
        address = str(link.get_attribute("href"))
        if re.search(mark, page.request.get(address).text()):
            return address
    raise AssertionError(f"No order of the demo has {mark}.")


def test_a_status_is_withdrawn_and_shown_again_with_a_thumb(browsing):
    """W32: behind ⋮, asked once, undone in the same place."""
    page = browsing(PHONE, who="master")
    page.goto(sheet_with(page, r'data-dialog="withdraw-\d'))
    entries = page.locator("#history .story-entry")
    there = [entry.locator("[data-dialog^='withdraw-']").count() for entry in entries.all()]
    newest = entries.nth(next(place for place, offered in enumerate(there) if offered))
    name = newest.locator(".story-title").inner_text().partition(" ·")[0]

    newest.locator("details.menu summary").click()
    assert fits(page)
    newest.locator(".menu-item.is-red").click()
    page.locator("dialog[open] .btn-danger").click()

    struck = page.locator("#history .story-entry", has=page.locator(".story-title s", has_text=name))
    expect(struck).to_have_count(1)
    struck.locator("details.menu summary").click()
    struck.locator("button.menu-item").click()
    expect(struck).to_have_count(0)


def test_a_photo_opens_large_and_goes_alone(browsing):
    """W32: one photo, not its status."""
    page = browsing(PHONE, who="master")
    page.goto("/orders/statuses/?photos=with")
    page.locator("tr:has(.at-ways a) a.thumb").first.click()
    large = page.locator(".large-photo img")
    expect(large).to_be_visible(timeout=90_000)  # the job may still be at the photos of the whole demo
    assert fits(page)

    page.locator("main form button").click()
    expect(page.locator(".notice.is-amber")).to_be_visible()
    page.locator("main form button").click()
    expect(page.locator(".notice.is-amber")).to_have_count(0)


def test_the_list_is_come_back_to_as_it_was_asked(browsing):
    """W32: correct from a row of the list, on a desk."""
    page = browsing(DESK, who="admin")
    page.goto("/orders/statuses/?sort=oldest&photos=with")
    row = page.locator(".list tbody tr:has(.at-ways a)").last
    row.locator(".at-ways a").nth(1).click()

    page.locator("[name=note]").fill("Corregido desde la lista.")
    page.locator(".form-ways button").click()

    expect(page).to_have_url(re.compile(r"/orders/statuses/\?(photos=with&sort=oldest|sort=oldest&photos=with)$"))
    expect(page.get_by_text("Corregido desde la lista.")).to_be_visible()


def test_the_workshop_notes_in_one_line_on_a_desk(browsing):
    """W19: choose, type, Enter."""
    page = browsing(DESK, who="technician")
    sheet = sheet_with(page, 'id="internal_status"')
    page.goto(sheet)
    page.get_by_text("Solo el taller", exact=True).first.click()
    page.locator("#internal_status").select_option(index=1)
    page.locator("#internal_note").fill("Sobre la mesa 3.")
    page.locator("#internal_note").press("Enter")

    expect(page.locator("#history .story-entry").first).to_contain_text("Sobre la mesa 3.")
    assert look_at(page, [f"{sheet}internal/"]) == []


def test_a_status_is_told_in_the_press_that_sets_it_and_undone_in_another(browsing):
    """M21, W32: in the drawer, with the text that follows the note; WhatsApp gets a tab, and none where nothing was
    saved."""
    page = browsing(DESK, who="operator")
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="chat", content_type="text/html"))
    page.goto("/orders/?stage=repairing")
    page.locator(".at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    drawer, was = page.locator("dialog.is-drawer"), page.locator(".order-status").inner_text()

    page.locator(".order-status").click()
    drawer.locator(".choice", has_text="Listo para retirar").click()
    drawer.locator("[name=note]").fill("Probada cuatro horas.")
    expect(drawer.locator("[name=text]")).to_have_value(re.compile("Probada cuatro horas"))
    save = drawer.get_by_role("button", name="Guardar y abrir WhatsApp")
    with page.context.expect_page() as opened:
        save.click()
    opened.value.wait_for_url(re.compile("https://wa.me/.*Probada"))

    expect(page.locator(".order-told")).to_contain_text("¿Salió el WhatsApp?")
    expect(page.locator("#story")).to_contain_text("WhatsApp abierto")
    page.locator(".order-told").get_by_role("button", name="Deshacer").click()
    expect(page.locator(".order-told")).to_have_count(0)
    expect(page.locator(".order-status")).to_have_text(was)

    opened.value.close()
    page.locator(".order-status").click()
    drawer.get_by_role("button", name="Guardar y abrir WhatsApp").click()
    expect(drawer.locator(".field-error")).to_be_visible()
    while len(page.context.pages) > 1:  # its tab is being closed
        page.context.pages[-1].wait_for_event("close")


def test_the_box_of_the_page_tells_in_the_same_press_too(browsing):
    """M21: with the text below the note, which follows it; nothing is told where that is not ticked."""
    page = browsing(PHONE, who="admin")
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="chat", content_type="text/html"))
    page.goto("/orders/?stage=repairing")
    page.locator(".at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    sheet, add = page.url, page.get_by_role("button", name="Anotar", exact=True)

    page.locator("#note_note").fill("Falta una prueba más.")
    page.locator(".composer [name=tell]").uncheck()
    expect(add).to_be_visible()
    page.locator(".composer [name=tell]").check()
    expect(page.locator("#note_text")).to_have_value(re.compile("Falta una prueba más"))
    assert fits(page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Guardar y abrir WhatsApp").click()
    opened.value.wait_for_url(re.compile("https://wa.me/.*Falta"))

    expect(page).to_have_url(sheet)
    expect(page.locator(".order-told")).to_contain_text("¿Salió el WhatsApp?")
    opened.value.close()
    page.locator("#note_note").fill("Otra vez.")
    page.locator(".composer [name=tell]").uncheck()
    add.click()
    expect(page.locator("#story .story-entry").first).to_contain_text("Otra vez.")
    assert [one.url for one in page.context.pages] == [sheet]
