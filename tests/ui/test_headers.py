"""What every answer says to the browser, whatever became of the request; and that Django finds nothing to say about a
real installation."""

import os
import secrets
import subprocess
import sys

import pytest

from tools import ROOT

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/sign-in/", "localhost", 200),
        ("/orders/", "localhost", 302),
        ("/nothing/", "localhost", 404),
        ("/sign-in/", "evil.example", 400),
        ("/health/ready", "10.0.0.1", 200),
        ("/health/live", "10.0.0.1", 200),
    ],
)
def test_every_answer_carries_them(visitor, path, host, status):
    """A wrong host was answered without a content policy."""
    answer = visitor.get(path, HTTP_HOST=host)

    assert answer.status_code == status
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    for name, value in HEADERS.items():
        assert answer[name] == value


def test_a_real_installation_is_checked_without_a_finding(tmp_path):
    """`manage.py check --deploy`, which warns of whatever is left open."""
    facts = {
        name: value for name, value in os.environ.items() if not name.startswith(("FAENA_", "DATABASE_URL", "DJANGO_"))
    }
    facts |= {
        "FAENA_SECRET_KEY": secrets.token_urlsafe(50),
        "FAENA_VAR": str(tmp_path),
        "FAENA_URL": "https://shop.example",
        "FAENA_HOSTS": "shop.example",
        "FAENA_PROXIES": "1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, cwd=ROOT, env=facts, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
