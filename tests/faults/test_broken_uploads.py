"""An upload whose connection breaks at any tenth of it: nothing of it is acted on, and nothing stays in tables, in the
media folder or among the temporary files. A file that came whole but is cut off: tests/files/test_cut_off.py."""

import os
import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.client import encode_multipart

from tests.files import corpus, documents
from tools.faults.shop import HOST, Shop, a_shop
from tools.faults.writers import Browser

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs process groups"),
    pytest.mark.slow("a server is started"),
]
PHOTO = "/me/photo/"
UPLOADS = {
    "photo.jpg": lambda: corpus.written(corpus.scene(size=(480, 320)), "JPEG"),
    "photo.png": lambda: corpus.written(corpus.scene(size=(480, 320)), "PNG"),
    "photo.webp": lambda: corpus.written(corpus.scene(size=(480, 320)), "WEBP"),
    "offer.pdf": lambda: documents.GOOD["PDF"][0]() + b"%" * 5000,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder: Path = tmp_path_factory.mktemp("broken")
    with a_shop(folder, "") as opened:
        opened.people = opened.ask("-m", "tools.faults.people")  # type: ignore[attr-defined]  # of these tests alone
        opened.start()
        yield opened


def sent(shop: Shop, browser: Browser, body: bytes, upto: int) -> bytes:
    """The first bytes of a form with a file, and the connection ends; what the server says to it."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST {PHOTO} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((HOST, shop.port), timeout=20) as sender:
        sender.sendall(head.encode() + body[:upto])
        if upto < len(body):
            sender.shutdown(socket.SHUT_WR)
        return sender.recv(12)


def kept(shop: Shop) -> tuple[int, list[Path]]:
    """Rows of files, and every file under the media folder."""
    with sqlite3.connect(shop.folder / "faena.sqlite3") as database:
        [rows] = database.execute("SELECT count(*) FROM files_file").fetchone()
    return rows, [path for path in (shop.folder / "media").rglob("*") if path.is_file()]


def test_what_breaks_off_at_any_tenth_leaves_nothing(shop):
    browser = Browser(HOST, shop.port)
    browser.sign_in(shop.people["staff"][3], shop.people["password"])
    _status, _place, page = browser.ask("GET", "/me/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    bodies = {}
    for place, (name, make) in enumerate(UPLOADS.items()):
        upload = corpus.sent(make(), name)
        fields = {"csrfmiddlewaretoken": token[1], "operation": f"upload-{place}-of-this-test", "photo": upload}
        bodies[name] = encode_multipart("limit", fields)

    said = {
        (name, tenth): sent(shop, browser, body, len(body) * tenth // 10)
        for name, body in bodies.items()
        for tenth in range(1, 10)
    }

    assert {one for one in said.values() if one not in (b"", b"HTTP/1.1 400")} == set()
    assert kept(shop) == (0, [])
    assert "Traceback" not in shop.log
    whole = bodies["photo.jpg"]  # the same form is taken when it arrives
    assert sent(shop, browser, whole, len(whole)) == b"HTTP/1.1 303"
    assert kept(shop)[0] == 1
