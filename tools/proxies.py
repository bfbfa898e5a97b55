"""nginx and Caddy for the tests of the documented proxies: the machine's own, else Debian's packages unpacked into
var/tools, where nothing is installed and no service starts.

python -m tools.proxies    fetch those that are missing"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from tools import VAR, say

NAMES = ("nginx", "caddy")
UNPACKED = VAR / "tools" / "proxies"
SYSTEM = ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")  # PATH leaves sbin out for most people


def program(name: str) -> Path | None:
    """The program to start; None where this machine has none."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM, *(f"{UNPACKED}{folder}" for folder in SYSTEM)])
    found = shutil.which(name, path=places)
    return Path(found) if found else None


def fetch() -> list[str]:
    """Unpack Debian's packages of those that are missing; the names of those that could not be had."""
    missing = [name for name in NAMES if program(name) is None]
    if missing and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        say(f"Fetching Debian's {' and '.join(missing)} for the tests of the documented proxies …")
        UNPACKED.mkdir(parents=True, exist_ok=True)
        if not _download(missing) and os.geteuid() == 0:
            _run("apt-get", "update", "-qq")
            _download(missing)
        for package in UNPACKED.glob("*.deb"):
            _run("dpkg-deb", "--extract", str(package), str(UNPACKED))
            package.unlink()
    return [name for name in NAMES if program(name) is None]


def _download(names: list[str]) -> bool:
    return _run("apt-get", "download", "-qq", *names)


def _run(*command: str) -> bool:
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(command, cwd=UNPACKED, capture_output=True, timeout=180, check=False).returncode == 0
    return False


if __name__ == "__main__":
    for name in fetch():
        say(f"There is no {name}: its tests cannot run here.")
