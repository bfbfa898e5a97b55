"""W35: amounts in words, in three languages, for every currency that a shop may have."""

import pytest

from faena.lib.money import OFFERED
from faena.lib.words import amount_in_words


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        (45_50, "USD", "es", "cuarenta y cinco dólares estadounidenses con 50/100"),
        (1_00, "USD", "es", "un dólar estadounidense con 00/100"),
        (21_05, "VES", "es", "veintiún bolívares venezolanos con 05/100"),
        (31_000_00, "VES", "es", "treinta y un mil bolívares venezolanos con 00/100"),
        (21_001_00, "VES", "es", "veintiún mil un bolívares venezolanos con 00/100"),
        (1_000_000_00, "VES", "es", "un millón de bolívares venezolanos con 00/100"),
        (1_000_001_00, "VES", "es", "un millón un bolívares venezolanos con 00/100"),
        (210_105, "PYG", "es", "doscientos diez mil ciento cinco guaraníes paraguayos"),
        (45_50, "BRL", "pt-br", "quarenta e cinco reais e cinquenta centavos"),
        (1_00, "BRL", "pt-br", "um real"),
        (1_01, "BRL", "pt-br", "um real e um centavo"),
        (99, "BRL", "pt-br", "noventa e nove centavos"),
        (0, "BRL", "pt-br", "zero reais"),
        (2_000_000_00, "BRL", "pt-br", "dois milhões de reais"),
        (45_50, "BRL", "es", "cuarenta y cinco reales brasileños con 50/100"),
        (45_50, "USD", "pt-br", "quarenta e cinco dólares americanos e 50/100"),
        (45_50, "USD", "en", "forty-five US dollars and 50/100"),
        (1_00, "USD", "en", "one US dollar and 00/100"),
    ],
)
def test_as_a_person_writes_it(amount, currency, language, words):
    """W35."""
    assert amount_in_words(amount, currency, language) == words


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
@pytest.mark.parametrize("currency", OFFERED)
def test_every_currency_has_words(currency, language):
    """W35: also the largest amount that there is."""
    for amount in (1, 99, 10**12):
        assert not any(sign.isdigit() for sign in amount_in_words(amount, currency, language).split("/")[0][:-2])
