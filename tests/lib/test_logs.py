"""Logs are read by more people than links are meant for."""

import io
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from tests import factories


@pytest.fixture
def log():
    """What the program's own handler would write."""
    line = settings.LOGGING["formatters"]["line"]
    written = logging.StreamHandler(io.StringIO())
    formatter = import_string(line["class"])
    written.setFormatter(formatter(line["format"], style=line["style"]))
    logging.getLogger().addHandler(written)
    yield written.stream
    logging.getLogger().removeHandler(written)


def test_a_refused_invitation_does_not_leave_its_link_in_the_log(log, owner, visitor):
    """The link still works after a password that was too short."""
    token = factories.an_invitation(by=owner)

    assert visitor.post(f"/invitation/{token}/", {"password": "short"}).status_code == 422

    assert "Unprocessable Entity: /invitation/…/" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /t/Zm9vYmFyZm9vYmFy_-x/photo/7/", "Not Found: /t/…/photo/7/"),
        ("Not Found: /l/Zm9vYmFyZm9vYmFy_-x/", "Not Found: /l/…/"),
        ("Gone: /setup/1vMbBz~Zm9vYmFyZm9v/", "Gone: /setup/…/"),
        ("Gone: /password/reset/1-d2k3-0123456789abcdef/", "Gone: /password/reset/…/"),
        ("Not Found: /orders/7/slip.pdf", "Not Found: /orders/7/slip.pdf"),
        ("Unprocessable Entity: /t/", "Unprocessable Entity: /t/"),
    ],
)
def test_tokens_are_left_out(log, said, written):
    logging.getLogger("django.request").warning(said)

    assert log.getvalue().endswith(f" {written}\n")


def test_a_traceback_is_written_without_them_too(log):
    try:
        raise ValueError("https://shop.example/t/Zm9vYmFyZm9vYmFyZm9v/ does not open")
    except ValueError:
        logging.getLogger("faena").exception("Failed.")

    assert "/t/…/ does not open" in log.getvalue()
    assert "Zm9v" not in log.getvalue()
