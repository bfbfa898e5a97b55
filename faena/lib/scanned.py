"""What a scanner typed of a QR code of ours, also where the computer believes that it has another keyboard.

A scanner presses the keys of an American keyboard; on another one they write other signs: `https://…/t/aB-_/` becomes
`httpsÑ--…-t-aB'?-` on a Spanish or Portuguese one, `httpsÇ;;…;t;aB-_;` on a Brazilian one."""

import re
from typing import Final

_TOKEN: Final = 32  # signs, of 192 bits
# The slash and the signs of a token, of each keyboard.
_KEYBOARDS: Final = (("/", "-_"), ("-", "'?"), (";", "-_"), ("&", "'?"))


def token_of(text: str) -> str:
    """The token at the end of an address of the customer's page or of a label; "" for other texts."""
    text = text.strip()
    if text[:4].lower() != "http":
        return ""
    for key, (minus, underscore) in _KEYBOARDS:
        slash, signs = re.escape(key), f"[A-Za-z0-9{re.escape(minus + underscore)}]"
        if found := re.search(f"{slash}[tl]{slash}({signs}{{{_TOKEN}}}){slash}?$", text):
            return found[1].replace(minus, "-").replace(underscore, "_")
    return ""
