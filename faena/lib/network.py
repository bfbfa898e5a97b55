"""Addresses of machines, in any spelling that people copy from a label or a router."""

import re

MAC = re.compile(r"[0-9a-f]{12}", re.I)
BETWEEN = re.compile(r"[\s:.\-]")


def read_mac(text: str) -> str:
    """A MAC address as it is kept: "AC:84:C6:12:34:56" of "ac84.c612.3456"; "" for nothing. Raises ValueError."""
    bare = BETWEEN.sub("", text)
    if not bare:
        return ""
    if not MAC.fullmatch(bare):
        raise ValueError(text)
    return ":".join(bare[place : place + 2] for place in range(0, 12, 2)).upper()
