"""Join the sheets of faena/ui/styles into one, var/vendor/ui.css, in layers: what a later layer says wins, however
simple its selector. Comments and indents stay behind."""

import re
from pathlib import Path

from tools import ROOT

SHEETS = ROOT / "faena" / "ui" / "styles"
LAYERS = {  # layer: its sheets, in the order in which they are read
    "reset": ["reset"],
    "tokens": ["tokens"],
    "parts": ["frame", "parts", "rows", "search", "notices"],
    "pages": ["agenda", "begin", "board", "cash", "home", "paper", "sheet", "sign", "summary", "telling", "tickets"],
    "forced": ["forced"],
}


def join(target: Path) -> None:
    """Write the sheet when its content changed."""
    sheet = f"@layer {', '.join(LAYERS)};\n"
    for layer, names in LAYERS.items():
        rules = "\n".join(rules_of(SHEETS / f"{name}.css") for name in names)
        sheet += f"@layer {layer} {{\n{rules}\n}}\n"
    if not target.exists() or target.read_text(encoding="utf-8") != sheet:
        fresh = target.with_suffix(".new")
        fresh.write_text(sheet, encoding="utf-8")
        fresh.replace(target)


def rules_of(sheet: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
