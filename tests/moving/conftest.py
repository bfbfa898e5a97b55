"""No test waits for others."""

import pytest


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    """Between two chunks others write; here nobody does."""
    monkeypatch.setattr("faena.moving.jobs.PAUSE", 0)
