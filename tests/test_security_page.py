"""docs/security.md names what there is: whoever renames a test or a command changes the page."""

import re
import subprocess
import sys

from tools import ROOT

PAGE = ROOT / "docs" / "security.md"


def test_every_file_and_command_that_it_names_is_there():
    text = PAGE.read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:tests|tools|faena|docs)/[\w./-]+)`", text))
    commands = set(re.findall(r"`python3 dev\.py (\w+)", text))
    known = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert len(files) > 25
    assert {"test", "walk"} <= commands
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []
    assert [name for name in sorted(commands) if f"dev.py {name}" not in known.stdout] == []


def test_each_promise_names_what_shows_it():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| promised", "| defence"))]

    assert len(promises) > 30
    assert [row for row in promises if "`" not in row.split("|")[2]] == []
