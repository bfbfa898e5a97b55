"""Whoever sends slowly, or goes away in the middle."""

import secrets
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from tools.faults.evening import Evening, Stage, evening
from tools.faults.shop import HOST
from tools.faults.writers import FORM, NEW_ORDER, Browser

SILENT = 200
SILENCE = 10.0  # seconds
PARTS, CUTS = (0.01, 0.5, 0.99), 10


def slow_bodies(stage: Stage, folder: Path) -> Evening:
    """Two hundred bodies that never come keep nobody waiting; a form of which the end is missing is not acted on."""
    with evening(stage, folder) as shown, ExitStack() as open_ones:
        shown.open()
        browser, cut = shown.browser(shown.people["staff"][0]), 0
        for _ in range(SILENT):
            open_ones.enter_context(_begun(browser, shown.shop.port, b"x", 1000))
        with shown.undisturbed(f"{SILENT} silent bodies"):
            time.sleep(SILENCE)
            for part in PARTS * CUTS:
                body = _an_order(browser)
                with _begun(browser, shown.shop.port, body[: int(len(body) * part)], len(body)):
                    cut += 1
        shown.figures.append(f"{cut} forms cut")
    return shown


def _an_order(browser: Browser) -> bytes:
    """Its reason is on nobody's list: found in the database, it was written without an answer."""
    what = {"name": "Nobody", "device_kind": "Phone", "reason": f"cut {secrets.token_hex(6)}"}
    sent = {"operation": secrets.token_urlsafe(18), "csrfmiddlewaretoken": browser.cookies["csrf"]}
    return urlencode(what | sent).encode()


def _begun(browser: Browser, port: int, body: bytes, promised: int) -> socket.socket:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = [f"POST {NEW_ORDER} HTTP/1.1", "Host: localhost", f"Cookie: {cookies}", f"Content-Type: {FORM}"]
    sender = socket.create_connection((HOST, port), timeout=10)
    sender.sendall("\r\n".join([*head, f"Content-Length: {promised}", "", ""]).encode() + body)
    return sender
