"""What a part of an address may be, beside Django's own kinds."""

import re
import unicodedata
from typing import Final

from django.urls.converters import StringConverter

# Whoever sends a link on puts it into a sentence or brackets, and programs make the next sign a part of it. A token
# begins and ends with a letter, a digit, - or _ (lib/sealing.py).
_BESIDE: Final = re.compile(r"^[^A-Za-z0-9_-]+|[^A-Za-z0-9_-]+$")


class TokenConverter(StringConverter):
    """The token of a link, without what came to stand beside it: `/t/abc./`, `/t/abc/)` and a sign that nobody sees
    lead where `/t/abc/` leads."""

    regex = r"[^/]+(?:/[^A-Za-z0-9/]+)?"

    def to_python(self, value: str) -> str:
        token, _slash, _beside = value.partition("/")
        return _BESIDE.sub("", "".join(sign for sign in token if unicodedata.category(sign) != "Cf"))
