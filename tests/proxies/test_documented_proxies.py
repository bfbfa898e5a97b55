"""The proxies of docs/operations.md as they stand there, nginx and Caddy, before the real server: what reaches Faena,
what comes back, and whom a slow sender keeps waiting."""

import http.client
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.files import corpus
from tests.proxies.fronts import SIGN_IN, SITE, Front, ShopBehind, TlsConnection, Visitor
from tools import proxies
from tools.faults.shop import HOST, a_database

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs process groups and addresses of loopback"),
    pytest.mark.slow("a server and a proxy are started"),
]
PHOTO = "/me/photo/"
SILENT, DRIBBLING, SLOW_PHOTOS = 100, 100, 10
ASKED = 40
MANY = 8000
CUSTOMERS = f"""
import django; django.setup()
from faena.customers.models import Customer
from tests.factories import a_customer
one = a_customer()
facts = dict(seller_id=one.seller_id, name=one.name, sort_name=one.sort_name)
Customer.objects.bulk_create(Customer(code=one.code + number, **facts) for number in range(1, {MANY}))
"""
CALM = 0.05  # seconds: below it a busy machine says nothing about who keeps whom waiting


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopBehind]:
    folder: Path = tmp_path_factory.mktemp("behind")
    with a_database(folder, "") as database:
        opened = ShopBehind(folder, database)
        try:
            opened.people = opened.ask("-m", "tools.faults.people")  # type: ignore[attr-defined]  # of these tests alone
            for words in (["-m", "tools.start", "shop"], ["-c", CUSTOMERS]):
                done = opened.run(*words)
                assert done.returncode == 0, done.stderr
            opened.start()
            yield opened
        finally:
            opened.stop()


@pytest.fixture(scope="module", params=proxies.NAMES)
def front(request: Any, shop: ShopBehind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if proxies.program(request.param) is None:
        pytest.skip(f"could not run: this machine has no {request.param} (python -m tools.proxies fetches Debian's)")
    opened = Front(request.param, tmp_path_factory.mktemp(request.param), shop.port)
    opened.folder.chmod(0o755)
    try:
        opened.start()
        yield opened
    finally:
        opened.stop()


@pytest.fixture(scope="module")
def clerk(front: Front, shop: Any) -> Visitor:
    """Somebody of the shop, signed in through the proxy."""
    visitor = Visitor(front)
    answer = visitor.sign_in(shop.people["staff"][proxies.NAMES.index(front.name)], shop.people["password"])
    assert answer.status == 303, visitor.page.decode()
    return visitor


@pytest.fixture
def master(front: Front, shop: Any) -> Visitor:
    """Whoever may export."""
    visitor = Visitor(front)
    visitor.sign_in("owner@shop.test", shop.people["password"])
    return visitor


def test_plain_http_leads_to_https(front):
    connection = http.client.HTTPConnection(HOST, front.http, timeout=10)
    connection.request("GET", f"{SIGN_IN}?next=/orders/", headers={"Host": SITE})
    answer = connection.getresponse()

    assert answer.status in (301, 308)
    target = answer.getheader("Location", "")
    assert re.fullmatch(rf"https://{SITE}(:\d+)?{SIGN_IN}\?next=/orders/", target)


def test_pages_come_as_from_a_secure_site(front, clerk):
    """Whatever the visitor says of himself: the proxy overwrites it."""
    answer = clerk.ask("GET", "/orders/", headers={"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"})

    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert b"evil.example" not in clerk.page
    assert {"__Host-session", "__Host-csrf"} <= set(clerk.cookies)
    stranger = Visitor(front)
    cookies = stranger.ask("GET", SIGN_IN).headers.get_all("Set-Cookie", [])
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies if "__Host-" in cookie)


def test_a_wrong_host_gets_no_page_of_ours(front):
    """nginx hands it on, and Faena refuses it; Caddy knows one site and has nothing for another."""
    stranger = Visitor(front)
    answer = stranger.ask("GET", SIGN_IN, headers={"Host": "evil.example"})

    assert b'name="login"' not in stranger.page
    if front.name == "nginx":
        assert answer.status == 400
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "max-age" in answer.headers["Strict-Transport-Security"]
    else:
        assert stranger.page == b""


def test_visitors_are_counted_by_their_own_address(front):
    """Each behind the proxy by itself, and none by an address that it made up."""
    place = 10 * (1 + proxies.NAMES.index(front.name))
    one, other = Visitor(front, f"127.0.0.{place}"), Visitor(front, f"127.0.0.{place + 1}")
    statuses = []
    one.ask("GET", SIGN_IN)
    for number in range(12):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-Ip": f"198.51.100.{number}"}
        statuses.append(one.post(SIGN_IN, {"login": f"nobody@{front.name}.test", "password": "x"}, forged).status)
    other.ask("GET", SIGN_IN)

    assert statuses == [422] * 10 + [429] * 2
    assert other.post(SIGN_IN, {"login": f"nobody@{front.name}.test", "password": "x"}).status == 422


