"""Join the modules of faena/ui/scripts into two: var/vendor/ui.js, and later.js of what can wait until a page stands. A
first visit fetches one file where it would fetch six. Each module stays a scope of its own; comments and indents stay
behind.

Understood are `export function name(` and `import { name } from "./module.js";`; anything else is refused."""

import re
from pathlib import Path

from tools import ROOT, SetupError

SCRIPTS = ROOT / "faena" / "ui" / "scripts"
FIRST, LATER = "app", "later"  # import the others
IMPORT = re.compile(r'^import (\{ [\w, ]+ \}) from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
OTHER = re.compile(r"^\s*(?:import|export)\b.*$|\bimport\(", re.MULTILINE)


def join(target: Path, folder: Path = SCRIPTS, first: str = FIRST) -> None:
    """Write the script when its content changed: `first`, and what it imports."""
    script = "".join(scope(folder / f"{name}.js") for name in in_order(first, folder))
    if not target.exists() or target.read_text(encoding="utf-8") != script:
        fresh = target.with_suffix(".new")
        fresh.write_text(script, encoding="utf-8")
        fresh.replace(target)


def in_order(name: str, folder: Path, above: tuple[str, ...] = ()) -> list[str]:
    """The module, and before it those that it imports."""
    if name in above:
        raise SetupError(f"These scripts import one another: {', '.join(above)}.")
    imported = [found[2] for found in IMPORT.finditer((folder / f"{name}.js").read_text(encoding="utf-8"))]
    order = [one for each in imported for one in in_order(each, folder, (*above, name))]
    return list(dict.fromkeys([*order, name]))


def scope(module: Path) -> str:
    """The module as a function that is called at once and returns what it exports."""
    text = COMMENT.sub("", module.read_text(encoding="utf-8"))
    exported = [found[1] for found in EXPORT.finditer(text)]
    text = EXPORT.sub("", IMPORT.sub(r"const \1 = \2;", text))
    if left := OTHER.search(text):
        raise SetupError(f"{module.name} imports or exports in a way that tools/scripts.py does not know: {left[0]}")
    if exported:
        text += f"return {{ {', '.join(exported)} }};"
    body = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return f"const {module.stem} = (() => {{\n{body}\n}})();\n"
