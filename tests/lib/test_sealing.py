"""What is sealed opens only with the installation's key; what is hashed never."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from faena.lib.sealing import (
    CODE_ALPHABET,
    CODE_LENGTH,
    code_hash,
    code_hashes,
    format_code,
    new_code,
    new_token,
    normalise_code,
    seal,
    token_hash,
    unseal,
)


@given(st.text())
def test_what_is_sealed_is_read_again(text: str) -> None:
    assert unseal(seal(text)) == text


def test_a_sealed_text_shows_nothing_and_repeats_nothing() -> None:
    assert "secret" not in seal("secret")
    assert seal("secret") != seal("secret")


def test_a_text_sealed_for_one_purpose_does_not_open_for_another() -> None:
    assert unseal(seal("secret", purpose="page"), purpose="link") is None


@pytest.mark.parametrize("forged", ["", "x", "á", "\x00", "gAAAAA==", "a" * 10**5])
def test_a_forged_seal_opens_nothing(forged: str) -> None:
    assert unseal(forged) is None


def test_a_sealed_text_that_was_touched_opens_nothing() -> None:
    sealed = seal("secret")

    assert unseal(sealed[:-5] + ("A" if sealed[-5] != "A" else "B") + sealed[-4:]) is None


def test_a_retired_key_still_opens_what_it_sealed(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old key", []
    sealed, hashed = seal("secret"), code_hash("ABCDE23456")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", ["old key"]

    assert unseal(sealed) == "secret"
    assert hashed in code_hashes("abcde-23456")
    assert hashed != code_hash("ABCDE23456")


def test_a_foreign_key_opens_nothing(settings: Settings) -> None:
    sealed = seal("secret")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another installation", []

    assert unseal(sealed) is None


def test_a_token_is_long_and_fits_a_link() -> None:
    token = new_token()

    assert re.fullmatch(r"[\w-]{32}", token, re.ASCII)
    assert token != new_token()
    assert token_hash(token) == token_hash(token) != token_hash(new_token())
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash("\ud800"))


def test_a_code_has_no_lookalikes() -> None:
    code = new_code()

    assert len(code) == CODE_LENGTH
    assert len(set(CODE_ALPHABET)) == 31
    assert not set(CODE_ALPHABET) & set("01OIL")
    assert set(code) <= set(CODE_ALPHABET)


def test_a_code_is_known_however_it_is_typed() -> None:
    code = new_code()

    assert normalise_code(f"  {format_code(code).lower()} ") == code
    assert code_hash(format_code(code)) == code_hash(code) == code_hashes(code)[0]
    assert len(normalise_code("A" * 10**6)) < 100
