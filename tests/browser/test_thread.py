"""The thread through the whole house, as people walk it: customer → intake → signature → slip → advance in the second
currency and its receipt → status with photos → internal status → part with warranty → ready → the customer's page →
closing refused → the rest in two tenders → closed → final report → a Master reverses a payment → open again, with the
same amounts everywhere. On the production server, in Spanish on a desk and in Portuguese on a phone."""

import csv
import io
import itertools
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from faena.lib.taxid import example, format_tax_id
from faena.upkeep.demo.people import PASSWORD
from tests.browser import photos
from tests.browser.conftest import DESK, PHONE, fits, speak

UNLOCK = "CANARIO-8841"
INTERNAL = "CANARIO: pedir módulo al proveedor"


def move_the_shop(page: Page, country: str) -> None:
    """W7: the Master says where the shop is, and the documents of that country are offered."""
    page.goto("/settings/company/")
    page.select_option("[name=country]", country)
    page.select_option("[name=tax_kind]", "")  # a R.I.F. is of no use in Brazil
    page.fill("[name=tax_id]", "")
    page.locator("button[form=settings]:visible").first.click()
    page.wait_for_load_state()
    page.goto("/settings/company/")
    expect(page.locator("[name=country]")).to_have_value(country)


def take_in(page: Page, *, name: str, phone: str, kind: str, document: str, value: str) -> str:
    """Intake with a new customer; gives back the order's number."""
    page.goto("/orders/new/")
    page.fill("[data-picks]", name)
    page.locator(".hit.is-new").click()
    expect(page.locator("[name=name]")).to_have_value(name)
    page.fill("[name=phone]", phone)
    page.select_option("[name=document_kind]", kind)
    page.fill("[name=document]", document)
    page.fill("[name=device_kind]", "Samsung A54")
    page.fill("[name=serial]", f"RF8N-{document[-4:]}")  # nobody's yet
    page.locator(".fold > summary").click()
    page.fill("[name=unlock_code]", UNLOCK)
    page.fill("[name=reason]", "Pantalla rota · tela quebrada")
    page.fill("[name=service_value]", value)
    page.click("#intake button.btn-primary")
    page.wait_for_url(re.compile(r"/orders/\d+/(\?opened)?$"))
    return page.locator("h1").inner_text()


def sign(page: Page) -> None:
    """W9: the customer reads the terms, draws his name with the finger or the mouse, is thanked and gives it back."""
    sheet = page.url
    page.goto(f"{sheet}signature/")
    canvas = page.locator("canvas.signing-box")
    canvas.hover()  # which brings it into sight and waits until it rests
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 15, box["y"] + box["height"] / 2 + (20 if step % 2 else -20))
    page.mouse.up()
    page.locator("button[value=screen]").click()
    expect(page.locator("canvas")).to_have_count(0)
    page.locator("main .btn-primary").click()
    page.wait_for_url(sheet)
    page.locator("#terms > summary").click()
    expect(page.locator("img[src*='signature.svg']")).to_be_visible()


def note_internally(page: Page) -> None:
    """W19: internal statuses of the workshop."""
    sheet = page.url
    page.goto(f"{sheet}internal/")
    page.locator("[name=status]").first.check(force=True)
    page.fill("[name=note]", INTERNAL)
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(re.escape(sheet)))
    expect(page.locator("main")).to_contain_text(INTERNAL)


def add_part(page: Page, price: str) -> None:
    """W18: a part with three months of warranty."""
    sheet = page.url
    page.goto(f"{sheet}parts/")
    page.fill("[name=description]", "Módulo A54 · Ñandú")
    page.fill("[name=unit_price]", price)
    page.fill("[name=warranty]", "3")
    page.select_option("[name=warranty_unit]", "months")
    page.click("main form button.btn-primary")
    page.wait_for_url(re.compile(re.escape(sheet)))
    expect(page.locator("main")).to_contain_text("Módulo A54 · Ñandú")


def say(page: Page, status: str) -> None:
    sheet = page.url
    page.goto(f"{sheet}statuses/")
    page.get_by_label(status, exact=True).check(force=True)
    page.uncheck("[name=tell]")
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)


