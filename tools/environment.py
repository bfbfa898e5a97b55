"""The program's own Python environment, .venv, filled from a hashed lock and left alone until the lock changes."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from tools import PYTHON, ROOT, VENV, SetupError, fingerprint, install, say

RUN = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"  # holds everything of RUN, and the tests' tools
STAMP = VENV / ".installed"


def ensure(lock: Path) -> None:
    """Make .venv hold what the lock names. Costs nothing when it already does."""
    enough = [lock, DEVELOPMENT] if lock == RUN else [lock]
    have = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    if have in [state(each) for each in enough]:
        return
    if not PYTHON.exists() or (have and sys.version not in have):
        create()
    say(f"Installing the packages of {lock.name} into .venv (once; up to a minute) …")
    STAMP.unlink(missing_ok=True)
    install(lock)
    STAMP.write_text(state(lock))


def state(lock: Path) -> str:
    return f"{lock.name} {fingerprint(lock)}\n{sys.version}\n"


def create() -> None:
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV], check=True)
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise SetupError(
            "This Python cannot make environments: its venv module is missing.\n"
            "On Debian and Ubuntu type this once, then start again:\n\n    sudo apt install python3-venv\n"
        )
    import venv

    venv.create(VENV, with_pip=True, clear=True)
