"""A database as the migrations leave it, made once and copied wherever the tests and the demo begin with one.

python -m tools.migrated template    make it on the server of DATABASE_URL, or as a SQLite file in var/migrated
python -m tools.migrated copy        the database that the environment names becomes a copy of it
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tools import PYTHON, ROOT, VAR, SetupError, fingerprint

KEPT = VAR / "migrated"
KEPT_VERSIONS = 3  # of branches that somebody goes back and forth between


def version() -> str:
    """A hash of all that it comes from: migrations, guards, bootstrap rows and their words, and the packages."""
    faena = ROOT / "faena"
    found = {*faena.glob("*/migrations/*.py"), *faena.rglob("guards.py"), *faena.glob("lib/*.py")}
    found |= {path for path in faena.rglob("*.py") if "@bootstrap(" in path.read_text(encoding="utf-8")}
    found |= {*faena.glob("locale/*/LC_MESSAGES/*.[pm]o"), *(ROOT / "config").glob("*.py"), ROOT / "requirements.txt"}
    return fingerprint(*sorted(found), also=sys.version)[:12]


def sqlite() -> Path:
    """The file to copy."""
    kept = KEPT / f"{version()}.sqlite3"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT, prefix="making-") as folder:
            migrate(FAENA_VAR=folder, DATABASE_URL="")
            Path(folder, "faena.sqlite3").replace(kept)
        forget_old("*.sqlite3")
    return kept


def postgres(url: str) -> str:
    """The name of the template database on the server of `url`."""
    import psycopg

    name = f"faena_{version()}"
    with psycopg.connect(server_of(url), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        making = f"{name}_{os.getpid()}"
        server.execute(f"CREATE DATABASE {making}")
        migrate(DATABASE_URL=urlsplit(url)._replace(path=f"/{making}").geturl())
        server.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


def copy_on_server(url: str, *, template: str = "") -> None:
    """The database that `url` names is made as a copy of `template`, else of the migrated one."""
    import psycopg

    template = template or postgres(url)
    name = urlsplit(url).path.strip("/")
    with psycopg.connect(server_of(url), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def server_of(url: str) -> str:
    """The address of the database that every server has, to give orders from."""
    return urlsplit(url)._replace(path="/postgres").geturl()


def migrate(**facts: str) -> None:
    """The program's own migrations, in a process of their own."""
    own = {"FAENA_SECRET_KEY": "only-for-tests-" + "x" * 50, "PYTHONDONTWRITEBYTECODE": ""}
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FAENA_", "DATABASE_", "DJANGO_"))
    }
    with tempfile.TemporaryDirectory(prefix="faena-migrate-") as folder:
        facts = {**kept, "FAENA_VAR": folder, **own, **facts}
        command = [str(PYTHON), "manage.py", "migrate", "--verbosity", "0"]
        done = subprocess.run(command, cwd=ROOT, env=facts, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"The migrations fail on an empty database:\n{done.stdout}{done.stderr}")


def forget_old(pattern: str) -> None:
    for path in sorted(KEPT.glob(pattern), key=lambda path: path.stat().st_mtime)[:-KEPT_VERSIONS]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def main(wanted: str) -> None:
    url = os.environ.get("DATABASE_URL", "")
    if wanted == "template":
        postgres(url) if url else sqlite()
    elif url:
        copy_on_server(url)
    else:
        shutil.copy(sqlite(), Path(os.environ["FAENA_VAR"], "faena.sqlite3"))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except SetupError as error:
        sys.exit(str(error))
