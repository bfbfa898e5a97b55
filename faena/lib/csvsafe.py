"""Text in a CSV cell that a spreadsheet will not run as a formula (OWASP, CSV injection)."""

import re

# Full-width forms too: spreadsheets read them as their ASCII twins.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula. Numbers are written as numbers instead."""
    return f"'{text}" if _FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    """The text that `safe_cell` wrote."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
