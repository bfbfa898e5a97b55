"""The lock files hold what was asked for."""

import re

from tools import ROOT


def test_a_lock_holds_what_was_asked_for_and_the_tests_run_what_a_server_runs():
    """A package that stands in .venv by hand hides a lock that was not made again: a fresh machine lacks it."""
    wanted = {line.split("[")[0].split("~")[0].lower() for line in asked_for("requirements.in")}
    run, development = locked("requirements.txt"), locked("requirements-dev.txt")

    assert wanted - run.keys() == set(), "Run python3 dev.py lock."
    assert run.items() - development.items() == set(), "Run python3 dev.py lock."
    assert set(asked_for("requirements-dev.in")) - development.keys() == set(), "Run python3 dev.py lock."


def asked_for(file: str) -> list[str]:
    return [line for line in (ROOT / file).read_text().split("\n") if line and not line.startswith("-r ")]


def locked(file: str) -> dict[str, str]:
    """Package → version."""
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / file).read_text(), re.M))
