"""W35: what a payment's page and its receipt say stays as it was: on which paper it was printed, what its methods were
called; and what is only looked at says so."""

import html
import io
import re
from hashlib import sha256

import pytest
from django.utils import translation
from django.utils.http import quote_etag
from django.utils.translation import gettext
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import PaymentMethod
from faena.cash.paper import PREVIEW
from faena.company.catalogue.actions import edit_row
from tests import factories
from tests.cash.test_list_payments import by_method, plain, read, the_file
from tests.cash.test_receipt import again, letters, paper, press, prints_of, squeezed
from tests.orders.test_paper import LANGUAGES, WIDTHS

pytestmark = pytest.mark.usefixtures("the_shops_clock")


@pytest.fixture
def order(customer):
    """50.00 owed by Carmen, who reads English."""
    customer.language = "en"
    customer.save(update_fields=["language"])
    return factories.an_order(customer)


@pytest.fixture
def payment(order, method, clerk):
    """10.00 of it, in the drawer."""
    return pay(order, method, clerk)


def pay(order, method, by):
    return receive_payment(order.charge, tenders=[TenderFacts(method, 10_00, "USD")], by=by)


def width(pdf):
    assert pdf.status_code == 200
    return float(PdfReader(io.BytesIO(pdf.content)).pages[0].mediabox.width)


# --- what is only looked at -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", WIDTHS)
def test_the_picture_on_the_page_is_a_preview_before_and_after_printing(desk, payment, size):
    """W35: nobody takes it for the original, nor for a copy."""
    page = f"/cash/{payment.pk}/"
    preview, original = (paper(payment, size, copy=copy).layout()[0] for copy in (PREVIEW, 0))

    before = shown_on(desk, page, size)
    press(desk, payment)
    after = shown_on(desk, page, size)

    assert preview.drawing != original.drawing
    assert before["ETag"] == after["ETag"] == quote_etag(sha256(preview.drawing).hexdigest())
    assert before.content == after.content
    assert before.content.startswith(b"\x89PNG")


def shown_on(desk, page, size):
    """The picture of the page."""
    text = desk.get(page, {"paper": size}).content.decode()
    (address,) = re.findall(r'<img class="paper" src="([^"]+)"', text)
    return desk.get(html.unescape(address))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_says_so_in_the_customers_language(payment, language):
    """W35: and neither that it is a copy nor which one."""
    payment.charge.customer.language = language
    payment.charge.customer.save(update_fields=["language"])
    with translation.override(language):
        stamp = squeezed(gettext("Preview").upper())

    made = paper(payment, copy=PREVIEW)

    assert stamp in letters(made)
    assert len(made.data["stamps"]) == 1
    assert stamp not in letters(paper(payment))


def test_a_preview_of_a_reversed_payment_says_both(payment, owner):
    """W34, W35."""
    factories.a_reversal(payment, by=owner)

    said = letters(paper(payment, copy=PREVIEW))

    assert "REVERSED" in said
    assert "PREVIEW" in said


def test_what_is_printed_is_no_preview(desk, payment):
    """W35: neither the original nor its copies."""
    for _each in range(2):
        pdf = press(desk, payment)
        assert "PREVIEW" not in squeezed(PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text())


# --- on which paper -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("query", ["", "58", "80", "a4", "x"])
def test_a_print_keeps_the_paper_that_was_chosen_for_it(desk, payment, size, query):
    """W35: whatever its address asks for, and whatever the shop's printer holds by now."""
    press(desk, payment, paper=size)
    factories.the_company(slip_paper="58" if size != "58" else "a4")

    fetched = desk.get(f"{prints_of(payment)}1.pdf", {"paper": query})

    assert width(fetched) == pytest.approx(WIDTHS[size], abs=0.1)


def test_each_print_keeps_its_own(desk, payment):
    for size in WIDTHS:
        press(desk, payment, paper=size)

    widths = [width(desk.get(f"{prints_of(payment)}{number}.pdf")) for number in (1, 2, 3)]

    assert widths == pytest.approx(list(WIDTHS.values()), abs=0.1)


# --- what a method was called ---------------------------------------------------------------------------------


@pytest.fixture
def renamed(payment, admin):
    """The drawer is a safe by now."""
    method = PaymentMethod.objects.get(name="Drawer")
    return edit_row(method, facts={"name": "Safe"}, version=method.version, by=admin)


def test_the_receipt_calls_it_what_it_was_called(payment, order, clerk, renamed):
    """W35: later prints say the same; a new payment has the new name."""
    later = pay(order, renamed, clerk)

    said, said_later = letters(paper(payment)), letters(paper(later))

    assert ("Drawer" in said, "Safe" in said) == (True, False)
    assert ("Drawer" in said_later, "Safe" in said_later) == (False, True)


@pytest.mark.parametrize("address", ["/cash/{payment}/", "/orders/{order}/"])
def test_the_pages_call_it_what_it_was_called(desk, payment, order, renamed, address):
    """W33: that of the payment, and the sheet of its order."""
    shown = plain(desk.get(address.format(payment=payment.pk, order=order.pk)).content.decode().rpartition("<main")[2])

    assert "Drawer" in shown
    assert "Safe" not in shown


def test_the_list_and_its_file_call_each_what_it_was_called(desk, payment, order, clerk, renamed):
    """W33."""
    later = pay(order, renamed, clerk)

    rows = {line["Receipt"]: line["Payment method"] for line in the_file(desk)}
    table = plain(read(desk))

    assert rows == {str(payment): "Drawer", str(later): "Safe"}
    assert all(name in table for name in rows.values())


def test_the_totals_keep_both_names_apart(desk, payment, order, clerk, renamed, owner):
    """W33: what was counted under a name stays under it, also what is taken back afterwards."""
    pay(order, renamed, clerk)
    pay(order, renamed, clerk)
    factories.a_reversal(payment, by=owner)

    assert by_method(desk) == {
        ("Drawer", "USD"): ("US$ 10.00", "US$ 10.00", "US$ 0.00"),
        ("Safe", "USD"): ("US$ 20.00", "", "US$ 20.00"),
    }


def test_both_names_are_found_under_the_method(desk, payment, order, clerk, renamed):
    """W33: it is one way of paying, whatever it was called."""
    pay(order, renamed, clerk)

    assert [net for *_rest, net in by_method(desk, method=renamed.pk).values()] == ["US$ 10.00", "US$ 10.00"]


def test_a_tender_of_before_is_called_as_the_method_is(payment, order):
    """Rows that were written before names were kept."""
    old = factories.a_payment(order.charge, method=PaymentMethod.objects.get(name="Drawer"))
    assert old.tenders.get().method_name == ""

    assert again(old).tenders.get().name == "Drawer"
    assert "Drawer" in letters(paper(old))
