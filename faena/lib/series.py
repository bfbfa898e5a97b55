"""The numbers that a company gives: how one is written, and which one people mean.

ORDERS = Series("OS")
ORDERS.write(48)          "OS-000048"
ORDERS.read("os48")       48; "OS-000048", "os 48", "#48", "nº 48" and "48" mean it too
"""

from dataclasses import dataclass

from faena.lib.text import digits, fold

LONGEST = 15  # digits; more than any series reaches, and within the database's own numbers
DIGITS = 6
CALLED = ("numero", "num", "nro", "no", "nº", "n")  # "Nº 48"; folded, "#" and "." are spaces


@dataclass(frozen=True)
class Series:
    """prefix: the letters before the number, of each kind of thing its own."""

    prefix: str

    def write(self, number: int) -> str:
        return f"{self.prefix}-{number:0{DIGITS}d}"

    @property
    def blank(self) -> str:
        """Where the number will stand, of something that has none yet."""
        return f"{self.prefix}-······"

    def read(self, text: str) -> int | None:
        """The number that somebody typed or a scanner said, whatever stands between letters and digits (a scanner set
        for another keyboard says OS'000048); None for other words, and for 0."""
        number, said = digits(text), "".join(digits(sign) or sign for sign in fold(text) if sign != " ")
        if not 0 < len(number) <= LONGEST or not said.endswith(number):
            return None
        word = said.removesuffix(number)
        return int(number) or None if word in ("", fold(self.prefix), *CALLED) else None

    def named(self, text: str) -> int | None:
        """The number of what is called by its own letters, as OS-48 or A-000014: nothing else can be meant. After one
        letter all digits are asked for (A54 is a telephone)."""
        number, word = self.read(text), "".join(sign for sign in fold(text) if sign.isalpha())
        is_whole = len(self.prefix) > 1 or len(digits(text)) >= DIGITS
        return number if is_whole and word == fold(self.prefix) else None

    def rewrite(self, text: str) -> str:
        """As it is written, what means a number; other words as they are."""
        number = self.read(text)
        return text if number is None else self.write(number)
