"""A bare Debian in a folder, to follow docs/operations.md in: nothing is in it but what debootstrap brings. Its
programs see their own files and processes, and this machine's network.

What stands in for a real machine: `systemctl` is tools/standins/systemctl.py, because no systemd runs in a folder;
the way to the package registries (certificates, pip's configuration) is this machine's."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import ROOT, VAR, SetupError, say

RELEASE = "bookworm"
KEPT = VAR / "walk"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
REACH = ("PIP_CERT", "PIP_INDEX_URL", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "http_proxy", "https_proxy", "no_proxy")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 900  # for one block of commands


class Failed(Exception):
    """A command that ended with another code than 0, with what it printed last."""


class Machine:
    """A running one. `root`: its folder."""

    def __init__(self, root: Path, first: int) -> None:
        self.root, self.first = root, first

    def run(self, text: str) -> str:
        """As a shell of root that somebody types into, line after line; what it printed. Raises Failed."""
        inside = ["nsenter", f"--target={self.first}", "--mount", "--pid", "--root", "--"]
        known = {"HOME": "/root", "PATH": PATH, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        facts = [f"{name}={value}" for name, value in {**known, **reach()}.items()]
        shell = ["/bin/bash", "-eu", "-o", "pipefail", "-c", text]
        command = [*inside, "/usr/bin/env", "-i", "--chdir=/root", *facts, *shell]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS
        )
        said = done.stdout.decode(errors="replace")
        if done.returncode:
            raise Failed(f"exit code {done.returncode}\n{said[-3000:]}")
        return said

    def write(self, path: str, text: str) -> None:
        """With an editor, as root."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def why_not() -> str:
    """Why there can be none here; "" where there can."""
    if os.name == "nt" or os.geteuid() != 0:
        return "A bare Debian is made and entered by root, on Linux."
    missing = [name for name in ("debootstrap", "unshare", "nsenter", "chroot") if not shutil.which(name)]
    return f"This machine has no {' and no '.join(missing)} (apt-get install debootstrap)." if missing else ""


@contextmanager
def machine(*, keep: bool) -> Iterator[Machine]:
    """Made anew from what debootstrap brought, which is kept; gone afterwards with every process in it."""
    if reason := why_not():
        raise SetupError(f"The walk could not run: {reason}")
    root = KEPT / "root"
    removed(root)
    subprocess.run(["cp", "--archive", str(debian()), str(root)], check=True)
    open_ways(root)
    (root / "usr/local/bin/systemctl").write_bytes((ROOT / "tools/standins/systemctl.py").read_bytes())
    (root / "usr/local/bin/systemctl").chmod(0o755)
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 0\n")  # packages start their services, as anywhere
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    begin = f"mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev && exec chroot {root} /bin/bash -c "
    begin += "'while :; do sleep 3600 & wait; done'"
    shell = subprocess.Popen(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation=private", "/bin/sh", "-c", begin],
        stderr=subprocess.DEVNULL,  # it complains when its child is killed
    )
    first = first_of(shell)
    try:
        yield Machine(root, first)
    finally:
        os.kill(first, signal.SIGKILL)  # and with it every process of this machine
        shell.wait()
        if not keep:
            removed(root)


def removed(folder: Path) -> None:
    """Of a machine that does not run."""
    subprocess.run(["rm", "--recursive", "--force", "--one-file-system", str(folder)], check=True)


def first_of(parent: "subprocess.Popen[bytes]") -> int:
    """The process that the others are children of, seen from here, once it has its root."""
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    while parent.poll() is None:
        found = children.read_text().split()
        if found and "bash" in Path(f"/proc/{found[0]}/comm").read_text():
            return int(found[0])
        time.sleep(0.05)
    raise SetupError("The walk could not run: this machine lets nobody make a namespace for processes and mounts.")


def debian() -> Path:
    base = KEPT / RELEASE
    if not base.exists():
        say(f"Making a bare Debian ({RELEASE}) in {base} …")
        making = base.with_name(f"making-{os.getpid()}")
        KEPT.mkdir(parents=True, exist_ok=True)
        command = [
            "debootstrap",
            "--variant=minbase",
            "--include=ca-certificates,systemd",
            RELEASE,
            str(making),
            mirror(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(making, ignore_errors=True)
            raise SetupError(f"debootstrap could not make one:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        making.rename(base)
    return base


def mirror() -> str:
    """Where this machine's own packages come from."""
    said = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)"], capture_output=True, text=True)
    found = [line for line in said.stdout.splitlines() if line.rstrip("/").endswith("/debian")]
    if not found:
        raise SetupError("The walk could not run: this machine has no Debian mirror to take packages from.")
    return found[0]


def open_ways(root: Path) -> None:
    """How this machine reaches registries and resolves names."""
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, root / "etc/ssl/certs/ca-certificates.crt")
    if Path("/etc/pip.conf").exists():
        shutil.copy("/etc/pip.conf", root / "etc/pip.conf")
    (root / "etc/environment").write_text("".join(f"{name}={value}\n" for name, value in reach().items()))


def reach() -> dict[str, str]:
    return {name: value for name in REACH if (value := os.environ.get(name))}
