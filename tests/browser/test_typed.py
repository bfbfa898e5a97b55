"""Nothing typed is lost: sessions that end meanwhile, texts that are too long, letters, and what a scanner presses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from faena.upkeep.demo.people import PASSWORD
from tests.browser.conftest import DESK, PHONE, fits

Browsing = Callable[..., Page]
BACK = "Esto es lo que escribió"


def fresh(browsing: Browsing, who: str = "master") -> Page:
    """Somebody with a session of his own, which may end without taking it from other tests."""
    page = browsing(DESK)
    sign_in_here(page, who)
    return page


def sign_in_here(page: Page, who: str) -> None:
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    page.fill("input[name=login]", f"{who}@faena.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def end_session(page: Page) -> None:
    """On the server, as after hours: the cookie is worth nothing any more."""
    page.context.clear_cookies(name="session")


def test_what_was_sent_after_the_session_ended_comes_back_and_counts_once(browsing: Browsing) -> None:
    """M11: plain form; the text, the choices and the key come back, the unlock code does not, and two presses of
    the same form register one customer's order."""
    page = fresh(browsing)
    page.goto("/orders/new/?new=1")
    page.fill("[name=name]", "Aurelia Tecleado")
    page.fill("[name=phone]", "0414 555 0911")
    page.fill("[name=device_kind]", "Tableta")
    page.fill("[name=reason]", "No carga\n\ny se apaga")
    page.locator(".fold > summary").click()
    page.fill("[name=unlock_code]", "2580")
    key = page.input_value("[name=operation]")
    end_session(page)
    page.locator("#intake button.btn-primary").click()
    page.wait_for_url("**/sign-in/**")
    assert "2580" not in page.evaluate("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    sign_in_here(page, "master")

    page.wait_for_url("**/orders/new/?new=1")
    expect(page.locator("main")).to_contain_text(BACK)
    expect(page.locator("[name=name]")).to_have_value("Aurelia Tecleado")
    expect(page.locator("[name=reason]")).to_have_value("No carga\n\ny se apaga")
    expect(page.locator("[name=unlock_code]")).to_have_value("")
    expect(page.locator(".field:has([name=unlock_code])")).to_contain_text("nunca se guarda")
    assert page.input_value("[name=operation]") == key
    assert page.evaluate("() => sessionStorage.getItem('faena.typed')") is None
    page.locator("#intake button.btn-primary").dblclick()
    page.wait_for_url(re.compile(r"/orders/\d+/(\?opened)?$"))
    page.goto("/orders/?q=Aurelia+Tecleado")
    expect(page.locator("#results .list tbody tr")).to_have_count(1)
    assert page.evaluate("() => sessionStorage.getItem('faena.typed')") is None


def test_the_background_leaves_the_page_and_another_person_sees_nothing(browsing: Browsing) -> None:
    """M11: a question of a half-filled form meets the end: the page stays, a note leads to signing in and back, filled.
    Signed in again in another tab it is the same; a form with files says that they could not be kept; and whoever
    else signs in finds an empty form and an empty store."""
    page = fresh(browsing, "operator")
    page.goto("/customers/new/")
    page.fill("[name=name]", "Aurelia Segunda")
    end_session(page)
    page.fill("[name=phone]", "0414 555 0922")
    page.press("[name=phone]", "Tab")
    note = page.locator("[data-ended]")
    expect(note).to_be_visible()
    expect(page.locator("#toasts .toast-note")).to_have_count(1)
    assert page.url.endswith("/customers/new/")
    expect(page.locator("[name=name]")).to_have_value("Aurelia Segunda")
    note.click()
    page.wait_for_url("**/sign-in/**")
    sign_in_here(page, "operator")
    page.wait_for_url("**/customers/new/")
    expect(page.locator("[name=name]")).to_have_value("Aurelia Segunda")

    other = page.context.new_page()  # the same person, in another tab: the form's token is of before
    end_session(page)
    sign_in_here(other, "operator")
    page.locator("main .form-ways .btn-primary").click()
    expect(page.locator("main")).to_contain_text(BACK)
    expect(page.locator("[name=phone]")).to_have_value("0414 555 0922")
    assert page.url.endswith("/customers/new/")

    end_session(page)
    page.locator("main .form-ways .btn-primary").click()
    page.wait_for_url("**/sign-in/**")
    sign_in_here(page, "master")  # somebody else, on the same device
    page.wait_for_url("**/customers/new/")
    expect(page.locator("[name=name]")).to_have_value("")
    expect(page.locator("main")).not_to_contain_text(BACK)
    assert page.evaluate("() => sessionStorage.getItem('faena.typed')") is None

    page.goto("/orders/")
    page.locator("#results .list .at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/"))
    page.goto(page.url.split("?")[0] + "statuses/")
    page.fill("main form[method=post] textarea", "Se midió la placa")
    page.set_input_files(
        "[data-photos] input:not([capture])", {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
    )
    end_session(page)
    page.locator("main form[method=post]:has([data-photos]) button.btn-primary").click()
    page.wait_for_url("**/sign-in/**")
    sign_in_here(page, "master")
    page.wait_for_url("**/statuses/")
    expect(page.locator("main form[method=post] textarea").first).to_have_value("Se midió la placa")
    expect(page.locator("[data-photos] [data-lost]")).to_be_visible()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pasted_text_is_never_cut(browsing: Browsing, size: dict[str, object]) -> None:
    """M12: it is counted near the end, refused with a sentence, and whole; a line end counts as one."""
    page = browsing(size, who="operator")
    page.goto("/orders/new/?new=1")
    kind, reason = page.locator("[name=device_kind]"), page.locator("[name=reason]")
    most = int(kind.get_attribute("data-signs") or 0)
    assert not page.locator("main form[method=post] [maxlength]").count()

    kind.fill("x" * (most - 3))
    place = page.locator(".field:has([name=device_kind])")
    expect(place).to_contain_text("Caracteres que quedan: 3")
    kind.fill("n\u0303" * most)
    expect(place).to_contain_text("Caracteres que quedan: 0")
    kind.fill("x" * (most + 7))
    expect(place).to_contain_text(f"como máximo {most} caracteres; ahora hay {most + 7}")
    assert fits(page)
    page.locator("#intake button.btn-primary").click()
    expect(kind).to_be_focused()
    expect(kind).to_have_value("x" * (most + 7))
    expect(page.locator("#intake button.btn-primary")).to_be_enabled()
    kind.fill("x")
    expect(place).not_to_have_class(re.compile("has-error"))

    room = int(reason.get_attribute("data-signs") or 0)
    reason.fill("a\n" * (room // 2))
    expect(page.locator(".field:has([name=reason])")).not_to_contain_text("como máximo")


def test_letters_are_letters_where_one_can_type_and_enter_saves_or_goes_on(browsing: Browsing) -> None:
    """M13, M14: the first field of a form page has the focus; letters without a focus open nothing there and are not
    listed; Enter in a form of one field saves; a scanner's Enter in the intake goes to the next field."""
    page = browsing(DESK, who="master")
    page.goto("/customers/new/")
    expect(page.locator("[name=name]")).to_be_focused()
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.type("nuevo go disco pulsa")
    page.wait_for_timeout(200)
    assert page.url.endswith("/customers/new/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert page.locator("#shortcuts dd >> visible=true").all_inner_texts() == ["Ctrl\nK", "/", "?"]  # as on every page
    page.goto("/customers/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts dd", has_text="n").first).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    expect(page.locator("#shortcuts [data-made]")).to_have_count(0)
    page.locator("[data-keys-switch]").check()
    assert page.locator("#shortcuts [data-made]").count() > 2
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/customers/new/")

    page.goto("/orders/new/?new=1")
    serial = page.locator("[name=serial]")
    serial.focus()
    page.keyboard.type("356938035640001")
    page.keyboard.press("Enter")
    expect(page.locator("[name=reason]")).to_be_focused()
    page.locator("[name=name]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.locator(".fold > summary").click()
    page.locator("[name=promised_at]").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith("/orders/new/?new=1")
    assert page.locator("[aria-invalid=true]").count() == 0
