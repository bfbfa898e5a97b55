"""Draw the icons of faena/ui/icons.txt into one SVG sprite: <use href="…/icons.svg#name">.

The drawings come from the lucide package, which carries them as a zip of SVG files.
"""

import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

from tools import ROOT, SetupError

LIST = ROOT / "faena" / "ui" / "icons.txt"
INSIDE = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)
# How its lines are drawn is left to the page (class "icon"): a symbol takes that from where it is used.
SYMBOL = '<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def draw(target: Path) -> None:
    """Write the sprite when its content changed."""
    icons = names()
    drawings = read_drawings(icons)
    symbols = "\n".join(SYMBOL.format(name=name, body=drawings[name]) for name in icons)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide icons, ISC licence -->\n{symbols}\n</svg>\n'
    if not target.exists() or target.read_text(encoding="utf-8") != svg:
        fresh = target.with_suffix(".new")
        fresh.write_text(svg, encoding="utf-8")
        fresh.replace(target)


def names() -> list[str]:
    """The icons that the pages use: one a line, `#` starts a comment."""
    if not LIST.exists():
        return []
    lines = (line.split("#")[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def read_drawings(icons: list[str]) -> dict[str, str]:
    spec = find_spec("lucide")
    if spec is None or spec.origin is None:
        raise SetupError("The lucide package is not in this environment. Run `python3 dev.py run` once.")
    with zipfile.ZipFile(Path(spec.origin).with_name("lucide.zip")) as archive:
        known = {name.removesuffix(".svg") for name in archive.namelist()}
        if unknown := [name for name in icons if name not in known]:
            raise SetupError(f"faena/ui/icons.txt names icons that lucide does not have: {', '.join(unknown)}.")
        return {name: body(archive.read(f"{name}.svg").decode()) for name in icons}


def body(svg: str) -> str:
    """What stands between <svg> and </svg>, on one line."""
    found = INSIDE.search(svg)
    assert found is not None, "lucide ships well-formed drawings"
    return re.sub(r">\s+<", "><", found.group(1).strip())
