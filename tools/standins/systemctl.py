#!/usr/bin/python3
"""As much of systemctl as docs/operations.md asks for, where no systemd runs: it starts what a unit's [Service] says,
as its user, with its files and its umask. A unit that has a script in /etc/init.d is left to that."""

import os
import pwd
import shlex
import signal
import subprocess
import sys
import time
from configparser import ConfigParser
from pathlib import Path

FOLDERS = [Path("/etc/systemd/system"), Path("/lib/systemd/system")]
RUN, LOGS = Path("/run/standin"), Path("/var/log/standin")
STOP_SECONDS = 30


def main(command: str, *words: str) -> None:
    RUN.mkdir(exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    units = [word for word in words if not word.startswith("-")]
    if command in ("enable", "disable") and "--now" not in words:
        return
    for unit in units:
        if command in ("stop", "disable", "restart"):
            stop(unit)
        if command in ("start", "enable", "restart"):
            start(unit)


def start(unit: str) -> None:
    if unit.endswith(".timer"):
        service(unit, "Timer")
        return
    script = Path("/etc/init.d", unit)
    if script.exists():
        subprocess.run([str(script), "start"], check=True)
        return
    said = service(unit, "Service")
    user = pwd.getpwnam(said.get("user", "root"))
    words = shlex.split(said["execstart"].replace("%i", instance(unit)))
    bind = ["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"] if "ambientcapabilities" in said else []
    as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups", *bind, "--"]
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8", "HOME": user.pw_dir,
        "USER": user.pw_name, **file_of("/etc/environment"), **file_of(said.get("environmentfile", "")),
    }  # fmt: skip
    with (LOGS / unit).open("ab") as log:
        process = subprocess.Popen(
            [*as_user, *words],
            cwd=said.get("workingdirectory", "/"),
            env=environment,
            umask=int(said.get("umask", "0022"), 8),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    if said.get("type") == "oneshot":
        if process.wait():
            sys.exit(f"{unit} failed: {(LOGS / unit).read_text()[-2000:]}")
        return
    (RUN / unit).write_text(str(process.pid))
    time.sleep(1)
    if process.poll() is not None:
        sys.exit(f"{unit} ended: {(LOGS / unit).read_text()[-2000:]}")


def stop(unit: str) -> None:
    script, kept = Path("/etc/init.d", unit), RUN / unit
    if script.exists():
        subprocess.run([str(script), "stop"], check=True)
    if not kept.exists():
        return
    pid = int(kept.read_text())
    kept.unlink()
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        for _moment in range(seconds * 10):
            if not Path(f"/proc/{pid}/exe").exists():
                return
            time.sleep(0.1)


def service(unit: str, part: str) -> dict[str, str]:
    """What a unit says in [Service] or [Timer]; keys in small letters, the last one where several stand there."""
    name = unit if "." in unit else f"{unit}.service"
    names = [name, name.replace(f"@{instance(unit)}", "@")]
    found = [folder / each for folder in FOLDERS for each in names if (folder / each).exists()]
    if not found:
        sys.exit(f"Unit {name} not found.")
    read = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.read(found[0])
    return dict(read[part])


def instance(unit: str) -> str:
    return unit.partition("@")[2].partition(".")[0]


def file_of(path: str) -> dict[str, str]:
    """NAME=value lines, as EnvironmentFile= reads them."""
    if not path:
        return {}
    lines = (line.strip() for line in Path(path).read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value.strip("\"'") for name, _, value in pairs}


if __name__ == "__main__":
    main(*sys.argv[1:])
