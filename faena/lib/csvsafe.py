"""Text in a CSV cell that a spreadsheet will not run as a formula (OWASP, CSV injection)."""

import re

# Full-width forms too: spreadsheets read them as their ASCII twins.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")
# Where the comma is the decimal sign, spreadsheets cut a line at semicolons and see no quotes inside it: what stands
# behind a semicolon or a line break becomes a cell of its own.
_CUT = re.compile(r"(?<=[;\n])(?='*[^\S\n]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula, and before each piece of it that would.
    Numbers are written as numbers instead."""
    return _CUT.sub("'", f"'{text}" if _FORMULA.match(text) else text)