def test_a_photo_arrives(clerk, shop):
    """And one that is too heavy is answered as everywhere, with its sentence."""
    waiting = shop.folder / "media" / "incoming"
    before = len(list(waiting.rglob("*"))) if waiting.exists() else 0

    assert clerk.send_photo(PHOTO, corpus.jpeg()).status == 303
    assert len(list(waiting.rglob("*"))) > before
    clerk.ask("GET", "/me/")

    assert clerk.send_photo(PHOTO, b"\xff\xd8\xff" + bytes(16 * 2**20)).status == 303
    clerk.ask("GET", "/me/")
    assert "15 MB" in clerk.page.decode()


def test_too_much_for_one_form_is_refused_with_the_sentence_of_faena(front, clerk):
    """While it is sent: the proxy does not wait for the rest, and has no page of its own."""
    said = b""
    with begun(front, clerk, PHOTO, "multipart/form-data; boundary=x", 400 * 2**20) as sender:
        sender.settimeout(0.05)
        for _piece in range(200):
            with suppress(TimeoutError):
                said += sender.recv(2**16)
            if b"</html>" in said:
                break
            with suppress(OSError):  # who is refused may be cut off
                sender.sendall(bytes(2**12))

    assert said.startswith(b"HTTP/1.1 413")
    assert b"This is more than one form takes" in said


def test_an_export_comes_while_it_is_made(front, master):
    """The proxy neither keeps it until it is whole nor takes half of it for the whole."""
    began = time.perf_counter()
    body = urlencode({"csrfmiddlewaretoken": master.cookies["__Host-csrf"]})
    form = {**master.headers(), "Content-Type": "application/x-www-form-urlencoded"}
    master.connection.request("POST", "/customers/?format=csv", body, form)
    answer = master.connection.getresponse()
    assert answer.read(1)
    first, rest = time.perf_counter() - began, answer.read()
    whole = time.perf_counter() - began

    assert (answer.status, answer.getheader("Transfer-Encoding")) == (200, "chunked")
    assert len(rest.splitlines()) > MANY
    assert first < whole / 2, f"first byte after {first:.2f} of {whole:.2f} s"


def test_files_of_a_page_are_kept_for_a_year(clerk):
    clerk.ask("GET", "/me/")
    files = clerk.files_of_page()
    assert files
    for path in files:
        answer = clerk.ask("GET", path, headers={"Accept-Encoding": "gzip"})
        assert answer.status == 200, path
        if re.search(r"\.[0-9a-f]{12}\.", path):
            assert "max-age=315360000" in answer.headers["Cache-Control"]
            assert "immutable" in answer.headers["Cache-Control"]


def test_slow_senders_keep_nobody_waiting(front, clerk):
    """Silent ones, a byte a second, and photos over a bad network; the photos arrive."""
    alone = p95_of(clerk)
    over = threading.Event()
    with ExitStack() as opened:
        dribbling = [
            opened.enter_context(begun(front, clerk, SIGN_IN, "application/x-www-form-urlencoded", 1000))
            for _ in range(SILENT + DRIBBLING)
        ][SILENT:]
        kind, body = clerk.with_photo(corpus.jpeg())
        photos = [opened.enter_context(begun(front, clerk, PHOTO, kind, len(body))) for _ in range(SLOW_PHOTOS)]
        pieces = len(body) // 30 + 1
        opened.callback(over.set)

        def send() -> None:
            for number in range(30):
                for sender in dribbling if number % 10 == 0 else []:
                    sender.sendall(b"x")
                for sender in photos:
                    sender.sendall(body[number * pieces : (number + 1) * pieces])
                time.sleep(0.1)

        sending = threading.Thread(target=send)
        sending.start()
        beside = p95_of(clerk)
        sending.join()
        assert beside < 3 * max(alone, CALM), f"{alone:.3f} s before, {beside:.3f} s beside them"
        assert all(sender.recv(12).startswith(b"HTTP/1.1 303") for sender in photos)


def begun(front: Front, visitor: Visitor, path: str, kind: str, length: int) -> socket.socket:
    """A request of which only the head is sent."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = f"POST {path} HTTP/1.1\r\nHost: {SITE}\r\nOrigin: https://{SITE}\r\nCookie: {cookies}\r\n"
    head += f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    connection = TlsConnection(front.https, source="127.0.0.1", timeout=15)
    connection.connect()
    connection.sock.sendall(head.encode())
    return connection.sock


def p95_of(visitor: Visitor) -> float:
    """Seconds, of a list that is asked for again and again."""
    spent = []
    for _ in range(ASKED):
        began = time.perf_counter()
        assert visitor.ask("GET", "/customers/").status == 200
        spent.append(time.perf_counter() - began)
    return sorted(spent)[int(0.95 * ASKED)]
