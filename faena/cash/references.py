"""How the reference of an operation is compared: without spaces, the zeros before it and the case of its letters."""

from django.db import models


class ReferenceKey(models.Func):
    """SQL for what is compared of the reference in an expression. Its constants stand in the text: with bound ones
    SQLite would not walk the index (cash.models.Tender), and both sides of a comparison are made by it."""

    template = "LTRIM(UPPER(REPLACE(%(expressions)s, ' ', '')), '0')"
    output_field = models.CharField()


def compared(reference: str) -> str:
    """The same, of what was typed just now; "" where it names nothing."""
    return reference.upper().replace(" ", "").lstrip("0")
