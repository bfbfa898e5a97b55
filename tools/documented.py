"""The commands and files that docs/operations.md shows, so that tests and tools use them as they are written there."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
DOMAIN = "taller.example.com"  # in the page's examples
_PARTS = re.compile(r"^(?P<level>#{1,3}) (?P<title>[^\n]+)$|^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A block between fences. `section`: the nearest title above it; `language`: "" where none is named."""

    section: str
    language: str
    text: str


def blocks(page: Path = OPERATIONS) -> list[Block]:
    """In the order of the page. Blocks that are indented, in a list, are none."""
    found, section = [], ""
    for part in _PARTS.finditer(page.read_text(encoding="utf-8")):
        if part["title"]:
            section = part["title"]
        else:
            found.append(Block(section, part["language"], part["text"]))
    return found


def block(section: str, language: str) -> str:
    """The text of the one block of that language in the section."""
    (found,) = [each.text for each in blocks() if (each.section, each.language) == (section, language)]
    return found
