"""W15, W16, B11: the slip, the label and the report, as PDF at their true widths, in the customer's language."""

import io
import re

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext
from PIL import Image
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink, Customer
from faena.lib.sealing import format_code
from faena.lib.typeset import Paper, qr
from faena.orders import paper
from faena.orders.actions import IntakeFacts, close_order, open_order
from faena.orders.models import OrderClosing, ServiceOrder, Signature, Stage
from tests import factories
from tests.canaries import ON_PAPER, canary, leaked, planted

WIDTHS = {"58": 164.4, "80": 226.8, "a4": 595.3}  # points
LANGUAGES = ["es", "pt-br", "en"]
STROKES = {"w": 600, "h": 200, "lines": [[[20, 150], [90, 40], [160, 150], [300, 60], [560, 120]]]}
LONG_WORD = "PNEUMONOULTRA" * 9 + "XYZ"  # 120 letters


@pytest.fixture
def order(clerk):
    """An order of a customer with accents, a long reason and something that looks like markup."""
    customer = factories.a_customer(name="Ñusta Ávila Gonçalves", language="pt-br")
    facts = IntakeFacts(
        reason="Não liga #panic(1) $x$ *y* " + "muito longo " * 40, service_value=1234_50, unlock_code="2580"
    )
    return open_order(customer, device=DeviceFacts(kind="Celular", serial="A1"), facts=facts, by=clerk)


def again(order: ServiceOrder) -> ServiceOrder:
    """As a page would fetch it."""
    found: ServiceOrder = ServiceOrder.objects.on_sheet().get(pk=order.pk)
    return found


def read(made: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(made.pdf()))


def text(made: Paper) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in read(made).pages)


def letters(made: Paper) -> str:
    """Without the spaces, in which lines break."""
    return "".join(text(made).split())


def slip(order: ServiceOrder, size: str = "80") -> Paper:
    return paper.slip(again(order), Company.the(), size)


# --- the slip -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", WIDTHS)
def test_the_slip_is_as_wide_as_its_paper_and_one_page(order, size):
    """W15: 58 mm, 80 mm and A4 from one source."""
    pages = read(slip(order, size)).pages

    assert len(pages) == 1
    assert float(pages[0].mediabox.width) == pytest.approx(WIDTHS[size], abs=0.1)


def test_names_in_any_common_script_are_letters_on_paper(order):
    """M25: Chinese (simplified and as in Taiwan), Japanese, Korean and emoji printed as boxes. Each sign is drawn by a
    font that has it, so no other font is asked; all papers take their letters from one place."""
    Customer.objects.filter(pk=order.customer_id).update(name="王小明 臺灣龍 かなカナ働 한글 😀👍🏽🔧 Ñusta")

    made = slip(order)

    assert "王小明" in letters(made)
    fonts = {font for page in read(made).pages for font in fonts_of(page)}
    assert fonts == {"Inter", "NotoSansSC", "NotoSansKR", "NotoEmoji"}
    sources = (settings.BASE_DIR / "faena").glob("*/templates/*/paper/*.typ")
    assert all("text_style" in source.read_text() for source in sources)


def fonts_of(page):
    """Families of a page: `ABCDEF+Inter-SemiBold` is of Inter."""
    found = (font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values())
    return {name.lstrip("/").partition("+")[2].partition("-")[0] for name in found}


def test_without_being_asked_it_has_the_shops_paper(order):
    """W15: the setting of the company."""
    factories.the_company(slip_paper="58")

    assert paper.slip(again(order), Company.the()).width == 58


@pytest.mark.parametrize("size", WIDTHS)
def test_the_slip_says_what_was_agreed(order, size):
    """W7, W15: shop, number, customer, device, reason, value, code; typed text is never markup."""
    factories.the_company(name="Oficina São Jorge", phone="+55 11 5555-0100")

    said = text(slip(order, size))

    link = AccessLink.objects.alive().of(order.as_ref)
    for expected in (
        "Oficina São Jorge", "OS-000001", "Ñusta Ávila Gonçalves", "Celular", "#panic(1) $x$ *y*",
        format_code(link.code), "1.234,50",
    ):  # fmt: skip
        assert expected in said, f"{expected!r} in {said!r}"
    assert said.count("OS-000001") == (2 if size == "a4" else 1)


