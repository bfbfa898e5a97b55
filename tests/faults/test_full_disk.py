"""A disk that others filled to its last byte: people read and sign in, nothing else is written, and it says so."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.faults.shop import HOST, Shop, a_shop
from tools.faults.writers import Browser

pytestmark = [
    pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="a disk of its own is mounted by root"),
    pytest.mark.slow("a server is started on a disk of its own"),
]
NEW_CUSTOMER = "/customers/new/"
DISK = "768m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("This machine lets nobody mount a disk.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def shop(small_disk: Path) -> Iterator[Shop]:
    with a_shop(small_disk, "") as opened:
        yield opened


def fill(folder: Path) -> Path:
    """Every byte of its disk is taken by somebody else."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        while free := shutil.disk_usage(folder).free:
            os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free)
    return filler


def test_reading_and_signing_in_go_on_and_nothing_is_half_written(shop, small_disk):
    people = shop.ask("-m", "tools.faults.people")
    succeeded(shop.run("-c", "import django; django.setup(); from faena.upkeep import room; room.keep_reserve()"))
    shop.start()
    clerk, late = Browser(HOST, shop.port), Browser(HOST, shop.port)
    clerk.sign_in(people["staff"][0], people["password"])
    filler, key = fill(small_disk), secrets.token_urlsafe(18)
    press = {"name": "Ana Peña", "kind": "person", "language": "es", "operation": key}

    status, _place, page = clerk.post(NEW_CUSTOMER, press)
    assert status == 507
    assert "Nothing was saved" in page or "No se guardó nada" in page
    assert clerk.ask("GET", "/customers/")[0] == 200
    late.sign_in(people["staff"][1], people["password"])
    assert late.ask("GET", "/orders/")[0] == 200
    assert json.loads(late.ask("GET", "/health/ready")[2])["checks"]["disk"] == "warning"

    filler.unlink()
    assert clerk.post(NEW_CUSTOMER, press)[0] == 303
    assert clerk.post(NEW_CUSTOMER, press)[0] == 303
    assert clerk.ask("GET", "/customers/")[2].count("Ana Peña</") == 1
    shop.stop()
    succeeded(shop.run("manage.py", "fsck"))
    assert "Traceback" not in shop.log


def succeeded(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
