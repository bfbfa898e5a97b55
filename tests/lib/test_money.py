"""Money: whole minor units inside, what people write at the edges."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.locales import numbers_of
from faena.lib.money import (
    MAX_AMOUNT,
    OFFERED,
    MoneyError,
    exponent,
    format_input,
    format_money,
    format_quantity,
    format_rate,
    line_total,
    offered_currencies,
    parse_amount,
    parse_quantity,
    parse_rate,
)
from faena.lib.places import COUNTRIES

LANGUAGES = ["en", "es", "pt-br"]
amounts = st.integers(min_value=0, max_value=MAX_AMOUNT)
currencies = st.sampled_from(OFFERED)
languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize(("currency", "decimals"), [("VES", 2), ("PYG", 0), ("CLP", 0), ("COP", 2), ("KWD", 3)])
def test_a_currency_has_its_own_decimals(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


def test_what_is_no_currency_has_no_decimals() -> None:
    with pytest.raises(ValueError, match="is not a currency"):
        exponent("ZZZ")


def test_the_offered_currencies_have_names_in_each_language() -> None:
    assert ("BRL", "BRL – Real brasileiro") in offered_currencies("pt-br")
    assert ("VES", "VES – bolívar venezolano") in offered_currencies("es")
    assert len(offered_currencies("en")) == len(OFFERED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "1.234,50",
        "1,234.50",
        "1234.5",
        "1234,5",
        "1 234,50",
        "1\u00a0234,50",
        "1\u202f234.50",
        "1'234.50",
        " 1234,50 ",
        "Bs. 1.234,50",
        "bs1234,50",
        "1.234,50 Bs",
        "VES 1234.50",
        "\uff11\uff12\uff13\uff14\uff0e\uff15",
        "\u0661\u0662\u0663\u0664.\u0665\u0660",
    ],
)
def test_an_amount_is_read_however_it_is_written(typed: str, language: str) -> None:
    assert parse_amount(typed, "VES", language=language) == 123450


@pytest.mark.parametrize(
    ("typed", "language", "amount"),
    [
        ("1.234", "es", 123400),
        ("1.234", "pt-br", 123400),
        ("1,234", "en", 123400),
        ("12.50", "es", 1250),
        ("12,50", "en", 1250),
        ("1.234.567", "en", 123456700),
        ("1,234,567", "es", 123456700),
        ("0.50", "es", 50),
        (",5", "es", 50),
        ("007", "en", 700),
    ],
)
def test_a_lone_mark_is_decided_by_the_language(typed: str, language: str, amount: int) -> None:
    assert parse_amount(typed, "VES", language=language) == amount


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("1.234", "en"),
        ("1,234", "es"),
        ("0.500", "es"),
        ("1.234,567", "es"),
        ("1 234.567", "en"),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused(typed: str, language: str) -> None:
    with pytest.raises(MoneyError, match="at most 2 decimals"):
        parse_amount(typed, "VES", language=language)


@pytest.mark.parametrize(
    ("country", "language", "typed", "readings"),
    [
        ("VE", "es", "1.500", ("1500", "1,5")),
        ("BR", "pt-br", "1.500", ("1500", "1,5")),
        ("DO", "es", "1,500", ("1500", "1.5")),
        ("CR", "es", "1.500", ("1500", "1,5")),
        ("", "es", "1.500", ("1500", "1,5")),
        ("VE", "en", "1,500", ("1500", "1.5")),
    ],
)
def test_a_quantity_with_two_readings_is_asked_about(country: str, language: str, typed: str, readings: Any) -> None:
    """M8: and each of the two that are offered is taken as it stands."""
    with numbers_of(country):
        with pytest.raises(MoneyError) as refusal:
            parse_quantity(typed, language=language)

        assert all(reading in str(refusal.value) for reading in readings)
        assert [parse_quantity(one, language=language) for one in readings] == [1_500_000, 1_500]


@pytest.mark.parametrize(
    ("country", "typed", "amount"),
    [("VE", "1.500", 1500_00), ("MX", "1,500", 1500_00), ("CR", "1 500,00", 1500_00), ("GT", "12.50", 12_50)],
)
def test_an_amount_is_read_by_the_country(country: str, typed: str, amount: int) -> None:
    """M8: with two decimals a group of three digits is thousands, whoever writes them so."""
    with numbers_of(country):
        assert parse_amount(typed, "USD", language="es") == amount

        with pytest.raises(MoneyError, match="in two ways"):
            parse_amount("1.500" if country in ("MX", "GT") else "1,500", "USD", language="es")


@pytest.mark.parametrize("country", [*["MX", "PE", "DO", "GT", "HN", "NI", "SV", "PA", "PR", "CU", "US"]])
def test_the_point_is_decimal_there(country: str) -> None:
    """M8."""
    with numbers_of(country):
        assert [format_money(123450, "USD", one)[-8:] for one in ("es", "pt-br", "en")] == ["1,234.50"] * 3


@pytest.mark.parametrize("country", [*["VE", "BR", "AR", "CO", "CL", "EC", "BO", "PY", "UY", "ES"]])
def test_the_comma_is_decimal_there(country: str) -> None:
    """M8: for who reads Spanish or Portuguese; English has one way."""
    with numbers_of(country):
        assert [format_money(123450, "USD", one)[-8:] for one in ("es", "pt-br", "en")] == [
            *["1.234,50"] * 2,
            "1,234.50",
        ]


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_every_country_has_marks_that_are_read_back(country: str) -> None:
    with numbers_of(country):
        assert parse_amount(format_money(1234567_89, "USD", "es"), "USD", language="es") == 1234567_89


def test_a_currency_without_decimals_takes_none() -> None:
    assert parse_amount("Gs. 1.234.567", "PYG", language="es") == 1234567

    with pytest.raises(MoneyError, match="no decimals"):
        parse_amount("1234,5", "PYG", language="es")


@pytest.mark.parametrize("typed", ["-5", "\u22125", "\u20135", "(5)", "Bs. -5", "-Bs. 5", "-0"])
def test_a_negative_amount_is_refused(typed: str) -> None:
    with pytest.raises(MoneyError, match=r"negative|read"):
        parse_amount(typed, "VES")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "Bs.",
        "abc",
        "NaN",
        "Infinity",
        "1e9",
        "1e309",
        "0x10",
        "1_000",
        "1,2,3",
        "1.2.3",
        "12,34,56",
        "1.23,456.7",
        "1,00,000.00",
        "1..5",
        "5,",
        "1 2",
        "10\u00b2",
        "\u00bd",
        "+5",
        "5%",
        "1\x005",
        "=1+1",
        "9" * 14,
        "9" * 10**5,
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str, language: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        parse_amount(typed, "VES", language=language)

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("typed", ["US$ 10", "10 USD", "$10", "R$ 10", "€10"])
def test_another_currencys_sign_is_refused(typed: str) -> None:
    with pytest.raises(MoneyError, match="asked in VES"):
        parse_amount(typed, "VES")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (123450, "VES", "es", "Bs.\u00a01.234,50"),
        (123450, "USD", "es", "US$\u00a01.234,50"),
        (123450, "USD", "en", "US$\u00a01,234.50"),
        (123450, "BRL", "pt-br", "R$\u00a01.234,50"),
        (-123450, "BRL", "pt-br", "\u2212R$\u00a01.234,50"),
        (1234567, "PYG", "es", "Gs.\u00a01.234.567"),
        (5, "EUR", "en", "€\u00a00.05"),
        (1234567, "KWD", "en", "KWD\u00a01,234.567"),
    ],
)
def test_money_is_written_in_the_languages_form(amount: int, currency: str, language: str, text: str) -> None:
    assert format_money(amount, currency, language) == text


@given(amounts, currencies, languages)
def test_a_form_reads_back_what_it_showed(amount: int, currency: str, language: str) -> None:
    assert parse_amount(format_input(amount, currency, language), currency, language=language) == amount


@given(amounts, currencies, languages)
def test_a_copied_amount_is_read_back(amount: int, currency: str, language: str) -> None:
    assert parse_amount(format_money(amount, currency, language), currency, language=language) == amount


@given(st.text(alphabet="0123456789.,' -$Bs\u00a0\u2212eE", max_size=12), currencies, languages)
def test_any_text_is_an_amount_or_a_refusal(text: str, currency: str, language: str) -> None:
    try:
        amount = parse_amount(text, currency, language=language)
    except MoneyError:
        return

    assert 0 <= amount <= MAX_AMOUNT


def test_a_line_is_rounded_half_up_once() -> None:
    assert line_total(1500, 333) == 500
    assert line_total(1000, 1234) == 1234
    assert line_total(333, 100) == 33
    assert line_total(-1500, 333) == -500


@given(st.integers(1, 10**17), languages)
def test_a_rate_is_read_back(rate: int, language: str) -> None:
    assert parse_rate(format_rate(rate, language, grouped=False), language=language) == rate


def test_a_rate_is_above_zero() -> None:
    with pytest.raises(MoneyError, match="above zero"):
        parse_rate("0,00", language="es")


@given(st.integers(0, 10**9), languages)
def test_a_quantity_is_read_back(quantity: int, language: str) -> None:
    text = format_quantity(quantity, language, grouped=False)

    assert parse_quantity(text, language=language) == quantity


def test_rates_have_two_decimals_at_least() -> None:
    assert format_rate(3_650_000_000, "es") == "36,50"
    assert format_rate(250_00000000, "en") == "250.00"
    assert format_rate(1_000_12345000, "en") == "1,000.12345"
    assert format_rate(400_000, "pt-br", grouped=False) == "0,004"


def test_quantities_show_no_idle_zeros() -> None:
    assert format_quantity(2000, "pt-br") == "2"
    assert format_quantity(1250, "en") == "1.25"
