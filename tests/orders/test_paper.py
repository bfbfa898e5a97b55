"""W15, W16: the slip and the final report, as PDF at their true widths, in the customer's language."""

import io

import pytest
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.lib.sealing import format_code
from faena.orders import paper
from faena.orders.actions import IntakeFacts, close_order, open_order
from tests import factories

MM = 72 / 25.4


@pytest.fixture
def order(clerk):
    """An order of a customer with accents, a long reason and something that looks like markup."""
    customer = factories.a_customer(name="Ñusta Ávila Gonçalves", language="pt-br")
    facts = IntakeFacts(
        reason="Não liga #panic(1) $x$ *y* " + "muito longo " * 40, service_value=1234_50, unlock_code="2580"
    )
    return open_order(customer, device=DeviceFacts(kind="Celular", serial="A1"), facts=facts, by=clerk)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def text(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in read(pdf).pages)


def test_the_slip_is_80_mm_wide_and_one_page(order):
    """W15: 80 mm is 226.8 points."""
    pages = read(paper.slip(order, Company.the()).pdf()).pages

    assert len(pages) == 1
    assert float(pages[0].mediabox.width) == pytest.approx(80 * MM, abs=0.1)


def test_the_slip_says_what_was_agreed(order):
    """W7, W15: shop, number, customer, device, reason, value, code; typed text is never markup."""
    factories.the_company(name="Oficina São Jorge", phone="+55 11 5555-0100")

    said = text(paper.slip(order, Company.the()).pdf())

    link = AccessLink.objects.alive().of(order.as_ref)
    for expected in (
        "Oficina São Jorge",
        "OS-000001",
        "Ñusta Ávila Gonçalves",
        "#panic(1) $x$ *y*",
        format_code(link.code),
    ):
        assert expected in said
    assert "1.234,50" in said.replace("\xa0", " ")


def test_the_unlock_code_is_never_printed(order):
    """W11: never printed or tracked."""
    assert "2580" not in text(paper.slip(order, Company.the()).pdf())


def test_the_report_lists_work_parts_and_payments(order, clerk):
    """W16: work done, parts, payments, balance."""
    factories.a_part(order, description="Tela original")
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method("Pix"), 1234_50, "USD")], by=clerk)
    order.refresh_from_db()
    closed = close_order(order, outcome="repaired", work_done="Troca da tela.", version=order.version, by=clerk)

    said = text(paper.report(closed, Company.the()).pdf())

    for expected in ("OS-000001", "Troca da tela.", "Tela original", "R-000001", "Pix"):
        assert expected in said
