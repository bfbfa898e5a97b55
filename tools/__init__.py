"""What dev.py uses: browser files, translations, a throw-away PostgreSQL, a Chromium.

Everything here runs with the standard library until it needs a package; then it runs in .venv.
Packages that only some machines need (node, PostgreSQL) are fetched on demand into var/tools,
from hashed locks of their own, so they never mix with the program's environment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class SetupError(Exception):
    """Something a person has to mend; its text is the sentence they read."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def fingerprint(*paths: Path, also: str = "") -> str:
    """One hash over the content of files, to tell whether work done earlier still holds."""
    digest = hashlib.sha256(also.encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install(lock: Path, *, into: Path | None = None) -> None:
    """Install a hashed lock into .venv, or into a folder of its own. Wheels only: nothing is compiled.
    The lock is whole, so what packages ask for beyond it stays away."""
    target = ["--target", str(into)] if into else []
    wheels = ["--require-hashes", "--no-deps", "--only-binary", ":all:", *target, "-r", str(lock)]
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *wheels]
    else:
        options = ["-qq", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
        command = [str(PYTHON), "-m", "pip", "install", *options, *wheels]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SetupError(
            f"The packages of {lock.name} could not be installed; the lines above say why. "
            "Is the package registry reachable from here?"
        )


def fetched(name: str) -> Path:
    """The folder of an on-demand package set (tools/<name>.txt), installed when it is not there yet."""
    lock = ROOT / "tools" / f"{name}.txt"
    folder = VAR / "tools" / f"{name}-{fingerprint(lock, also=sys.version)[:12]}"
    if not (folder / ".complete").exists():
        say(f"Fetching {name} from the package registry, because this machine has none …")
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        install(lock, into=folder)
        (folder / ".complete").touch()
    return folder
