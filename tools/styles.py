"""Join the sheets of faena/ui/styles into one, var/vendor/ui.css, in layers: what a later layer says wins, however
simple its selector. Comments and indents stay behind. Those of OWN come with their pages alone, as
var/vendor/<name>.css in the layer of the pages, so that a first visit to any other is not heavier for them."""

import re
from pathlib import Path

from tools import ROOT

SHEETS = ROOT / "faena" / "ui" / "styles"
LAYERS = {  # layer: its sheets, in the order in which they are read
    "reset": ["reset"],
    "tokens": ["tokens"],
    "parts": ["frame", "parts", "rows", "search", "notices"],
    "pages": ["agenda", "cash", "home", "paper", "sheet", "tickets"],
    "forced": ["forced"],
}
OWN = ["api", "begin", "board", "collect", "dispatch", "moving", "sign", "summary", "telling", "ticket"]


def join(target: Path) -> None:
    """Write the sheet, and those that pages have to themselves beside it, when their content changed."""
    for name in OWN:
        write(target.with_name(f"{name}.css"), f"@layer pages {{\n{rules_of(SHEETS / f'{name}.css')}\n}}\n")
    sheet = f"@layer {', '.join(LAYERS)};\n"
    for layer, names in LAYERS.items():
        rules = "\n".join(rules_of(SHEETS / f"{name}.css") for name in names)
        sheet += f"@layer {layer} {{\n{rules}\n}}\n"
    write(target, sheet)


def write(target: Path, sheet: str) -> None:
    if not target.exists() or target.read_text(encoding="utf-8") != sheet:
        fresh = target.with_suffix(".new")
        fresh.write_text(sheet, encoding="utf-8")
        fresh.replace(target)


QUOTED = re.compile(r"""("[^"]*"|'[^']*'|url\([^)]*\))""")


def rules_of(sheet: Path) -> str:
    """Without comments, and without spaces beside signs that need none."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    pieces = QUOTED.split(text)
    pieces[::2] = [re.sub(r"(?<=[\w-]): ", ":", re.sub(r"\s*([{};,>])\s*", r"\1", one)) for one in pieces[::2]]
    return "".join(pieces).replace(";}", "}").strip()
