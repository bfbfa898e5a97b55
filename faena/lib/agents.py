"""A browser's name for itself, shortened to what people recognise: "Chrome 131, Android". It says no more about its
owner than that."""

import re
from typing import Final

from faena.lib.text import clean

LONGEST: Final = 60
# The first that is found: each of these also calls itself what stands after it.
_BROWSERS: Final = {
    "Edge": r"Edg(?:e|A|iOS)?/(\d+)",
    "Opera": r"OPR/(\d+)",
    "Samsung Internet": r"SamsungBrowser/(\d+)",
    "Firefox": r"(?:Firefox|FxiOS)/(\d+)",
    "Chrome": r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)",
    "Safari": r"Version/(\d+).*Safari/",
}
_SYSTEMS: Final = {
    "Android": "Android",
    "iOS": "iPhone|iPad|iPod",
    "Windows": "Windows",
    "macOS": "Macintosh|Mac OS X",
    "ChromeOS": "CrOS",
    "Linux": "Linux|X11",
}


def short_agent(text: str) -> str:
    """Browser with its main version, and system; of a program that is no browser its first word; "" for none."""
    text = text[:500]
    system = next((name for name, signs in _SYSTEMS.items() if re.search(signs, text)), "")
    for name, signs in _BROWSERS.items():
        if found := re.search(signs, text):
            return ", ".join(filter(None, (f"{name} {found[1][:5]}", system)))
    return clean(text).partition(" ")[0][:LONGEST]
