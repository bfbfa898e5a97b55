"""Bringing a file in, as somebody does it: drop, columns, questions, check, go, undo; and the pages on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import look_at

JOB = 90_000  # ms: the worker has other jobs before this one
HEAD = "Nombre;Telefono;Correo;Color preferido"
ROWS = "\n".join(f"Persona Traída {n};0414-55503{n:02};p{n}@example.com;azul" for n in range(1, 41))
WRONG = ";0414-5550399;nadie@example.com;rojo"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "mis clientes.csv"
    path.write_text(f"{HEAD}\n{ROWS}\n{WRONG}\n", encoding="utf-8")
    return path


def go_on(page):
    page.locator("main .form-ways .btn-primary").click()


@pytest.mark.slow("a whole import and its undoing, by jobs")
def test_a_file_is_brought_in_and_taken_back(browsing, file):
    """B14: each page answers by itself when its job ends; nothing is pressed twice, nothing is lost on the way back."""
    page = browsing(DESK, who="master")
    page.goto("/settings/import/")
    page.locator('a[href$="/settings/import/new/"]').first.click()
    page.set_input_files("input[type=file]", file)
    go_on(page)
    expect(page.locator("#first-rows")).to_contain_text("Persona Traída 1")
    page.locator("[name=no_header]").check()
    expect(page.locator("#first-rows thead")).not_to_contain_text("Nombre")
    page.locator("[name=no_header]").uncheck()
    expect(page.locator("#first-rows thead")).to_contain_text("Nombre")

    go_on(page)
    expect(page.locator(".import-column")).to_have_count(4)
    expect(page.locator("[name=column_0]")).to_have_value("name")
    page.locator("[name=column_3]").select_option("notes")
    columns = page.url
    go_on(page)
    page.go_back()
    expect(page.locator("[name=column_3]")).to_have_value("notes")
    go_on(page)
    expect(page.locator("[aria-current=step]")).to_contain_text("3")
    go_on(page)

    expect(page.locator("#import")).to_contain_text("Clientes: 40", timeout=JOB)
    expect(page.locator(".import-found")).to_contain_text("Fila 42")
    assert look_at(page, [page.url, columns]) == []
    page.goto(columns.replace("columns/", ""))
    page.locator("main .form-ways .btn-primary").dblclick()
    expect(page.locator("#import .notice.is-green")).to_contain_text("40", timeout=JOB)
    page.goto("/customers/?q=Persona+Traída")
    expect(page.locator("#results")).to_contain_text("Persona Traída")

    page.goto(columns.replace("columns/", ""))
    page.locator('main a[href$="/undoing/"]').click()
    page.locator("main .btn-danger").click()
    expect(page.locator("#import .notice")).to_contain_text("ya no está", timeout=JOB)
    page.goto("/customers/?q=Persona+Traída")
    expect(page.locator("#results .list")).to_have_count(0)


def test_its_pages_hold_on_a_phone_and_without_script(browsing, file):
    """The file is chosen by the thumb; the first rows scroll inside their own box."""
    page = browsing(PHONE, who="admin", java_script_enabled=False)
    page.goto("/settings/import/new/")
    page.set_input_files("input[type=file]", file)
    go_on(page)
    table = page.url
    expect(page.locator("#first-rows")).to_contain_text("Persona Traída 1")
    go_on(page)
    columns = page.url
    go_on(page)
    expect(page.locator("main h1, h1")).to_contain_text("Preguntas")
    with_script = browsing(PHONE, who="master")
    pages = ["/settings/import/", "/settings/import/new/", table, columns, page.url]

    assert look_at(with_script, pages) == []
