"""docs/operations.md can be followed: what is not for a shell says into which file it goes, and the shell reads the
rest. `python3 dev.py walk` follows it; this is what costs nothing."""

import shutil
import subprocess

import pytest

from tools import documented

SHELL = shutil.which("bash")


def test_each_file_says_where_it_goes():
    files = [block for block in documented.blocks() if block.language not in (documented.COMMANDS, documented.ANSWER)]

    assert len(files) >= 5
    assert [block.text for block in files if not block.file] == []
    assert len({block.file for block in files}) == len(files)


@pytest.mark.skipif(SHELL is None, reason="could not run: this machine has no bash")
def test_a_shell_reads_each_block_of_commands():
    blocks = [block.text for block in documented.blocks() if block.language in (documented.COMMANDS, "shell")]

    assert len(blocks) >= 12
    for text in blocks:
        done = subprocess.run(
            [str(SHELL), "-n"], input=text.replace("<address of this repository>", "x"), text=True, capture_output=True
        )
        assert done.returncode == 0, text + done.stderr
