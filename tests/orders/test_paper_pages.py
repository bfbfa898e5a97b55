"""W15: the papers on their pages, the sketch beside the intake, and the headers by which one click prints."""

import base64
import re
import time

import pytest

from faena.customers.models import Customer
from faena.orders.models import ServiceOrder
from tests import factories

PICTURE = re.compile(r'<img class="paper" src="data:image/png;base64,([^"]+)" width="(\d+)" height="(\d+)"')


def pictures(answer):
    """Width and height on the screen, and the first bytes, of each page that is shown."""
    found = PICTURE.findall(answer.content.decode())
    return [(int(wide), int(high), base64.b64decode(data)[:8]) for data, wide, high in found]


@pytest.fixture
def order(clerk, customer):
    return factories.an_order(customer, by=clerk)


# --- looking and printing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "wide"), [("58", 219), ("80", 302), ("a4", 793)])
def test_the_slip_is_shown_at_its_true_width(client_of, clerk, order, size, wide):
    """W15: a preview in the page, of each paper; 96 dots of the screen are an inch."""
    answer = client_of(clerk).get(f"/orders/{order.pk}/slip/?paper={size}")

    ((shown, high, begins),) = pictures(answer)
    assert shown == pytest.approx(wide, abs=2)
    assert high > 100
    assert begins == b"\x89PNG\r\n\x1a\n"
    assert f'href="/orders/{order.pk}/slip.pdf?paper={size}" target="_blank" data-print' in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?paper=", "?paper=76", "?paper=%00", "?paper=50x30"])
def test_it_opens_on_the_shops_paper(client_of, clerk, order, query):
    """W15: the printer of the counter is a setting; what is no paper is not asked for."""
    factories.the_company(slip_paper="58")

    ((wide, _high, _begins),) = pictures(client_of(clerk).get(f"/orders/{order.pk}/slip/{query}"))

    assert wide in ({219, 220} if query == "" else {219, 220, 302, 303})


def test_the_pdf_may_stand_in_a_frame_of_ours_and_nothing_else_may(client_of, clerk, order):
    """W15: one click prints it from a hidden frame; pages stay unframed."""
    browser = client_of(clerk)

    pdf, page = browser.get(f"/orders/{order.pk}/slip.pdf"), browser.get(f"/orders/{order.pk}/slip/")

    assert pdf.content.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]
    assert "script-src" not in pdf["Content-Security-Policy"]
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in pdf["Cache-Control"]
    assert pdf["Content-Disposition"] == f'inline; filename="{order}-slip.pdf"'
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_each_label_is_shown(client_of, clerk, order):
    """B11."""
    browser = client_of(clerk)

    assert [wide for wide, *_ in pictures(browser.get(f"/orders/{order.pk}/label/"))] == [pytest.approx(189, abs=1)]
    wider = browser.get(f"/orders/{order.pk}/label/?paper=62x29")
    assert [wide for wide, *_ in pictures(wider)] == [pytest.approx(234, abs=1)]
    assert browser.get(f"/orders/{order.pk}/label.pdf?paper=62x29").content.startswith(b"%PDF-")


def test_only_a_closed_order_has_a_report(client_of, clerk, customer, order):
    """W16."""
    closed = factories.a_closed_order(customer, by=clerk)
    browser = client_of(clerk)

    for ending in ("report/", "report.pdf"):
        assert browser.get(f"/orders/{order.pk}/{ending}").status_code == 404
        assert browser.get(f"/orders/{closed.pk}/{ending}").status_code == 200
    assert "/report/" not in browser.get(f"/orders/{order.pk}/slip/").content.decode()


def test_after_intake_the_sheet_offers_the_slip(client_of, clerk, order):
    """W11, W15: the customer stands there waiting for it."""
    browser, sheet, offer = client_of(clerk), f"/orders/{order.pk}/", "Print its slip for the customer."

    assert offer in browser.get(f"{sheet}?opened").content.decode()
    assert offer not in browser.get(sheet).content.decode()


# --- the sketch beside the intake -----------------------------------------------------------------------------

PREVIEW = "/orders/new/preview/"


def test_the_intake_shows_its_slip_and_keeps_nothing(client_of, clerk, django_assert_max_num_queries):
    """W11: what the customer will take home grows while it is written; no number, no customer, no line of history."""
    browser = client_of(clerk)
    empty = pictures(browser.post(PREVIEW))

    with django_assert_max_num_queries(8):
        answer = browser.post(
            PREVIEW,
            {
                "name": "Ñusta Ávila",
                "device_kind": "Radio",
                "reason": "Muda. " * 30,
                "service_value": "85",
                "advance": "40",
            },
        )

    assert answer.status_code == 200
    ((wide, high, _begins),) = pictures(answer)
    assert wide == pytest.approx(302, abs=2)
    assert high > empty[0][1]
    assert (Customer.objects.count(), ServiceOrder.objects.count()) == (0, 0)


def test_what_is_wrong_in_the_form_is_left_out_of_the_sketch(client_of, clerk):
    """W11: half a form is the usual case."""
    sent = {
        "service_value": "a lot",
        "promised_at": "soon",
        "document_kind": "ve_rif",
        "document": "J-1",
        "device": "x",
    }

    for typed in (sent, {**sent, "customer": "999999999999"}, {"reason": "#panic(1)", "name": "*y*"}):
        assert len(pictures(client_of(clerk).post(PREVIEW, typed))) == 1


def test_the_sketch_is_of_a_customer_whom_the_reader_may_see(client_of, seller, customer, stranger, monkeypatch):
    """W31: another seller's customer is as good as none."""
    seen = []
    monkeypatch.setattr("faena.orders.paper.draft", lambda order, *_, **__: seen.append(order.customer.name) or empty)
    empty = type("Empty", (), {"width": 80, "pictures": lambda self, dots: []})()

    for one in (customer, stranger):
        client_of(seller).post(PREVIEW, {"customer": str(one.pk), "reason": "Muda"})

    assert seen == ["Carmen Customer", ""]


def test_a_sketch_costs_little(client_of, clerk):
    """Well under 300 ms of the processor, since it is made again and again."""
    browser, typed = client_of(clerk), {"name": "Ana", "device_kind": "Radio", "reason": "Muda"}
    browser.post(PREVIEW, typed)

    began = time.process_time()
    for number in range(5):
        browser.post(PREVIEW, {**typed, "reason": f"Muda {number}"})

    assert (time.process_time() - began) / 5 < 0.3
