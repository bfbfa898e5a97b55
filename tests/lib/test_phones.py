"""Phone numbers are kept in one form and refused only when nobody could call them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.phones import PhoneError, format_phone, normalise_phone, phone_link, whatsapp_link


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


def test_the_refusal_shows_a_number_of_the_country() -> None:
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


@given(st.text(alphabet="0123456789+-() ./extX", max_size=20), st.sampled_from(["VE", "BR", "US", ""]))
def test_any_text_is_a_number_or_a_refusal(text: str, country: str) -> None:
    try:
        kept = normalise_phone(text, country)
    except PhoneError:
        return

    assert normalise_phone(kept, country) == kept
    assert normalise_phone(format_phone(kept, "JP"), country) == kept
