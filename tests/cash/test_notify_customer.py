"""W33, W35: from a payment's page a chat with the customer is one press away, with what was received."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import factories


def chat(browser, payment):
    """The number and the text of the chat that its page opens; None where it offers none."""
    page = unescape(browser.get(f"/cash/{payment.pk}/").content.decode())
    links = set(re.findall(r'href="(https://wa\.me/[^"]*)"', page))
    if not links:
        return None
    (link,) = links
    parts = urlsplit(link)
    return parts.path.strip("/"), parse_qs(parts.query)["text"][0].replace("\xa0", " ")


def paid(language, **more):
    customer = factories.a_customer(name="Ñusta & Ávila", language=language)
    charge = factories.a_charge(customer, account="OS-000012", concept="Laptop")
    return factories.a_payment(charge, amount=1_210_00, **more)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Hola Ñusta & Ávila, recibimos US$ 1.210,00 por OS-000012 (Laptop). Recibo R-000001."),
        ("pt-br", "Olá Ñusta & Ávila, recebemos US$ 1.210,00 referente a OS-000012 (Laptop). Recibo R-000001."),
        ("en", "Hello Ñusta & Ávila, we received US$ 1,210.00 for OS-000012 (Laptop). Receipt R-000001."),
    ],
)
@pytest.mark.parametrize("reader", ["es", "en"])
def test_the_text_is_in_the_customers_language(db, client_of, language, said, reader):
    """W35: whatever language the shop's people read; with what is left, where somebody knows it."""
    left = {"es": " Falta por pagar: US$ 40,00.", "pt-br": " Falta pagar: US$ 40,00.", "en": " Left to pay: US$ 40.00."}
    browser = client_of(factories.a_user(language=reader))

    payment = paid(language, left=40_00)
    number, text = chat(browser, payment)

    assert (number, text) == ("584121234567", said + left[language])


def test_while_the_value_is_unknown_it_says_nothing_of_what_is_left(client_of, clerk):
    """Advances."""
    _number, text = chat(client_of(clerk), paid("en", left=None))

    assert text.endswith("Receipt R-000001.")


def test_it_says_that_nothing_is_left(client_of, clerk):
    """W35: zero is said as it is."""
    _number, text = chat(client_of(clerk), paid("en", left=0))

    assert text.endswith("Left to pay: US$ 0.00.")


def test_of_a_reversed_payment_nobody_is_told_that_it_was_received(client_of, clerk):
    """W34."""
    payment = paid("en", left=0)
    factories.a_reversal(payment)

    assert chat(client_of(clerk), payment) is None
