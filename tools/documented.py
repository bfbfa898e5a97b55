"""The commands and files that docs/operations.md shows, so that tests and tools use them as they are written there."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
DOMAIN = "taller.example.com"  # in the page's examples
_PARTS = re.compile(r"^#{1,3} (?P<title>[^\n]+)$|^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
_FILE = re.compile(r"`(/[^`\n]+)`[^`]*:\n*\Z")
COMMANDS, ANSWER = "sh", "text"


@dataclass(frozen=True)
class Block:
    """A block between fences. `section`: the nearest title above it; `language`: "" where none is named; `file`: the
    path that the text before it names, where the block is its content."""

    section: str
    language: str
    text: str
    file: str


def blocks(page: Path = OPERATIONS) -> list[Block]:
    """In the order of the page. Blocks that are indented, in a list, are none."""
    found, section, whole, last = [], "", page.read_text(encoding="utf-8"), 0
    for part in _PARTS.finditer(whole):
        if part["title"]:
            section = part["title"]
        else:
            named = _FILE.search(whole[last : part.start()]) if part["language"] not in (COMMANDS, ANSWER) else None
            found.append(Block(section, part["language"], part["text"], named[1] if named else ""))
        last = part.end()
    return found


def block(section: str, language: str) -> str:
    """The text of the one block of that language in the section."""
    (found,) = [each.text for each in blocks() if (each.section, each.language) == (section, language)]
    return found