def test_a4_has_the_shops_copy_and_the_customers(order):
    """W15: two copies on one page; only the customer's says the code."""
    link = AccessLink.objects.alive().of(order.as_ref)

    said = text(slip(order, "a4"))

    assert said.count("muito longo") == 80
    assert said.count(format_code(link.code)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", WIDTHS)
def test_it_is_in_the_customers_language(clerk, language, size):
    """Papers are in the customer's language, whoever prints them."""
    order = factories.an_order(factories.a_customer(language=language), by=clerk)

    made = slip(order, size)

    with translation.override(language):
        assert gettext("Service ticket") in text(made)
    assert read(made).root_object["/Lang"] == language.split("-")[0]


def test_bolivars_and_the_letter_eneye_are_printed_right(clerk):
    """W15: accents, Ñ, Bs."""
    factories.the_company(currency="VES", name="Electrónica Ñandú")
    customer = factories.a_customer(name="Íñigo Güell", language="es")
    order = open_order(
        customer, device=DeviceFacts(kind="Radio"), facts=IntakeFacts(reason="Muda", service_value=123450_00), by=clerk
    )

    said = text(slip(order)).replace("\xa0", " ")

    for expected in ("Electrónica Ñandú", "Íñigo Güell", "Bs. 123.450,00"):
        assert expected in said


@pytest.mark.parametrize("size", WIDTHS)
def test_nothing_is_cut_however_long_it_is(clerk, size):
    """W15: a word of 120 letters, the longest serial, model and reason: all of it stands within the margins."""
    facts = IntakeFacts(
        reason=f"{LONG_WORD} " + "palabras largas " * 100, accessories="W" * 250, condition="m" * 250, service_value=1
    )
    device = DeviceFacts(kind="K" * 40, brand="Ñ" * 40, model="M" * 60, serial="W" * 60)
    order = open_order(factories.a_customer(name="W" * 120, language="es"), device=device, facts=facts, by=clerk)
    made = slip(order, size)

    said = letters(made)
    for expected in (LONG_WORD, "W" * 250, "m" * 250, "K" * 40, "Ñ" * 40, "M" * 60):
        assert expected in said
    assert said.count("palabraslargas") == (200 if size == "a4" else 100)
    assert all(white_edges(picture, 10) for picture in made.pictures(dots=72)), "Something runs into the margin."


def test_long_terms_take_sheets_of_their_own(clerk):
    """W9, W15: what does not fit into half of an A4 sheet is printed whole on one for each."""
    terms = factories.some_terms("\n".join(f"Cláusula {one}: " + "el taller responde. " * 12 for one in range(60)))
    order = factories.an_order(factories.a_customer(language="es"), by=clerk)
    ServiceOrder.objects.filter(pk=order.pk).update(terms=terms)

    made = slip(order, "a4")

    assert len(read(made).pages) >= 2
    said = text(made)
    assert all(said.count(f"Cláusula {number}:") == 2 for number in range(60))


def test_parts_stand_between_value_and_advance(clerk):
    """W18, W15: what is owed is plain."""
    order = factories.an_order(factories.a_customer(language="en"), by=clerk)
    factories.a_payment(order.charge, amount=20_00)
    order.charge.amount = 62_50
    order.charge.save()

    said = text(slip(order)).replace("\xa0", " ")

    assert "Value US$ 50.00 Parts US$ 12.50 Advance US$ 20.00 Balance US$ 42.50" in said


# --- terms and signature --------------------------------------------------------------------------------------


def test_it_keeps_the_terms_that_the_order_was_opened_under(clerk):
    """W9: the slip shows the version of its order, also after the terms change."""
    factories.some_terms("Noventa días.")
    order = open_order(
        factories.a_customer(language="es"),
        device=DeviceFacts(kind="Radio"),
        facts=IntakeFacts(reason="Muda"),
        by=clerk,
    )
    factories.some_terms("Treinta días.")

    said = text(slip(order))

    assert "Noventa días." in said
    assert "Treinta días." not in said
    assert re.search(r"\b1 Noventa", said), "which version it is"


def test_it_keeps_the_terms_that_were_signed(clerk):
    """W9: what was signed is printed, whatever the order was opened under."""
    first, second = factories.some_terms("Primera versión."), factories.some_terms("Segunda versión.")
    order = factories.an_order(by=clerk, terms=first)
    Signature.objects.create(order=order, terms=second, signer="Ana Ñáñez", by=clerk)

    said = text(slip(order))

    assert "Segunda versión." in said
    assert "Primera versión." not in said


@pytest.mark.parametrize("size", WIDTHS)
def test_a_drawn_signature_is_drawn(clerk, size):
    """W9, W15: the strokes themselves, and whose they are."""
    order = factories.an_order(by=clerk, terms=factories.some_terms())
    unsigned = ink(slip(order, size))
    Signature.objects.create(order=order, terms=order.terms, signer="Ana Ñáñez", strokes=STROKES, by=clerk)

    made = slip(order, size)

    assert made.data["signature"]["drawn"].startswith("<svg")
    assert "Ana Ñáñez" in text(made)
    assert ink(made) > unsigned


def test_a_signature_on_paper_is_said(clerk):
    """W9: no empty line invites a second one."""
    order = factories.an_order(by=clerk, terms=factories.some_terms())
    Signature.objects.create(order=order, terms=order.terms, signer="Ana Ñáñez", by=clerk)

    signature = slip(order).data["signature"]

    assert signature["drawn"] == ""
    assert signature["line"] == "Ana Ñáñez"
    assert signature["said"]


# --- what never stands on it ----------------------------------------------------------------------------------


def test_a_void_order_says_so_and_leads_nowhere(order):
    """W11, W15: VOID on it, no code, no line to sign."""
    ServiceOrder.objects.filter(pk=order.pk).update(stage=Stage.VOID)

    with translation.override("pt-br"):
        void = str(Stage.VOID.label).upper()

    for size in WIDTHS:
        made = slip(order, size)
        assert void in letters(made)
        assert [copy["qr"] + copy["code"] for copy in made.data["copies"]] == [""] * len(made.data["copies"])
        assert made.data["signature"] == {}
        assert all(white_edges(picture, 10) for picture in made.pictures(dots=72))


@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_a_link_that_ended_is_not_printed(order, end):
    """W2: neither its QR nor its code."""
    code = format_code(AccessLink.objects.alive().of(order.as_ref).code)
    AccessLink.objects.update(**{end: timezone.now()})

    for size in WIDTHS:
        made = slip(order, size)
        assert code not in text(made)
        assert {copy["qr"] for copy in made.data["copies"]} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_paper_says_what_is_internal(language, clerk):
    """W11, W19: the unlock code, notes, internal statuses and what was withdrawn are on no paper."""
    order = again(planted(language=language))
    company = Company.the()
    papers = [paper.slip(order, company, size) for size in WIDTHS]
    papers += [paper.label(order, size) for size in paper.LABELS]
    papers.append(paper.report(OrderClosing(order=order), company))

    assert [leaked(text(made) + str(made.data), allowed=ON_PAPER) for made in papers] == [set()] * len(papers)
    assert canary("reason") in text(papers[0])


def test_the_picture_is_black_on_white(order):
    """W15: what a receipt printer gets has no colour that it would have to guess."""
    picture = opened(slip(order, "58").pictures()[0])

    red, green, blue = (channel.tobytes() for channel in picture.split())
    assert red == green == blue
    assert picture.convert("L").histogram()[0] > 0
    assert picture.width == round(58 / 25.4 * 203)


# --- label and report -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "width", "height"), [("50x30", 141.7, 85.0), ("62x29", 175.7, 82.2)])
def test_the_label_has_its_size_whatever_it_says(clerk, size, width, height):
    """B11: number, device, short name, promised day, and a code."""
    customer = factories.a_customer(name="María Fernanda " + "Ñ" * 60, language="es")
    device = DeviceFacts(kind="K" * 40, brand="B" * 40, model="M" * 60)
    facts = IntakeFacts(reason="Muda", promised_at=timezone.now())
    order = open_order(customer, device=device, facts=facts, by=clerk)

    made = paper.label(again(order), size)

    (page,) = read(made).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((width, height), abs=0.1)
    assert "OS-000001" in text(made)
    assert "María Ñ." in text(made)
    assert white_edges(made.pictures()[0], 8)


def test_the_labels_code_leads_to_the_order_even_without_a_link(order, settings):
    """B11: staff land on the order; the customer's link is in it only while there is one."""
    link = AccessLink.objects.alive().of(order.as_ref)

    assert paper.label(again(order)).data["labels"][0]["qr"] == qr(f"{settings.SITE_URL}/l/{link.token}/")
    AccessLink.objects.update(revoked_at=timezone.now())
    assert paper.label(again(order)).data["labels"][0]["qr"] == qr(f"{settings.SITE_URL}/orders/{order.pk}/")


def test_the_report_lists_work_parts_and_payments(order, clerk):
    """W16: work done, parts with their warranty, payments, balance."""
    factories.a_part(order, description="Tela original", warranty=3, warranty_unit="months", unit_price=0)
    factories.a_part(order, description="Cola", is_chargeable=False)
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method("Pix"), 1234_50, "USD")], by=clerk)
    order.refresh_from_db()
    closed = close_order(order, outcome="repaired", work_done="Troca da tela.", version=order.version, by=clerk)

    made = paper.report(closed.closings.get(), Company.the())

    said = text(made)
    for expected in ("OS-000001", "Troca da tela.", "Tela original", "R-000001", "Pix"):
        assert expected in said
    assert [bool(part[2]) for part in made.data["parts"]] == [True, False]


# --- looking at pictures ----------------------------------------------------------------------------------------


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def white_edges(png: bytes, dots: int) -> bool:
    """Whether nothing is printed on the outer `dots` of either side."""
    page = opened(png)
    sides = [(0, 0, dots, page.height), (page.width - dots, 0, page.width, page.height)]
    return all(page.crop(side).getextrema() == ((255, 255),) * 3 for side in sides)


def ink(made: Paper) -> int:
    """How much black there is."""
    return sum(opened(png).convert("1").histogram()[0] for png in made.pictures())
