"""No exported text begins like a formula."""

import pytest

from faena.lib.csvsafe import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+58412", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "\u22125", "'=1"]
)
def test_a_cell_that_begins_like_a_formula_is_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana", "'Ana'", "a=b", "1-2", "¡Hola!"])
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Screen;=cmd|' /C calc'!A0", "Screen;'=cmd|' /C calc'!A0"),
        ("Screen\n=1+1", "Screen\n'=1+1"),
        ("Screen; \t@SUM(A1)", "Screen;' \t@SUM(A1)"),
        ("Screen\n\n\uff1d1", "Screen\n\n'\uff1d1"),
    ],
)
def test_nor_does_a_piece_that_another_separator_makes_a_cell(text: str, safe: str) -> None:
    """Where the comma is the decimal sign, spreadsheets cut at semicolons and see no quotes within a line."""
    assert safe_cell(text) == safe
