"""How a ticket's protocol is written, and read from what people type."""

from faena.lib.text import digits, fold

LONGEST = 15  # digits; more than any series reaches and within the database's own numbers


def written(number: int) -> str:
    """`A-000014`."""
    return f"A-{number:06d}"


def number_in(text: str) -> int | None:
    """The number that "A-000014", "a14" or "14" means; None for other words."""
    number, words = digits(text), fold(text).replace(" ", "")
    return int(number) if words.removeprefix("a") == number and 0 < len(number) <= LONGEST else None


def rewritten(term: str) -> str:
    """A term of the search as it stands on the ticket: "a000014" and "14" are `A-000014`."""
    number = number_in(term)
    return term if number is None else written(number)
