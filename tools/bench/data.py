"""The filled shops: each engine and size has a folder, kept until a migration, a guard or a filling module changes.

What the works write stays in there: some hundred rows a run, and fsck holds."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import PYTHON, ROOT, SetupError, fingerprint, migrated, postgres, say, serving

FILLING = ("bulk", "customers", "fill", "history", "invoices", "names", "orders", "shop", "tickets", "visits")
KB_A_CUSTOMER = {"sqlite": 32, "postgres": 40}
SPARE_GB = 2
# A server with 4 GB for it and a disk without arms, as its administrator would set it up. It keeps what it was given.
POSTGRES = [
    "max_connections=100",
    "shared_buffers=1GB",
    "effective_cache_size=3GB",
    "random_page_cost=1.1",
    "max_wal_size=4GB",
]


@dataclass(frozen=True)
class Shop:
    """A filled shop, its database running. `facts`: its environment; `leaders`: the processes of its database server;
    `spare_url`: a database beside it, on the same server ("" for a file)."""

    engine: str
    size: int
    folder: Path
    facts: dict[str, str]
    leaders: list[int]
    spare_url: str

    def ask(self, tool: str, *words: str, told: object = None) -> Any:
        """What a tool of the bench says of it, in a process of its own."""
        command = [str(PYTHON), "-m", f"tools.bench.{tool}", *words]
        told = json.dumps(told)
        done = subprocess.run(
            command, cwd=ROOT, env=self.facts, input=told, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SetupError(f"tools.bench.{tool} failed:\n{done.stderr}")
        return json.loads(done.stdout)


@contextmanager
def filled(engine: str, size: int, root: Path, port: int) -> Iterator[Shop]:
    """The shop of that engine and size, filled first where there is none or it is an old one."""
    root = root.resolve()
    folder, version = root / f"{engine}-{size}", _version()
    made = folder / "version"
    if not (made.exists() and made.read_text() == version):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _need_room(folder, engine, size)
        say(f"Filling a shop of {size:,} customers on {engine}; it is kept in {folder} …")
        with _running(engine, size, folder, port) as shop:
            _run(shop, "tools.migrated", "copy")
            serving.begin("demo", shop.facts)
            _run(shop, "tools.bench.fill", str(size))
        made.write_text(version)
    with _running(engine, size, folder, port) as shop:
        yield shop


def _run(shop: Shop, *words: str) -> None:
    if subprocess.run([str(PYTHON), "-m", *words], cwd=ROOT, env=shop.facts, check=False).returncode:
        raise SetupError(f"{words[0]} failed; the lines above say why.")


def _version() -> str:
    """A hash of all that a filled shop comes from."""
    here = [Path(__file__).with_name(f"{name}.py") for name in FILLING]
    return fingerprint(*here, *sorted((ROOT / "faena" / "upkeep" / "demo").rglob("*.py")), also=migrated.version())[:12]


def _need_room(folder: Path, engine: str, size: int) -> None:
    needed, free = size * KB_A_CUSTOMER[engine] / 1e6 + SPARE_GB, shutil.disk_usage(folder).free / 1e9
    if free < needed:
        raise SetupError(
            f"A shop of {size:,} customers needs {needed:.0f} GB, and {folder} has {free:.0f} GB left. "
            "Choose another place with --folder, or fewer customers with --size."
        )


@contextmanager
def _running(engine: str, size: int, folder: Path, port: int) -> Iterator[Shop]:
    """With the server of its database, where it has one."""
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    facts = {
        **serving.bare_environment(),
        "FAENA_DEMO": "1",  # its people have known passwords, so it serves this machine only
        "FAENA_VAR": str(folder),
        "FAENA_SECRET_KEY": secret.read_text(),
        "FAENA_URL": f"http://localhost:{port}",
    }
    if engine == "sqlite":
        yield Shop(engine, size, folder, facts, [], "")
        return
    inside = folder / "postgres"
    inside.mkdir(exist_ok=True)
    server = postgres.Server(inside, POSTGRES)
    if not server.data.exists():
        server.initialise()
    try:
        server.start()
        assert server.process is not None
        url = server.url.replace("/postgres", "/faena")
        yield Shop(engine, size, folder, {**facts, "DATABASE_URL": url}, [server.process.pid], server.url)
    finally:
        server.stop()


def environment_of_reference(shop: Shop) -> dict[str, str]:
    """The reference keeps its rows beside the shop, on the same disk."""
    folder = shop.folder / "reference"
    folder.mkdir(exist_ok=True)
    return {**serving.bare_environment(), "FAENA_VAR": str(folder), "DATABASE_URL": shop.spare_url}
