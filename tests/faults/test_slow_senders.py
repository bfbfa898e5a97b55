"""Whoever sends slowly, or nothing at all, keeps nobody else waiting; what is sent slowly still arrives whole."""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tools.faults.shop import HOST, Shop, a_shop
from tools.faults.writers import SIGN_IN, Browser

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs process groups"),
    pytest.mark.slow("a server is started"),
]
SILENT = 200


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder: Path = tmp_path_factory.mktemp("slow")
    with a_shop(folder, "") as opened:
        opened.people = opened.ask("-m", "tools.faults.people")  # type: ignore[attr-defined]  # of these tests alone
        opened.start()
        yield opened


def begun(shop: Shop, head: str, body: bytes = b"") -> socket.socket:
    """A request of which more is promised than is sent."""
    sender = socket.create_connection((HOST, shop.port), timeout=10)
    sender.sendall(head.replace("\n", "\r\n").encode() + body)
    return sender


def test_two_hundred_silent_bodies_hold_no_thread(shop):
    """Eight of them held all eight threads, and everybody waited for as long as they liked. No limit of ours is as long
    as this test may take: without threads to spare the pages below would time out."""
    clerk = Browser(HOST, shop.port)
    clerk.sign_in(shop.people["staff"][0], shop.people["password"])
    clerk.connection.timeout = 10
    head = f"POST {SIGN_IN} HTTP/1.1\nHost: localhost\nContent-Length: 1000\n\n"
    with ExitStack() as open_ones:
        for _ in range(SILENT):
            open_ones.enter_context(begun(shop, head, b"x"))
        for path in ("/", "/customers/", "/orders/") * 3:
            assert clerk.ask("GET", path)[0] == 200


def test_what_comes_drop_by_drop_is_read_whole(shop):
    """A phone in a cellar: a photo of its sign-in takes its time and is not lost."""
    browser = Browser(HOST, shop.port)
    browser.ask("GET", SIGN_IN)
    body = urlencode({
        "login": shop.people["staff"][1], "password": shop.people["password"],
        "csrfmiddlewaretoken": browser.cookies["csrf"],
    }).encode()  # fmt: skip
    head = (
        f"POST {SIGN_IN} HTTP/1.1\nHost: localhost\nCookie: csrf={browser.cookies['csrf']}\n"
        f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}\nConnection: close\n\n"
    )
    with begun(shop, head) as sender:
        for place in range(0, len(body), 40):
            sender.sendall(body[place : place + 40])
            time.sleep(0.01)
        assert sender.recv(20).startswith(b"HTTP/1.1 303")


def test_half_a_form_is_not_acted_on(shop):
    """Who signs in with the first half of what he typed is not signed in, and leaves no traceback in the log."""
    browser = Browser(HOST, shop.port)
    browser.ask("GET", SIGN_IN)
    login = urlencode({
        "csrfmiddlewaretoken": browser.cookies["csrf"], "login": shop.people["staff"][2],
        "password": shop.people["password"],
    }).encode()  # fmt: skip
    head = (
        f"POST {SIGN_IN} HTTP/1.1\nHost: localhost\nCookie: csrf={browser.cookies['csrf']}\n"
        f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(login) + 20}\n\n"
    )
    with begun(shop, head, login) as sender:
        sender.shutdown(socket.SHUT_WR)
        assert b" 303 " not in sender.recv(20)
    browser.ask("GET", SIGN_IN)

    assert "Traceback" not in shop.log
    assert "exception" not in shop.log.lower()


@pytest.mark.parametrize("head", ["Content-Length: 3000000", "Cookie: session=x\nContent-Length: 400000000"])
def test_too_much_is_refused_before_it_is_sent(shop, head):
    """With the page that a form gets which brings too much, and the headers of every answer."""
    with begun(shop, f"POST / HTTP/1.1\nHost: localhost\n{head}\n\n") as sender:
        answer = sender.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 413")
    assert "Esto es más de lo que cabe en un formulario".encode() in answer
    for header in (b"x-content-type-options: nosniff", b"content-security-policy:", b"no-store"):
        assert header in answer.lower()


def test_what_is_no_request_is_refused(shop):
    with begun(shop, "POST / HTTP/1.1\nHost: localhost\nContent-Length: 1x\n\n") as sender:
        assert sender.recv(20).startswith(b"HTTP/1.1 400")


def test_addresses_arrive_as_they_were_written(shop):
    """What Django made of each letter, of a byte that is none, and of a name that would pass for another one."""
    browser = Browser(HOST, shop.port)

    assert browser.ask("GET", "/no/caf%C3%A9/%FF/")[0] == 404
    assert browser.ask("GET", f"{SIGN_IN}?next=/caf%C3%A9/")[0] == 200
    browser.connection.request("GET", "/health/live", headers={"X_Forwarded_For": "a", "X-Name": "ñ"})
    answer = browser.connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"live\n")
    assert re.fullmatch("[0-9a-f]{16}", answer.getheader("X-Request-Id", ""))


def test_a_stream_whose_reader_leaves_ends(shop):
    """An export is read by nobody after its first bytes; the next ones are made for others."""
    master = Browser(HOST, shop.port)
    master.sign_in("owner@shop.test", shop.people["password"])
    cookies = "; ".join(f"{name}={value}" for name, value in master.cookies.items())
    body = urlencode({"csrfmiddlewaretoken": master.cookies["csrf"]}).encode()
    head = (
        f"POST /customers/?format=csv HTTP/1.1\nHost: localhost\nCookie: {cookies}\n"
        f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}\n\n"
    )
    for _ in range(10):
        with begun(shop, head, body) as reader:
            assert reader.recv(20).startswith(b"HTTP/1.1 200")

    status, _place, page = master.post("/customers/?format=csv", {})

    assert status == 200
    assert len(page.splitlines()) >= 1
