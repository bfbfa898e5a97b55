"""Text as it is kept, searched and sorted.

`clean` is for everything a person types before it is kept: what cannot be seen can lie (a reversed file name, two
customers whose names look the same), and PostgreSQL refuses a NUL. `fold` is the one form in which text is searched and
sorted, on every database. What it makes is kept in columns: who changes its rules folds them anew (lib.folding).
"""

import re
import unicodedata

_ZWJ = "\N{ZERO WIDTH JOINER}"
_VARIATION = "\N{VARIATION SELECTOR-16}"
_BLACK_FLAG = "\N{WAVING BLACK FLAG}"
# Letters and symbols that show nothing: a name of these alone looks empty.
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
# Written in some languages, so not junk there: the joiners stay between letters and between emoji.
_JOINERS = f"\N{ZERO WIDTH NON-JOINER}{_ZWJ}"
# Accents and the like on one letter: Unicode's Stream-Safe Text Format keeps 30. Putting a longer run in order takes
# the square of its length, so that one form could keep a server busy for minutes.
_MOST_MARKS = 30
_COMMON = 0x3000  # signs below it are those of alphabets
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Of ASCII nothing else has to go: most text is kept at once, a long pasted one too.
_ASCII_CONTROLS = dict.fromkeys([*(code for code in range(32) if chr(code) not in "\n\t"), 127])
# Nor does anything have to go of what is written with the letters and signs of Latin scripts, each a sign of its own.
_LATIN = re.compile("[\n\t -~\u00a0-\u00ac\u00ae-\u02ff]*")
_NO_DIGITS = dict.fromkeys(code for code in range(128) if not chr(code).isdecimal())
_RUN_OF_LINES = re.compile(r"\n{3,}")
_NOT_WORD = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart, as a keyboard without them writes them; small ones, for they come after
# case folding, which knows ß itself.
LETTERS = {
    "æ": "ae", "œ": "oe", "þ": "th", "ƕ": "hv", "ƣ": "oi", "ȣ": "ou", "ŋ": "ng",
    "ł": "l", "ƚ": "l", "ɫ": "l", "ø": "o", "ɵ": "o", "ɔ": "o", "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d",
    "ı": "i", "ɨ": "i", "ȷ": "j", "ɉ": "j", "ħ": "h", "ŧ": "t", "ƭ": "t", "ʈ": "t", "ⱦ": "t", "ĸ": "k",
    "ƙ": "k", "ə": "e", "ǝ": "e", "ɛ": "e", "ɇ": "e", "ƒ": "f", "ƀ": "b", "ɓ": "b", "ƃ": "b", "ƈ": "c", "ȼ": "c",
    "ǥ": "g", "ɠ": "g", "ɣ": "g", "ƞ": "n", "ɲ": "n", "ƥ": "p", "ɋ": "q", "ɍ": "r", "ȿ": "s", "ʉ": "u", "ʋ": "v",
    "ɏ": "y", "ƴ": "y", "ƶ": "z", "ȥ": "z", "ɀ": "z", "ⱥ": "a",
}  # fmt: skip
_LETTERS = str.maketrans(LETTERS)


def clean(text: str, *, multiline: bool = False) -> str:
    """What a person typed, in NFC, without controls, invisible marks, bidi overrides or lone surrogates.

    A single line has its spaces trimmed and collapsed. `multiline` keeps line breaks and tabs, and what stands at
    the start of a line; it trims line ends and leaves one empty line at most between paragraphs.
    """
    if (is_ascii := text.isascii()) and text.isprintable():  # most of what is typed
        return text.rstrip() if multiline else " ".join(text.split())
    text = _LINE_BREAKS.sub("\n", text)
    if is_ascii:
        text = text.translate(_ASCII_CONTROLS)
    else:
        seen = text if _LATIN.fullmatch(text) else "".join(_visible(text))
        text = unicodedata.normalize("NFC", seen)
    if not multiline:
        return " ".join(text.split())
    lines = (line.rstrip() for line in text.split("\n"))
    return _RUN_OF_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """The form in which text is searched: lower case, no accents, punctuation as single spaces.

    `José Ñúñez & Cía.` is `jose nunez cia`, `Łukasz Sæther` is `lukasz saether`. Vowels that are written as marks
    (नीता) belong to their word. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_BARE).split())
    return " ".join(_decomposed(text).translate(_LETTERS).translate(_BARE).split())


def sort_key(text: str) -> str:
    """What a list of names is ordered by where the database sorts by code points: Á beside A."""
    return fold(text)[:200]


def digits(text: str) -> str:
    """Only the digits, of whatever script, as ASCII."""
    if text.isascii():
        return text.translate(_NO_DIGITS)
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())


def initials(name: str) -> str:
    """One or two capitals for an avatar: first and last word of the name; `?` for a name without letters."""
    words = _NOT_WORD.sub(" ", unicodedata.normalize("NFC", name)).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _visible(text: str) -> list[str]:
    """The signs that may be kept."""
    kept: list[str] = []
    marks = 0
    for at, sign in enumerate(text):
        if sign in _JOINERS:
            following = text[at + 1] if at + 1 < len(text) else " "
            if kept and _joinable(kept[-1]) and _joinable(following):
                kept.append(sign)
        elif _is_mark(sign):
            marks += len(unicodedata.normalize("NFD", sign))
            if marks <= _MOST_MARKS and sign not in _BLANKS:
                kept.append(sign)
        elif _is_visible(sign) or (_is_tag(sign) and kept and (_is_tag(kept[-1]) or kept[-1] == _BLACK_FLAG)):
            marks = 0
            kept.append(sign)
    return kept


def _joinable(sign: str) -> bool:
    """A joiner means something between pictures, and between letters of scripts that join."""
    return sign == _VARIATION or unicodedata.category(sign) in ("So", "Sk", "Mn", "Mc") or "\u0600" <= sign <= "\u0fff"


def _is_mark(sign: str) -> bool:
    """Stands on the letter before it; the two of half-width kana count as letters elsewhere."""
    return sign > "\u02ff" and (unicodedata.category(sign)[0] == "M" or sign in "\uff9e\uff9f")


def _is_visible(sign: str) -> bool:
    if sign in _BLANKS or (ord(sign) & 0xFFFE) == 0xFFFE or "\ufdd0" <= sign <= "\ufdef":
        return False
    return sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")


def _is_tag(sign: str) -> bool:
    """Part of the flag of a region, such as Scotland's."""
    return "\N{TAG SPACE}" <= sign <= "\N{CANCEL TAG}"


def _bare(sign: str) -> str:
    """What of a decomposed sign is searched: itself, nothing, or a space between words."""
    if sign.isalnum():
        return sign
    if unicodedata.category(sign)[0] != "M":
        return " "
    return (
        sign
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Me" and not _is_selector(sign)
        else ""
    )


class _Bare(dict[int, str]):
    """What of each sign is searched; that of the commoner ones is kept, so that most texts are folded by a look-up."""

    def __missing__(self, code: int) -> str:
        bare = _bare(chr(code))
        if code < _COMMON:
            self[code] = bare
        return bare


_BARE = _Bare()


def _is_selector(sign: str) -> bool:
    """Says how the sign before it is drawn."""
    return sign in _BLANKS or "\ufe00" <= sign <= "\ufe0f" or "\u180b" <= sign <= "\u180f" or sign >= "\U000e0100"


def _decomposed(text: str) -> str:
    """Case folded and decomposed until nothing changes: one pass of each may undo the other."""
    while True:
        folded = unicodedata.normalize("NFKD", text).casefold()
        if folded == text:
            return text
        text = folded
