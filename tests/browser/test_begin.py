"""Help above the page, and the page that stands in while there is no connection."""

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import look_at

PAGES = ["/settings/first-steps/", "/settings/test-print/", "/settings/terms/?model=careful&in=pt-br", "/guide/intake/"]


def test_help_opens_above_what_is_being_typed(browsing):
    """The chapter of this page with its pictures; what was typed stays. The pages of the first steps are usable too."""
    page = browsing(DESK, who="master")
    page.goto("/orders/new/?new=1")
    page.fill("[name=name]", "Aurelia a medias")
    page.locator("h1").click()

    page.keyboard.press("?")

    chapter = page.locator("#shortcuts .guide-chapter")
    expect(chapter).to_contain_text("Recibir un equipo")
    expect(chapter.locator("img").first).to_have_js_property("complete", True)
    assert chapter.locator("img").first.evaluate("(picture) => picture.naturalWidth") > 0
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    expect(page.locator("[name=name]")).to_have_value("Aurelia a medias")
    assert look_at(page, PAGES) == []
    assert look_at(browsing(PHONE, who="master"), PAGES) == []


def test_without_a_connection_a_page_says_so(browsing):
    """It is kept on the device, and nothing with data is."""
    page = browsing(PHONE, who="operator")
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    kept = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()""")

    page.context.set_offline(True)
    page.goto("/orders/")
    expect(page.locator("h1")).to_have_text("Sin conexión")
    assert page.locator("body[data-user]").count() == 0
    page.context.set_offline(False)
    page.locator(".btn-primary").tap()

    expect(page.locator("h1")).to_have_text("Órdenes")
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []
