"""W35: the receipt of a payment, as PDF at its true widths, in the customer's language; the first print is the
original, every other one says that it is a copy."""

import io
from datetime import timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment, ReceiptPrint
from faena.cash.paper import receipt
from faena.company.models import Company
from faena.journal.context import KEY_FIELD, new_key
from faena.lib.dates import exact_moment, format_day
from faena.lib.typeset import Paper
from tests import factories
from tests.canaries import ON_PAPER, canary, leaked, planted
from tests.fingerprint import fingerprint
from tests.orders.test_paper import LANGUAGES, LONG_WORD, WIDTHS, ink, letters, read, text, white_edges
from tests.steps import set_amount


@pytest.fixture(autouse=True)
def _the_shops_clock(db):
    """The day of a rate is the company's, here as on its papers."""
    with timezone.override(ZoneInfo("America/Caracas")):
        yield


def again(payment):
    """As a page would fetch it."""
    rows = Payment.objects.select_related("charge__customer", "cashier", "reversal")
    return rows.prefetch_related("tenders__method").get(pk=payment.pk)


def paper(payment, size="80", *, copy=0) -> Paper:
    return receipt(again(payment), Company.the(), size, copy=copy)


def paid(language="en", *, value=50_00, by, **customer):
    """30.00 USD received in two ways: in the drawer, and by phone in bolívars that do not quite come to 10.00."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate()
    facts = {"name": "Ñusta Ávila Gonçalves", "document": "rif J-12345678-4", "language": language} | customer
    order = factories.an_order(factories.a_customer(**facts), value=value)
    given = [
        TenderFacts(factories.a_method("Gaveta"), 20_00, "USD"),
        TenderFacts(factories.a_method("Pago móvil 2"), 2455_10, "VES", rate=rate, reference="0102-7788"),
    ]
    return receive_payment(order.charge, tenders=given, by=by)


def squeezed(words):
    """Without the spaces, in which lines break."""
    return "".join(words.split())


# --- what it says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", WIDTHS)
def test_it_is_as_wide_as_its_paper_and_one_page(clerk, size):
    """W35: 58 mm, 80 mm and A4 from one source."""
    pages = read(paper(paid(by=clerk), size)).pages

    assert len(pages) == 1
    assert float(pages[0].mediabox.width) == pytest.approx(WIDTHS[size], abs=0.1)


def test_without_being_asked_it_has_the_shops_paper(clerk):
    """W15: the setting of the company."""
    factories.the_company(slip_paper="58")

    assert receipt(again(paid(by=clerk)), Company.the()).width == 58


SAID = {
    "es": ("Bs. 2.455,10", "US$ 1 = Bs. 245,50", "−US$ 0,0004", "US$ 30,00", "US$ 20,00 = Bs. 4.910,00"),
    "pt-br": ("Bs. 2.455,10", "US$ 1 = Bs. 245,50", "−US$ 0,0004", "US$ 30,00", "US$ 20,00 = Bs. 4.910,00"),
    "en": ("Bs. 2,455.10", "US$ 1 = Bs. 245.50", "−US$ 0.0004", "US$ 30.00", "US$ 20.00 = Bs. 4,910.00"),
}
WORDS = {
    "es": "treinta dólares estadounidenses con 00/100",
    "pt-br": "trinta dólares americanos e 00/100",
    "en": "thirty US dollars and 00/100",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", WIDTHS)
def test_it_says_what_was_received(clerk, language, size):
    """W35: from whom, for what, how, by which rate of which day, in words, and what is left to pay."""
    factories.the_company(name="Oficina São Jorge", phone="+55 11 5555-0100")
    payment = paid(language, by=clerk)

    said = letters(paper(payment, size))

    with translation.override(language):
        expected = [
            gettext("Receipt"), "R-000001", exact_moment(payment.at, language), "Oficina São Jorge",
            "Ñusta Ávila Gonçalves", "J-12345678-4", "OS-000001", "Repair", "Clara Clerk",
            "Gaveta", "Pago móvil 2", gettext("Reference: %(reference)s") % {"reference": "0102-7788"},
            format_day(timezone.localdate(), language), gettext("Left to pay"), *SAID[language], WORDS[language],
        ]  # fmt: skip
    assert [words for words in expected if squeezed(words) not in said] == []
    assert said.count("R-000001") == (2 if size == "a4" else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_of_which_language_it_is(clerk, language):
    """For whoever has it read aloud."""
    assert read(paper(paid(language, by=clerk))).root_object["/Lang"] == language.split("-")[0]


def test_in_one_currency_it_tells_no_rate(customer):
    """The second currency is optional."""
    customer.language = "en"
    customer.save(update_fields=["language"])
    payment = factories.a_payment(factories.an_order(customer).charge, left=40_00)

    said = text(paper(payment)).replace("\xa0", " ")

    assert "US$ 10.00" in said
    assert "Left to pay US$ 40.00" in said
    assert [word for word in ("Bs.", "1 =", "Rounding", "Equal to") if word in said] == []


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize(("currencies", "is_told"), [("USD VES", True), ("VES", False), ("VES VES", False)])
def test_what_it_all_is_in_the_other_currency_is_told_where_it_came_in_both(clerk, size, currencies, is_told):
    """W35: in one currency alone it stands beside its way of paying already."""
    factories.the_company(second_currency="VES")
    rate, order = factories.a_rate(), factories.an_order(factories.a_customer(language="en"))
    given = {
        "USD": TenderFacts(factories.a_method(), 20_00, "USD"),
        "VES": TenderFacts(factories.a_method(), 2455_00, "VES", rate=rate),
    }
    payment = receive_payment(order.charge, tenders=[given[code] for code in currencies.split()], by=clerk)

    said = letters(paper(payment, size))

    assert ("Equalto" in said) is is_told
    assert ("EqualtoBs.7,365.00ReceivedUS$30.00" in said) is is_told


def test_it_says_for_what(customer, clerk):
    """W35: in the customer's words."""
    customer.language = "en"
    customer.save(update_fields=["language"])
    charge = factories.a_charge(customer, concept="Repair of a phone")

    assert "For Repair of a phone" in text(paper(factories.a_payment(charge, cashier=clerk)))


def test_the_last_payment_leaves_nothing(clerk):
    """W35: zero is said as it is, without the other currency."""
    assert "Left to pay US$ 0.00 " in text(paper(paid(value=30_00, by=clerk))).replace("\xa0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_value_is_unknown_nobody_says_what_is_left(clerk, language):
    """Advances: "to be diagnosed", also after the value was set."""
    payment = paid(language, value=None, by=clerk)
    with translation.override(language):
        unknown = f"{gettext('Left to pay')} {gettext('to be diagnosed')}"

    before = letters(paper(payment))
    set_amount(payment.charge, amount=99_00, by=clerk)

    assert squeezed(unknown) in before
    assert squeezed(unknown) in letters(paper(payment))


def test_a_later_payment_changes_nothing_on_an_earlier_receipt(clerk):
    """W35: whenever it is printed, it says what was left then."""
    payment, method = paid(by=clerk), factories.a_method()
    before = text(paper(payment))

    later = receive_payment(payment.charge, tenders=[TenderFacts(method, 15_00, "USD")], by=clerk)
    factories.a_reversal(later)
    receive_payment(payment.charge, tenders=[TenderFacts(method, 5_00, "USD")], by=clerk)

    assert text(paper(payment)) == before
    assert "US$ 5.00" in text(paper(later)).replace("\xa0", " ")


@pytest.mark.parametrize(("company", "customer"), [("es", "en"), ("en", "es"), ("pt-br", "es"), ("es", "pt-br")])
@pytest.mark.parametrize("size", WIDTHS)
def test_that_it_is_no_fiscal_document_is_said_in_the_companys_language(clerk, company, customer, size):
    """W35: whoever inspects the shop reads it; everything else is for the customer."""
    factories.the_company(language=company)
    notices, titles = {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            notices[language] = squeezed(gettext("This is not a fiscal document."))
            titles[language] = squeezed(gettext("Left to pay"))

    said = letters(paper(paid(customer, by=clerk), size))

    assert notices[company] in said
    assert titles[customer] in said
    assert [language for language in LANGUAGES if language != company and notices[language] in said] == []
    assert titles[company] not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", WIDTHS)
def test_a_reversed_payment_is_stamped(clerk, language, size):
    """W34: whoever finds the paper sees that it was undone; copy or not."""
    payment = paid(language, by=clerk)
    with translation.override(language):
        stamp = squeezed(pgettext("payment", "Reversed").upper())
    before = letters(paper(payment, size))

    factories.a_reversal(payment)

    assert stamp not in before
    assert letters(paper(payment, size)).count(stamp) == (2 if size == "a4" else 1)
    assert stamp in letters(paper(payment, size, copy=3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_says_so_in_the_customers_language(clerk, language):
    """W35: and which one it is, from the second on."""
    payment = paid(language, by=clerk)
    with translation.override(language):
        first, third = pgettext("paper", "Copy").upper(), (gettext("Copy %(number)s") % {"number": 3}).upper()

    assert squeezed(first) not in letters(paper(payment))
    assert squeezed(first) in letters(paper(payment, copy=1))
    assert squeezed(third) in letters(paper(payment, copy=3))


# --- what never stands on it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_nothing_internal(language, clerk):
    """W19, W35: neither the note of the payment, nor internal statuses, nor the unlock code."""
    payment = planted(language=language).charge.payments.get()
    made = [paper(payment, size, copy=copy) for size in WIDTHS for copy in (0, 1)]

    assert [leaked(text(one) + str(one.data), allowed=ON_PAPER) for one in made] == [set()] * len(made)
    assert canary("reference") in letters(made[0])


@pytest.mark.parametrize("size", WIDTHS)
def test_what_people_typed_is_never_markup(clerk, size):
    """W35: names and references are text to the last sign."""
    odd = "#panic(1) $x$ *y* _z_ @a <b> \\ [c]"
    customer = factories.a_customer(name=odd, language="en", document=f"other {odd}"[:40])
    charge = factories.a_charge(customer, concept=odd)
    tender = TenderFacts(factories.a_method(odd), 10_00, "USD", reference=odd)
    payment = receive_payment(charge, tenders=[tender], by=factories.a_user(name=odd))

    said = letters(paper(payment, size))

    assert said.count(squeezed(odd)) >= (10 if size == "a4" else 5)


@pytest.mark.parametrize("size", WIDTHS)
def test_nothing_is_cut_however_long_it_is(clerk, size):
    """W35: four ways of paying, the longest names and amounts: all of it within the margins and on one page."""
    factories.the_company(second_currency="VES", name="W" * 120)
    rate = factories.a_rate(999999999_99999999)
    customer = factories.a_customer(name=LONG_WORD, language="es")
    charge = factories.a_charge(customer, concept="W" * 120, amount=9_999_999_999_99)
    given = [
        TenderFacts(factories.a_method(f"{place}{'W' * 59}"), amount, currency, rate=used, reference="9" * 60)
        for place, (amount, currency, used) in enumerate(
            [(1_111_111_111_11, "USD", None), (999_999_999_999, "VES", rate)] * 2
        )
    ]
    payment = receive_payment(charge, tenders=given, by=factories.a_user(name="Ñ" * 80))

    made = paper(payment, size)

    said = letters(made)
    for expected in (LONG_WORD, "W" * 120, "Ñ" * 80, "9" * 60, "US$2.222.222.242,22"):
        assert expected in said
    assert len(read(made).pages) == 1
    assert all(white_edges(picture, 10) for picture in made.pictures(dots=72)), "Something runs into the margin."


def test_stamps_leave_ink(clerk):
    """W34, W35: they are printed and not only in the text."""
    payment = paid(by=clerk)

    assert ink(paper(payment)) < ink(paper(payment, copy=1))


# --- printing -------------------------------------------------------------------------------------------------


@pytest.fixture
def payment(customer, clerk):
    """Ten dollars of Carmen, who reads English."""
    customer.language = "en"
    customer.save(update_fields=["language"])
    return factories.a_payment(factories.an_order(customer).charge, cashier=clerk)


def prints_of(payment):
    return f"/cash/{payment.pk}/prints/"


def press(browser, payment, **sent):
    """One press of the button, and the PDF that comes of it."""
    answer = browser.post(prints_of(payment), sent)
    assert answer.status_code == 303
    return browser.get(answer["Location"])


def words(pdf):
    """What it says, without spaces: a stamp has its letters apart."""
    assert pdf.status_code == 200
    return squeezed(PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text())


def test_the_first_print_is_the_original_and_the_others_are_copies(client_of, clerk, payment):
    """W35."""
    browser = client_of(clerk)

    first, second, third = (words(press(browser, payment)) for _ in range(3))

    assert "R-000001" in first
    assert "COPY" not in first
    assert "COPY" in second
    assert "COPY2" not in second
    assert "COPY2" in third
    assert list(ReceiptPrint.objects.values_list("number", "by")) == [(1, clerk.pk), (2, clerk.pk), (3, clerk.pk)]


def test_a_press_twice_is_one_print(client_of, clerk, payment):
    """One effect for each press of a button."""
    browser, sent = client_of(clerk), {KEY_FIELD: new_key(), "paper": "80"}

    first, second = press(browser, payment, **sent), press(browser, payment, **sent)

    assert ReceiptPrint.objects.count() == 1
    assert "COPY" not in words(first) + words(second)


def test_what_somebody_else_fetches_is_a_copy(client_of, clerk, technician, payment):
    """W35: there is one original, and it came out where it was printed."""
    press(client_of(clerk), payment)

    assert "COPY" in words(client_of(technician).get(f"{prints_of(payment)}1.pdf"))
    assert "COPY" not in words(client_of(clerk).get(f"{prints_of(payment)}1.pdf"))


@pytest.mark.parametrize(("minutes", "is_copy"), [(9, False), (11, True)])
def test_the_original_is_one_only_as_long_as_it_is_being_printed(client_of, clerk, payment, minutes, is_copy):
    """W35: a browser fetches what it prints more than once; next week it is a copy."""
    browser = client_of(clerk)
    press(browser, payment)

    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=minutes)):
        fetched = browser.get(f"{prints_of(payment)}1.pdf")

    assert ("COPY" in words(fetched)) is is_copy


def test_a_payment_reversed_before_its_first_print_is_stamped(client_of, clerk, payment):
    """W34."""
    factories.a_reversal(payment)

    said = words(press(client_of(clerk), payment))

    assert "REVERSED" in said
    assert "COPY" not in said


@pytest.mark.parametrize(("query", "size"), [("58", "58"), ("a4", "a4"), ("", "80"), ("76", "80"), ("\x00", "80")])
def test_it_comes_on_the_paper_that_was_asked_for(client_of, clerk, payment, query, size):
    """W35: else on the shop's own."""
    pdf = press(client_of(clerk), payment, paper=query)

    page = PdfReader(io.BytesIO(pdf.content)).pages[0]
    assert float(page.mediabox.width) == pytest.approx(WIDTHS[size], abs=0.1)


def test_the_pdf_may_stand_in_a_frame_of_ours(client_of, clerk, payment):
    """W35: one click prints it from a hidden frame."""
    pdf = press(client_of(clerk), payment)

    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == 'inline; filename="R-000001.pdf"'
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]
    assert "no-store" in pdf["Cache-Control"]


def test_a_print_that_was_never_made_is_not_there(client_of, clerk, payment):
    """W35: nobody gets an original by its address."""
    browser, other = client_of(clerk), factories.a_payment(payment.charge)
    press(browser, other)

    assert browser.get(f"{prints_of(payment)}1.pdf").status_code == 404
    assert browser.get(f"{prints_of(other)}2.pdf").status_code == 404
    assert browser.get(prints_of(payment)).status_code == 405


def test_looking_writes_nothing(client_of, clerk, payment):
    """W35: a preview is no print; nor is a PDF that is fetched again."""
    browser = client_of(clerk)
    press(browser, payment)
    before = fingerprint()

    for size in ("", "?paper=58", "?paper=a4", "?paper=x"):
        assert browser.get(f"/cash/{payment.pk}/{size}").status_code == 200
        assert browser.get(f"{prints_of(payment)}1.pdf{size}").status_code == 200

    assert fingerprint() == before


def test_the_page_shows_the_receipt_and_who_printed_it(client_of, clerk, payment):
    """W35: once there is an original, the button says that a copy comes."""
    browser, page = client_of(clerk), f"/cash/{payment.pk}/"
    before = browser.get(page).content.decode()

    press(browser, payment)

    after = browser.get(page).content.decode()
    assert f'src="{page}receipt.png?paper=80&amp;page=1"' in before
    assert (">Print the receipt<" in before, ">Print a copy<" in before) == (True, False)
    assert (">Print the receipt<" in after, ">Print a copy<" in after) == (False, True)
    assert 'Original <span class="soft">Clara Clerk</span>' in after


def test_a_seller_prints_what_his_own_customers_paid(client_of, seller, payment, stranger):
    """W31: another's receipt is not there."""
    foreign = factories.a_payment(factories.an_order(stranger).charge)

    assert "COPY" not in words(press(client_of(seller), payment))
    assert client_of(seller).post(prints_of(foreign)).status_code == 404
    assert ReceiptPrint.objects.count() == 1
