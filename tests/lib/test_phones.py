"""Phone numbers are kept in one form and refused only when nobody could call them."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from faena.lib.phones import PhoneError, format_phone, normalise_phone, phone_link, whatsapp_link
from faena.lib.places import COUNTRIES

OF_MANY_LENGTHS = re.findall("..", "ATAXBGBYCNCOCUDEEEFIHUITKEKRKZLALUNFNZPYRSRUSESOTMVA")


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("0412-555.01.02", "VE", "+584125550102"),
        ("412 5550102", "VE", "+584125550102"),
        ("+58 (412) 555-0102", "BR", "+584125550102"),
        ("0058 412 5550102", "VE", "+584125550102"),
        ("(11) 96123-4567", "BR", "+5511961234567"),
        ("0 15 11 96123-4567", "BR", "+5511961234567"),
        ("\u200e+58 412 5550102\u202c", "VE", "+584125550102"),
        ("\uff10\uff14\uff11\uff12 5550102", "VE", "+584125550102"),
        ("0499-5550102", "VE", "+584995550102"),
        ("tel: 0212-5550102", "VE", "+582125550102"),
        ("+58 (0)412 5550102", "BR", "+584125550102"),
        ("00 55 11 98765-4321", "BR", "+5511987654321"),
        ("(0055) 11 98765-4321", "VE", "+5511987654321"),
        ("0055 011 98765-4321", "BR", "+5511987654321"),
        ("0058 499 5550102", "BR", "+584995550102"),
        ("00 11 98765-4321", "BR", "+5511987654321"),
        ("0800 123 4567", "BR", "+558001234567"),
        ("+52 1 55 1234 5678", "US", "+525512345678"),
        ("52 1 55 1234 5678", "MX", "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("011 15 2345-6789", "AR", "+5491123456789"),
        ("0351 15 234-5678", "AR", "+5493512345678"),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, country: str, kept: str) -> None:
    assert normalise_phone(typed, country) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "not a phone number"),
        ("abc", "not a phone number"),
        ("12", "short"),
        ("555-0102", "area code"),
        ("0412-5550102 0414-5550103", "too long"),
        ("0212-5550102 ext. 12", "extension"),
        ("+999 123456", "No phone number"),
        ("9" * 10**6, "too long"),
        ("+58", "too short"),
    ],
)
def test_a_hopeless_number_is_refused_with_a_sentence(typed: str, why: str) -> None:
    with pytest.raises(PhoneError, match=why) as refusal:
        normalise_phone(typed, "VE")

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("typed", "country", "why"),
    [
        ("0412-555010", "VE", "one digit is missing"),
        ("0212-555010", "VE", "one digit is missing"),
        ("+58 412 55501", "BR", "2 digits are missing"),
        ("98765-4321", "BR", "area code"),
        ("8765-4321", "BR", "area code"),
        ("(11) 98765-432", "BR", "one digit is missing"),
        ("(11) 8765-4321", "BR", "a 9 before"),
        ("0055 11 98765-432", "BR", "one digit is missing"),
        ("1 809 555 010", "DO", "one digit is missing"),
        ("15 2345-6789", "AR", "area code"),
        ("98765432", "PE", "one digit is missing"),
        ("5555 123", "GT", "one digit is missing"),
        ("30012345", "CO", "2 digits are missing"),
        ("999990104", "BR", "area code"),
        ("35550104", "BR", "area code"),
        ("+55 35550104", "BR", "area code"),
        ("1 2345678", "CO", "area code"),
        ("555 1234", "CO", "area code"),
        ("456 7890", "PY", "area code"),
        ("234 5678", "PY", "area code"),
        ("123 4567", "CU", "area code"),
        ("8 912 345 67 8", "RU", "one digit is missing"),
        ("0412-555O102", "VE", "a letter in the phone number, O"),
        ("O412-5550102", "VE", "a letter in the phone number, O"),
        ("0412 555 0l02", "VE", "a letter in the phone number, l"),
        ("+58 412 555 OIO2", "BR", "a letter in the phone number, O"),
    ],
)
def test_a_slip_is_refused_with_what_is_missing(typed: str, country: str, why: str) -> None:
    """M19: a digit, the area code, a letter for a digit; the example is of the country that was called."""
    with pytest.raises(PhoneError, match=why):
        normalise_phone(typed, country)


@pytest.mark.parametrize("kind", [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_every_country_has_its_numbers_in_each_spelling_and_refuses_shorter_ones(country: str, kind: int) -> None:
    """M19: from home, from abroad and with 00, of each country that is offered. Some have numbers of many lengths."""
    if not (number := phonenumbers.example_number_for_type(country, kind)):
        return
    kept, abroad, at_home = (phonenumbers.format_number(number, form) for form in (0, 1, 2))

    for typed in (kept, abroad, at_home, abroad.replace("+", "00"), f"({abroad.replace('+', '00')})"):
        assert normalise_phone(typed, country) == kept
    if country not in OF_MANY_LENGTHS:
        with pytest.raises(PhoneError):
            normalise_phone(at_home[:-1], country)


def test_the_refusal_shows_a_number_of_the_country() -> None:
    with pytest.raises(PhoneError, match=r"\(11\) 96123-4567"):
        normalise_phone("+55 98765-4321", "VE")
    with pytest.raises(PhoneError, match=r"\(11\) 96123-4567"):
        normalise_phone("x", "BR")
    with pytest.raises(PhoneError, match=r"\+58 412"):
        normalise_phone("x", "")


def test_a_number_is_shown_as_its_country_writes_it() -> None:
    assert format_phone("+584125550102", "VE") == "0412-5550102"
    assert format_phone("+584125550102", "BR") == "+58 412-5550102"
    assert format_phone("+5511961234567", "BR") == "(11) 96123-4567"
    assert format_phone("ask Ana", "VE") == "ask Ana"
    assert format_phone("", "VE") == ""


def test_a_number_is_one_tap_away() -> None:
    assert phone_link("+584125550102") == "tel:+584125550102"
    assert whatsapp_link("+584125550102") == "https://wa.me/584125550102"
    assert whatsapp_link("+584125550102", "¿Está lista? #1 & más") == (
        "https://wa.me/584125550102?text=%C2%BFEst%C3%A1%20lista%3F%20%231%20%26%20m%C3%A1s"
    )


@pytest.mark.parametrize(
    ("e164", "called"),
    [
        ("+541123456789", "5491123456789"),
        ("+5491123456789", "5491123456789"),
        ("+525512345678", "525512345678"),
    ],
)
def test_whatsapp_is_called_as_it_knows_the_number(e164: str, called: str) -> None:
    """M19: a mobile of Argentina has a 9 there, one of Mexico no 1."""
    assert whatsapp_link(e164) == f"https://wa.me/{called}"


@given(
    st.text(alphabet="0123456789+-() ./extX", max_size=20),
    st.sampled_from(["VE", "BR", "US", "MX", "AR", "RU", "IT", "HU", ""]),
)
def test_any_text_is_a_number_or_a_refusal(text: str, country: str) -> None:
    try:
        kept = normalise_phone(text, country)
    except PhoneError:
        return

    assert normalise_phone(kept, country) == kept
    assert normalise_phone(format_phone(kept, "JP"), country) == kept