def pdf_text(page: Page, path: str) -> tuple[str, float]:
    """A document of the order: its words and its width in points."""
    answer = page.request.get(page.url + path)
    assert answer.ok
    reader = PdfReader(io.BytesIO(answer.body()))
    return words_of(reader), float(reader.pages[0].mediabox.width)


def words_of(reader: PdfReader) -> str:
    """With plain spaces, wherever lines break."""
    return " ".join(" ".join(leaf.extract_text() for leaf in reader.pages).split())


def add_photos(page: Page, status: str, files: list[dict]) -> None:
    sheet = page.url
    page.goto(f"{sheet}statuses/")
    page.get_by_label(status, exact=True).check()
    page.set_input_files("[name=photos]:not([capture])", files)
    page.uncheck("[name=tell]")
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)
    expect(page.locator(".story img")).to_have_count(len(files), timeout=60_000)


def tracking_address(page: Page) -> str:
    return page.locator("[data-copy]").get_attribute("data-copy") or ""


@pytest.fixture
def in_brazil(browsing):
    """The shop is there for one test."""
    master = browsing(DESK, who="master")
    move_the_shop(master, "BR")
    yield
    move_the_shop(master, "VE")


def walk(desk_or_phone: dict, browsing, *, language: str, locale: str, words: dict, customer: dict) -> None:
    page = browsing(desk_or_phone, who="operator", locale=locale)
    speak(page, language)

    number = take_in(page, **customer)
    sheet = page.url.partition("?")[0]
    page.goto(sheet)
    assert fits(page)
    sign(page)
    said, width = pdf_text(page, "slip.pdf")
    assert number in said
    assert customer["name"] in said
    assert width == pytest.approx(226.8, abs=0.1)
    assert words["terms"] in said
    assert UNLOCK not in said

    advanced = advance_in_bolivars(page)

    files = [
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photos.jpeg()},
        {"name": "foto.heic", "mimeType": "image/heic", "buffer": photos.heic()},
    ]
    add_photos(page, words["in repair"], files)
    assert fits(page)

    note_internally(page)
    page.goto(sheet)
    add_part(page, words["part price"])
    page.goto(sheet)
    say(page, words["ready"])
    assert fits(page)

    address = tracking_address(page)
    follow(browsing(PHONE, locale=locale, java_script_enabled=False), address, words)

    page.goto(f"{sheet}closing/")
    page.fill("[name=work_done]", "Módulo nuevo")
    page.click("main form .form-ways button")
    left = Decimal(words["due"]) - advanced
    expect(page.locator("[role=alert]")).to_contain_text(written(left))
    page.goto(sheet)
    settled = pay_the_rest(page, left)
    page.goto(f"{sheet}closing/")
    page.fill("[name=work_done]", "Módulo nuevo · módulo novo")
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)

    assert page.locator("a[href$='/statuses/']").count() == 0
    report = pdf_text(page, "report.pdf")[0]
    for said in ("Módulo nuevo", "Módulo A54", settled, f"US$ {written(left)}", words["terms"]):
        assert said in report, said
    page.goto(f"{sheet}technician/")
    assert page.url == sheet, "a form that could only be refused is not shown"
    history = browsing(desk_or_phone, who="operator", locale=locale)
    history.goto(sheet)
    history.locator(".story-more a").click()
    expect(history.locator(".story-more")).to_have_count(0)
    text = history.locator("#history").inner_text()
    for sentence in words["history"]:
        assert sentence in text
    assert fits(history)

    reverse(browsing(desk_or_phone, who="master", locale=locale), sheet, settled)
    owed_again(page, sheet, settled, left)
    followed = browsing(PHONE, locale=locale, java_script_enabled=False)
    followed.goto(address)
    said = followed.locator("body").inner_text()
    assert written(left) in said
    expect(followed.locator("h1")).to_contain_text(words["ready"].lower(), ignore_case=True)


