"""People who write without a pause and never give up: whatever was not answered they send again, the same key and the
same body, as a browser's second try does. Now and then one does not wait for the answer: his network broke."""

import http.client
import itertools
import random
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

SEE_OTHER = 303
HTTP_ERRORS = (OSError, http.client.HTTPException)
SIGN_IN, NEW_ORDER = "/sign-in/", "/orders/new/"
COOKIES = {"session", "csrf"}
FORM, BOUNDARY = "application/x-www-form-urlencoded", "----faena-faults-5d1e"
UNLUCKY = 0.15  # of the writes lose their connection before the answer


@dataclass
class Write:
    """One press of a button. `marker` is a text that occurs nowhere else; `sent_at`: when it was sent last;
    `cut`: the writer's own network broke, so that the server is not to blame for the second try."""

    kind: str
    marker: str
    path: str
    fields: dict[str, Any]
    photo: bytes = field(default=b"", repr=False)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    tries: int = 0
    sent_at: float = 0
    cut: bool = field(default_factory=lambda: random.random() < UNLUCKY)


@dataclass
class Ledger:
    """What all writers know together."""

    acknowledged: list[Write] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)  # the addresses of the sheets
    server_errors: list[str] = field(default_factory=list)  # answers of 5xx, which are tried again
    surprises: list[str] = field(default_factory=list)  # answers that no write may get
    sign_ins: int = 0  # that were needed again
    seconds: list[tuple[float, float]] = field(default_factory=list)  # when each write was answered, and after how long
    done: threading.Event = field(default_factory=threading.Event)  # nobody begins anything new
    over: threading.Event = field(default_factory=threading.Event)  # nobody waits for an answer either


def body_of(fields: dict[str, Any], photo: bytes) -> tuple[bytes, str]:
    """A form as it travels, and its Content-Type."""
    if not photo:
        return urlencode(fields).encode(), FORM
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts.append(f'{head}"photos"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode())
    return b"".join([*parts, photo, f"\r\n--{BOUNDARY}--\r\n".encode()]), f"multipart/form-data; boundary={BOUNDARY}"


def a_photo() -> bytes:
    """Another one each time."""
    from PIL import Image

    file = BytesIO()
    Image.frombytes("RGB", (60, 40), secrets.token_bytes(60 * 40 * 3)).save(file, "JPEG")
    return file.getvalue()


class Browser:
    """As much of one as signing in and sending forms take: two cookies and one connection."""

    def __init__(self, host: str, port: int) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> tuple[int, str, str]:
        """Status, Location and page. Raises OSError or HTTPException where the connection breaks."""
        try:
            self.send(method, path, body, kind)
            answer = self.connection.getresponse()
            page = answer.read().decode()
        except HTTP_ERRORS:
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items() if name in COOKIES}
        return answer.status, answer.getheader("Location", ""), page

    def send(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body or None, headers)

    def post(self, path: str, fields: dict[str, Any], *, photo: bytes = b"", cut: bool = False) -> tuple[int, str, str]:
        """photo: sent as `photos`. cut: the connection breaks right after the sending."""
        body, kind = body_of({**fields, "csrfmiddlewaretoken": self.cookies["csrf"]}, photo)
        if cut:
            self.send("POST", path, body, kind)
            self.connection.close()
            raise ConnectionResetError
        return self.ask("POST", path, body, kind)

    def last_choice(self, name: str, path: str) -> str:
        """What the last option of a select on that page sends."""
        _status, _place, page = self.ask("GET", path)
        select = re.search(rf'<select name="{name}".*?</select>', page, re.S)
        assert select, f"{path} offers no {name}."
        return str(re.findall(r'value="([^"]+)"', select[0])[-1])

    def sign_in(self, login: str, password: str) -> None:
        self.ask("GET", SIGN_IN)
        status, *_rest = self.post(SIGN_IN, {"login": login, "password": password})
        if status != SEE_OTHER or "session" not in self.cookies:
            raise ConnectionError(f"{login} could not sign in: {status}.")


class Writer(threading.Thread):
    """Opens orders with an advance; adds parts, internal statuses and statuses with a photo to anybody's."""

    def __init__(self, login: str, browser: Browser, ledger: Ledger, people: dict[str, Any], *, photos: bool) -> None:
        super().__init__(name=login.partition("@")[0], daemon=True)
        self.login, self.browser, self.ledger, self.people, self.photos = login, browser, ledger, people, photos
        self.method = browser.last_choice("method", NEW_ORDER)
        self.numbers = itertools.count(1)

    def run(self) -> None:
        makers: list[Callable[[str], Write]] = [self.an_order, self.a_part, self.an_internal_status]
        makers += [self.a_status] if self.photos else []
        while not self.ledger.done.is_set() and not self.ledger.over.is_set():
            make = random.choice(makers) if self.ledger.orders else self.an_order
            self.deliver(make(f"{self.name}-{next(self.numbers)}-{secrets.token_hex(4)}"))

    def deliver(self, write: Write) -> None:
        """Send it until it is answered."""
        while not self.ledger.over.is_set():
            cut = write.cut and not write.tries
            write.tries, write.sent_at = write.tries + 1, time.time()
            fields, began = write.fields | {"operation": write.key}, time.monotonic()
            try:
                status, place, _page = self.browser.post(write.path, fields, photo=write.photo, cut=cut)
                if place.startswith(SIGN_IN):
                    self.ledger.sign_ins += 1
                    self.browser.sign_in(self.login, self.people["password"])
                    continue
            except HTTP_ERRORS:
                time.sleep(random.uniform(0.05, 0.5) if cut else 0.05)
                continue
            if status < 500:
                self.ledger.seconds.append((time.monotonic(), time.monotonic() - began))
                self.note(write, status, place)
                return
            self.ledger.server_errors.append(f"{status} for {write}")
            time.sleep(0.05)

    def note(self, write: Write, status: int, place: str) -> None:
        """Every write here is right, so it ends on the sheet of its order."""
        if status != SEE_OTHER or not place.startswith("/orders/"):
            self.ledger.surprises.append(f"{status} {place} for {write}")
            self.ledger.over.set()
            return
        if write.kind == "order":
            self.ledger.orders.append(place.partition("?")[0])
        self.ledger.acknowledged.append(write)

    def an_order(self, marker: str) -> Write:
        what = {"name": f"Customer {marker}", "phone": "+584121234567", "device_kind": "Phone", "reason": marker}
        money = {"service_value": "50.00", "advance": "10.00", "method": self.method, "reference": marker}
        return Write("order", marker, NEW_ORDER, {**what, **money})

    def a_part(self, marker: str) -> Write:
        facts = {"quantity": "1", "unit_price": "5.00", "borne": "charged", "warranty": "", "warranty_unit": "days"}
        return Write("part", marker, f"{self.somewhere()}parts/", {"description": marker, **facts})

    def an_internal_status(self, marker: str) -> Write:
        facts = {"status": self.people["internal_status"], "note": marker}
        return Write("internal", marker, f"{self.somewhere()}internal/", facts)

    def a_status(self, marker: str) -> Write:
        facts = {"status": self.people["status"], "note": marker}
        return Write("status", marker, f"{self.somewhere()}statuses/", facts, a_photo())

    def somewhere(self) -> str:
        """One of the newest orders of anybody: several write on the same one."""
        return random.choice(self.ledger.orders[-4:])
