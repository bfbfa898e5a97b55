"""Text as it is kept, searched and sorted."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.text import clean, digits, fold, initials, sort_key

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART_ON_FIRE = "\u2764\ufe0f\u200d\U0001f525"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
MEDIUM_SKIN_NURSE = "\U0001f469\U0001f3fd\u200d\u2695\ufe0f"
any_text = st.text(st.characters())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   María ", "Ana María"),
        ("A\x00na", "Ana"),
        ("Ana\r\nPérez", "Ana Pérez"),
        ("Ana\tPérez", "Ana Pérez"),
        ("Ana\u00a0Pérez", "Ana Pérez"),
        ("Ana\u2028Pérez", "Ana Pérez"),
        ("Jose\u0301", "José"),
        ("\ufeffAna\u200b\u00ad", "Ana"),
        ("fac\u202egpj.exe", "facgpj.exe"),
        ("\u2066Ana\u2069", "Ana"),
        ("A\ud800na", "Ana"),
        ("A\x85na", "A na"),
        ("\x1b[31mAna\x7f\x9b", "[31mAna"),
        ("Ana\u200d", "Ana"),
        ("A\u200dna", "Ana"),
        ("Ana\ue000\ufffe\U000e0001", "Ana"),
        ("\u3164\u2800", ""),
        ("\U0001fae8 \ufdd0\U0001ffff", "\U0001fae8"),
        ("O'Brien & <b>Söhne</b>", "O'Brien & <b>Söhne</b>"),
        ("李\U00020000", "李\U00020000"),
        ("", ""),
    ],
)
def test_a_line_keeps_only_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("emoji", [FAMILY, HEART_ON_FIRE, SCOTLAND, MEDIUM_SKIN_NURSE, "\U0001f1fb\U0001f1ea"])
def test_emoji_stay_whole(emoji: str) -> None:
    assert clean(f"Casa {emoji}") == f"Casa {emoji}"


def test_joined_scripts_stay_whole() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"

    assert clean(persian) == persian


def test_many_lines_keep_their_breaks_and_indents() -> None:
    typed = "\n\nUno  \r\n\tdos\r\r\r\rtres\n  cuatro   \n\n"

    assert clean(typed, multiline=True) == "Uno\n\tdos\n\ntres\n  cuatro"


@given(any_text, st.booleans())
def test_clean_text_is_clean(text: str, multiline: bool) -> None:
    once = clean(text, multiline=multiline)

    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    once.encode()


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        ("José Ñúñez & Cía.", "jose nunez cia"),
        ("CONCEIÇÃO", "conceicao"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("\uff21\uff22\uff13", "ab3"),
        ("J-12345678-9", "j 12345678 9"),
        ("snake_case", "snake case"),
        ("ﬁn", "fin"),
        ("...", ""),
        ("李", "李"),
        ("נִיר שָׁלוֹם", "ניר שלום"),
        ("مُحَمَّد", "محمد"),
        ("Ἀθηνᾶ Σοφός", "αθηνα σοφοσ"),
        ("Щёлоков", "щелоков"),
        ("नीता हिन्दी", "नीता हिनदी"),  # vowels that are marks stay, the mark that takes one away goes
        ("Łukasz Øystein Đorđe", "lukasz oystein dorde"),
        ("Þór Ægir, Cœur ẞ", "thor aegir coeur ss"),
        ("IĞDIR ığdır ħŧŋðǿ", "igdir igdir htngdo"),
        ("❤️1️⃣", "1"),  # how a sign is drawn is no letter
    ],
)
def test_text_is_folded_for_search(text: str, found_as: str) -> None:
    assert fold(text) == found_as


@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=50))
def test_twins_in_either_normal_form_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_names_sort_without_their_accents() -> None:
    """M18: letters that Unicode does not take apart stand where they are looked for too."""
    names = ["Zulia", "Álvarez", "Łukasz", "ana", "Ñáñez", "Luis", "nuñez"]

    assert sorted(names, key=sort_key) == ["Álvarez", "ana", "Luis", "Łukasz", "Ñáñez", "nuñez", "Zulia"]


def test_digits_of_any_script_become_ascii() -> None:
    assert digits("+58 (412) 555-01-02") == "584125550102"
    assert digits("\u0661\u0662\uff13\u00b2") == "123"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana María Pérez", "AP"),
        ("Ana", "A"),
        ("ñandú élite", "ÑÉ"),
        ("  ", "?"),
        ("--", "?"),
        ("e\u0301va", "É"),
        ("3M Brasil", "3B"),
    ],
)
def test_initials_are_first_and_last(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize("marks", ["\u0345\u0301", "\u0f73", "\u0315\u200b\u0300", "\uff9e\u0301"])
def test_a_lot_of_accents_costs_no_more_than_other_text(marks):
    """Putting them in order took minutes."""
    begun = time.process_time()

    kept = clean("a" + marks * 50_000 + "b")

    assert time.process_time() - begun < 2
    assert len(kept) < 100
    assert kept[-1] == "b"
    fold(kept)


def test_the_accents_of_a_language_stay():
    """Vietnamese, Tibetan, pointed Hebrew, and a letter with as many as Unicode asks for."""
    for word in ("tiếng Việt", "བསྒྲུབས", "בְּרֵאשִׁ֖ית", "Z" + "\u0301" * 30):
        assert clean(word) == unicodedata.normalize("NFC", word)
