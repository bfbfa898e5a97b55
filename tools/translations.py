"""The translations: compiled for the program, extracted for the translator, checked for the tests.

    python -m tools.translations             compile each .po into the .mo beside it, when newer
    python -m tools.translations extract     bring new texts of Python and templates into the .po files
    python -m tools.translations check       name every text that is missing, doubtful or mistyped

All of it is Python (babel, polib): no gettext programs are needed. The .po files keep no dates and no
line numbers, and their texts stand in alphabetical order, so two branches merge.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract as babel_extract

from tools import ROOT, say

LOCALE = ROOT / "faena" / "locale"
# Language -> plural rule. In Brazilian Portuguese nought is singular: "0 ordem".
LANGUAGES = {
    "es": "nplurals=2; plural=(n != 1);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
}
# Texts that rightly read the same in a translation, one a line, may be listed here ("PDF", "Total").
SAME = LOCALE / "same.txt"

TEMPLATES = ("html", "txt", "xml", "svg")
ARGUMENTS = {
    "_": ("text",),
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
KEYWORDS["npgettext"] = ((1, "c"), 2, 3)
# A template that does not parse must fail here too, not lose its texts in silence.
JINJA = {
    "extensions": "jinja2.ext.do",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "silent": "false",
}

PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[sd]|\{[a-z_0-9]*\}")
Key = tuple[str | None, str]


def compile_all() -> None:
    """Write each .mo that is missing or older than its .po."""
    for language in LANGUAGES:
        source = catalogue(language)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            fresh = target.with_suffix(".mo-new")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)


def extract() -> None:
    """Merge the program's texts into every .po: translations stay, obsolete texts go, none is guessed."""
    texts = source_texts()
    for language in LANGUAGES:
        path = catalogue(language)
        known = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
        fresh = polib.POFile(wrapwidth=100)
        fresh.metadata = header(language)
        for entry in texts:
            fresh.append(translated(entry, known.get(key(entry))))
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(path), newline="\n")
        empty = len(fresh.untranslated_entries())
        gone = len(known.keys() - {key(entry) for entry in texts})
        say(f"{language}: {len(texts)} texts, {empty} to translate, {gone} obsolete ones dropped.")


def missing() -> list[str]:
    """Every fault of the catalogues as a sentence; an empty list is what the tests ask for."""
    texts = {key(entry): entry for entry in source_texts()}
    alike = set(SAME.read_text(encoding="utf-8").splitlines()) if SAME.exists() else set()
    faults = []
    for language in LANGUAGES:
        path = catalogue(language)
        entries = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
        absent = texts.keys() - entries.keys()
        faults += [f"{language}: {text!r} is not in the catalogue." for _, text in sorted(absent, key=str)]
        faults += [f"{language}: {fault}" for entry in entries.values() for fault in wrong(entry, alike)]
    return faults


# --- one entry ------------------------------------------------------------------------------------------


def wrong(entry: polib.POEntry, alike: set[str]) -> Iterator[str]:
    """What is the matter with one translation."""
    answers = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(answers):
        yield f"{entry.msgid!r} has no translation."
        return
    if entry.fuzzy:
        yield f"{entry.msgid!r} is marked as doubtful (fuzzy)."
    if entry.msgid in answers and entry.msgid not in alike:
        yield f"{entry.msgid!r} reads the same as the English; if that is right, list it in {SAME.name}."
    for asked, given in zip(pairs(entry), answers, strict=True):
        if placeholders(given) - placeholders(asked) or placeholders(asked) - placeholders(given):
            yield f"{entry.msgid!r} and {given!r} do not have the same placeholders."


def pairs(entry: polib.POEntry) -> list[str]:
    """The English that each answer has to match: the singular first, then the plural."""
    return [entry.msgid, *[entry.msgid_plural] * (len(entry.msgstr_plural) - 1)]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def translated(entry: polib.POEntry, known: polib.POEntry | None) -> polib.POEntry:
    """The text as the program has it now, with the translation it already had."""
    fresh = polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        occurrences=entry.occurrences,
        flags=entry.flags,
    )
    if entry.msgid_plural:
        fresh.msgstr_plural = {0: "", 1: ""}
    if known is not None and entry.msgid_plural and known.msgid_plural:
        fresh.msgstr_plural = known.msgstr_plural
    elif known is not None and not entry.msgid_plural:
        fresh.msgstr = known.msgstr or known.msgstr_plural.get(0, "")
    if known is not None:
        fresh.tcomment = known.tcomment
    return fresh


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def header(language: str) -> dict[str, str]:
    return {
        "Project-Id-Version": "Faena",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }


# --- the sources ----------------------------------------------------------------------------------------


def source_texts() -> list[polib.POEntry]:
    """Every text of the program once, with the files that say it."""
    entries: dict[Key, polib.POEntry] = {}
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for context, text, plural in texts_of(path):
            entry = entries.setdefault((context, text), polib.POEntry(msgctxt=context, msgid=text, msgid_plural=""))
            entry.msgid_plural = entry.msgid_plural or plural
            if (name, "") not in entry.occurrences:
                entry.occurrences.append((name, ""))
            if re.search(r"%\(|%[sd]", text + plural) and "python-format" not in entry.flags:
                entry.flags.append("python-format")
    return sorted(entries.values(), key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))


def sources() -> list[Path]:
    rooms = [ROOT / "config", ROOT / "faena"]
    python = (path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts)
    pages = (path for kind in TEMPLATES for path in (ROOT / "faena").rglob(f"templates/**/*.{kind}"))
    return sorted([*python, *pages])


def texts_of(path: Path) -> Iterator[tuple[str | None, str, str]]:
    """(context, text, plural or "") of one file."""
    if path.suffix == ".py":
        yield from texts_of_python(path)
        return
    with path.open("rb") as file:
        for _line, message, _notes, context in babel_extract("jinja2.ext:babel_extract", file, KEYWORDS, (), JINJA):
            text, plural = message if isinstance(message, tuple) else (message, "")
            if text:
                yield context, text, plural


def texts_of_python(path: Path) -> Iterator[tuple[str | None, str, str]]:
    """Read from the syntax tree, so that texts inside f-strings count on every Python alike."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        shape = ARGUMENTS.get(name.removesuffix("_lazy").removesuffix("_noop"))
        if shape is None or len(words) < len(shape):
            continue
        said = dict(zip(shape, words, strict=False))
        yield said.get("context"), said["text"], said.get("plural", "")


def main(command: str) -> int:
    if command == "extract":
        extract()
    elif command == "check":
        faults = missing()
        say("\n".join(faults) or "Every text is translated.")
        return 1 if faults else 0
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "compile"))
