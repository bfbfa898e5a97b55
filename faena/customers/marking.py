"""Search highlighting: where the search words stand in a text as people write it."""

from functools import lru_cache

from faena.lib.text import fold


def cut(shown: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    """The text cut where folded words stand in it; signs between the letters of a word belong to it."""
    marked = [False] * len(shown)
    spaced = _spread(shown, " ")
    for word in words:
        if not _mark(marked, *spaced, word):
            _mark(marked, *_spread(shown, ""), word)
    parts: list[tuple[str, bool]] = []
    for sign, is_marked in zip(shown, marked, strict=True):
        if parts and parts[-1][1] is is_marked:
            parts[-1] = (parts[-1][0] + sign, is_marked)
        else:
            parts.append((sign, is_marked))
    return tuple(parts)


def _spread(shown: str, between: str) -> tuple[str, list[int]]:
    """The text folded sign by sign, and where each folded sign stood; punctuation becomes `between`."""
    folded, places = "", []
    for place, sign in enumerate(shown):
        bare = _folded(sign) or between
        folded += bare
        places += [place] * len(bare)
    return folded, places


@lru_cache(maxsize=2048)
def _folded(sign: str) -> str:
    return fold(sign)


def _mark(marked: list[bool], folded: str, places: list[int], word: str) -> bool:
    at = folded.find(word)
    found = at >= 0
    while at >= 0:
        for place in range(places[at], places[at + len(word) - 1] + 1):
            marked[place] = True
        at = folded.find(word, at + len(word))
    return found
