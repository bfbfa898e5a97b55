"""How Faena is started: its tables and files first, then the web server and the job worker."""

import os
import subprocess

from tools import PYTHON, ROOT, SetupError

BIN = PYTHON.parent
WORKER = [str(PYTHON), "manage.py", "work"]


def begin(kind: str, facts: dict[str, str], *country: str) -> str:
    """Tables, static files and, for the demo, its shop; gives back what to greet with."""
    command = [str(PYTHON), "-m", "tools.start", kind, *country]
    done = subprocess.run(command, cwd=ROOT, env=facts, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SetupError("Faena could not start; the lines above say why.")
    return done.stdout


def web_server(host: str, port: int, *more: str) -> list[str]:
    """The command of Faena's web server."""
    options = ["--interface", "rsgi", *_served(host, port)]
    return [str(PYTHON), "-m", "config.web", *options, *more, "config.rsgi:application"]


def bare_server(host: str, port: int, application: str) -> list[str]:
    """The command of granian for another application, which it serves by itself."""
    return [str(BIN / "granian"), "--interface", "wsgi", "--blocking-threads", "4", *_served(host, port), application]


def _served(host: str, port: int) -> list[str]:
    options = ["--host", host, "--port", str(port), "--no-ws", "--workers", "2", "--workers-kill-timeout", "5"]
    return [*options, "--log-level", "warning"]


def bare_environment() -> dict[str, str]:
    """The person's environment without what would configure a Faena."""
    own = ("FAENA_", "DATABASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}