def written(amount: Decimal) -> str:
    """As people of both languages write it."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def collecting(page: Page) -> Decimal:
    """From the sheet to the page that collects; gives back what a dollar costs."""
    page.locator("a[href*='/cash/accounts/']:visible").first.click()
    page.wait_for_url(re.compile(r"/cash/accounts/\d+/$"))
    text = page.locator(".rate-line strong").inner_text()
    return Decimal(text.rpartition("Bs.")[2].strip().replace(".", "").replace(",", "."))


REFERENCES = itertools.count(417_721)


def choose(page: Page, row: int, way: str) -> None:
    """The first one among tiles, the others in a list."""
    sign, _dot, method = way.partition(" · ")
    if row:
        page.select_option(f"#id_tenders-{row}-method", label=way)
    else:
        page.locator(".pay-way").filter(has_text=method).filter(has_text=sign).locator("input").check()


def register(page: Page) -> str:
    """Press the button; gives back the receipt's number."""
    page.locator("button:is(.collect-button, .is-primary[form=collect]):visible").click()
    page.wait_for_url(re.compile(r"/cash/\d+/\?registered$"))
    return page.locator("h1").inner_text()


def advance_in_bolivars(page: Page) -> Decimal:
    """B7, W33, W35: an advance by mobile payment at the day's rate, and its receipt: first an original, then a copy.
    Gives back what it was worth."""
    sheet = page.url
    rate = collecting(page)
    choose(page, 0, "Bs. · Pago móvil")
    page.fill("#id_tenders-0-amount", "2.500,00")
    reference = str(next(REFERENCES))  # a second one alike would be asked about
    page.fill("#id_tenders-0-reference", reference)
    worth = (Decimal(2500) / rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    expect(page.locator("#sums")).to_contain_text(f"US$ {written(worth)}".replace(" ", "\N{NO-BREAK SPACE}"))
    assert fits(page)
    number = register(page)
    assert fits(page)
    for marked in (False, True):
        said = printed(page)
        assert ("COPIA" in said.upper()) is marked, said
        for part in (number, "Bs. 2.500,00", f"US$ {written(worth)}", reference, "dólares"):
            assert part in said, f"{part} in {said}"
        assert "No es documento fiscal" in said
    page.goto(sheet)
    return worth


def printed(page: Page) -> str:
    """One more print of the receipt, as its button asks for it."""
    page.reload()
    form = page.locator("form[data-print]")
    names = ("csrfmiddlewaretoken", "operation", "paper")
    fields = {name: form.locator(f"[name={name}]").input_value() for name in names}
    answer = page.request.post(form.get_attribute("action") or "", form=fields, headers={"referer": page.url})
    assert answer.ok, answer.status
    return words_of(PdfReader(io.BytesIO(answer.body())))


def pay_the_rest(page: Page, left: Decimal) -> str:
    """W33: twenty dollars in cash, what is left of it in bolívares; one payment of two tenders."""
    sheet = page.url
    collecting(page)
    choose(page, 0, "US$ · Efectivo")
    page.fill("#id_tenders-0-amount", "20")
    page.locator(".tender-more > summary").first.click()
    choose(page, 1, "Bs. · Punto de venta")
    page.fill("#id_tenders-1-reference", str(next(REFERENCES)))
    page.locator("[data-fills='#id_tenders-1-amount']").click()
    expect(page.locator("#sums .is-settled")).to_be_visible()
    assert fits(page)
    number = register(page)
    assert fits(page)
    expect(page.locator("main")).to_contain_text(written(left))
    page.goto(sheet)
    return number


def reverse(page: Page, sheet: str, number: str) -> None:
    """W34: a Master undoes the payment, with the reason, and the password where it was not typed just now."""
    page.goto(sheet)
    page.locator("#money a", has_text=number).click()
    page.wait_for_url(re.compile(r"/cash/\d+/$"))
    page.locator("[data-menu] > summary[class=icon-button]").click()
    page.locator("a[href$='/reversal/']").click()
    page.fill("[name=reason]", "El banco lo devolvió")
    for field in page.locator("[name=current]").all():
        field.fill(PASSWORD)
    assert fits(page)
    page.locator("main form .btn-danger").click()
    page.wait_for_url(sheet)


def owed_again(page: Page, sheet: str, number: str, left: Decimal) -> None:
    """W16, W34: sheet, cash, file and paper say the same."""
    page.goto(sheet)
    expect(page.locator(".order-balance strong")).to_contain_text(written(left))
    assert page.locator("main a[href*='/cash/accounts/']").count(), "it can be collected again"
    assert fits(page)
    assert "SIN EFECTO" in pdf_text(page, "report.pdf")[0].upper()
    page.goto(f"/cash/?q={number}")
    row = page.locator("tr", has=page.locator(".at-title a"))
    expect(row).to_have_count(1)
    expect(row).to_contain_text(written(left))
    assert row.get_attribute("class") == "is-undone"
    token = {"csrfmiddlewaretoken": page.locator("#export input").input_value()}
    file = page.request.post(f"/cash/?q={number}&format=csv", form=token).text().lstrip("\ufeff")
    lines = list(csv.DictReader(io.StringIO(file), delimiter=";"))
    amounts = [line.get("Monto en la cuenta") or line["Valor na conta"] for line in lines]
    assert sum(Decimal(amount.replace(",", ".")) for amount in amounts) == left
    assert all("El banco lo devolvió" in line.values() for line in lines)


def follow(page: Page, address: str, words: dict) -> None:
    """The customer's page, without JavaScript: exactly the public part, and two upright photos that tell no place."""
    page.goto(address)
    expect(page.locator("h1")).to_contain_text(words["ready"].lower(), ignore_case=True)
    said = page.locator("body").inner_text()
    for text in (words["in repair"], "Módulo A54 · Ñandú", words["warranty"], words["amount"]):
        assert text in said, text
    for canary in (UNLOCK, "CANARIO", "Olivia", "operator@"):
        assert canary not in page.content(), canary
    pictures = page.locator(".photos img")
    assert pictures.count() == 2
    for place in range(2):
        large = page.request.get(pictures.nth(place).locator("xpath=..").get_attribute("href") or "").text()
        whole = (pictures.nth(place).get_attribute("src") or "").partition("?")[0]
        assert f'src="{whole}"' in large, "pressed, it stands whole on a page of its own"
        body = page.request.get(whole).body()
        picture = Image.open(io.BytesIO(body))
        assert not picture.getexif()
        assert b"xmpmeta" not in body
        assert b"Private" not in body
        if place == 0:
            assert picture.height > picture.width, "the flag of the camera turned it upright"
    assert fits(page)
    sent = sum(len(page.request.get(path).body()) for path in (address, "/static/ui/tracking.css"))
    assert sent < 60_000


@pytest.mark.slow("the whole house in one walk")
def test_the_thread_in_spanish_on_a_desk(browsing):
    """W1, W2, W9, W11, W14, W15, W16, W18, W19, W33, W34, W35: from the counter to the closed order, and back."""
    walk(
        DESK,
        browsing,
        language="es",
        locale="es-VE",
        words={
            "in repair": "En reparación",
            "ready": "Listo para retirar",
            "terms": "versión 1",
            "part price": "35,50",
            "warranty": "3 meses",
            "due": "120.50",
            "amount": "120,50",
            "history": ["abrió", "En reparación", "cobró", "cerró la orden"],
        },
        customer={
            "name": "Inversiones Ñandú, C.A.",
            "phone": "0212 555 0199",
            "kind": "ve_rif",
            "document": format_tax_id("ve_rif", example("ve_rif", 4101)),
            "value": "85,00",
        },
    )


@pytest.mark.slow("the whole house in one walk")
def test_the_thread_in_portuguese_on_a_phone(browsing, in_brazil):
    """W1, W2, W9, W11, W14, W15, W16, W18, W19, W33, W34, W35: the same at 360 px, with a CPF and thousands."""
    walk(
        PHONE,
        browsing,
        language="pt-br",
        locale="pt-BR",
        words={
            "in repair": "En reparación",  # a catalogue row has one text, in the company's language
            "ready": "Listo para retirar",
            "terms": "versión 1",
            "part price": "1.000,25",
            "warranty": "3 meses",
            "due": "2234.75",
            "amount": "2.234,75",
            "history": ["abriu", "En reparación", "recebeu", "fechou a ordem"],
        },
        customer={
            "name": "João Gonçalves da Conceição",
            "phone": "+55 11 95555-0188",
            "kind": "br_cpf",
            "document": example("br_cpf", 4102),
            "value": "1.234,50",
        },
    )
