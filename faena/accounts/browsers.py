"""What a browser is called in plain words, from its User-Agent: `Firefox, Linux`."""

from typing import Final

LONGEST: Final = 500  # signs that are read; no browser's own text is longer

# The first mark that stands in the text counts: each browser also names those that it wants to be taken for.
_BROWSERS: Final = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung Internet", "Firefox/": "Firefox", "FxiOS/": "Firefox",
    "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
_SYSTEMS: Final = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def browser_name(user_agent: str) -> str:
    """Browser and system, as far as they are known; "" for a text that names neither. It is what the browser says: a
    help for its owner, no proof."""
    text = user_agent[:LONGEST]
    found = [next((name for mark, name in names.items() if mark in text), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))
