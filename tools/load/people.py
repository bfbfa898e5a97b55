"""What each of the people does, as Locust plays them: reads and writes as a browser sends them, by the forms and links
of the pages. Every write carries a marker that occurs nowhere else, and is noted when it was acknowledged."""

import html
import random
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from locust import FastHttpUser, between, task

from tools.bench.pageforms import Form, form_with, forms_in
from tools.bench.works import ALL, EXPORTS, PASSWORD, SIGN_INS, Places, Work
from tools.faults.writers import BOUNDARY, FORM
from tools.load.photo import a_photo

SEE_OTHER, OK = 303, 200
IMPATIENT = 60.0  # seconds after which nobody waits any more
LISTS = ("customers", "orders", "orders-status", "queue")
PAGES = ("sheet", "ticket", "record", "statement", "home")
SEARCHES = ("common", "rare", "two", "document", "hits", "orders-search", "queue-search")
MASTERS = 0.05  # of the people; only they get lists as files
AS_A_FILE = 0.5  # of their lists
EXPORT: Final = re.compile(r'(href|formaction)="([^"]*[?&;]format=(csv|xlsx)[^"]*)"')
ACCOUNT: Final = re.compile(r'href="(/[^"]*/accounts/\d+/)')
WORKS: Final = {work.id: work for work in ALL}


@dataclass(frozen=True)
class Sample:
    """`kind`: "read" or "write"; `name`: of what was done; `at`: when it was answered (monotonic)."""

    kind: str
    name: str
    at: float
    ms: float


@dataclass
class Notebook:
    """What all of them noted. `acknowledged`: (kind, marker) of each write that was answered; `wrong`: what was not
    answered as it should be."""

    places: Places
    run: str = field(default_factory=lambda: f"load-{secrets.token_hex(4)}")
    samples: list[Sample] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    came: int = 0  # who came first signs in by the first login
    inside: int = 0  # have signed in

    def marker(self) -> str:
        return f"{self.run}-{secrets.token_hex(6)}"


class Wrong(Exception):
    """An answer that nobody should get; this turn is over."""


class Person(FastHttpUser):
    """Signs in once, and thinks three to nine seconds before each thing."""

    wait_time = between(3, 9)
    network_timeout = connection_timeout = IMPATIENT
    notebook: Notebook  # of the run

    def on_start(self) -> None:
        place, self.notebook.came = self.notebook.came, self.notebook.came + 1
        self.is_master = random.random() < MASTERS or place == 0
        self.orders: list[str] = []  # the sheets of those that were opened here
        login = EXPORTS if self.is_master else SIGN_INS[place % len(SIGN_INS)]
        with self.turn():
            form = form_with(self.page("sign-in page", "/sign-in/"), "password")
            self.send("sign-in", "/sign-in/", form, {"login": login, "password": PASSWORD})
        self.notebook.inside += 1

    # --- reading ----------------------------------------------------------------------------------------------

    @task(30)
    def a_list(self) -> None:
        if self.is_master and random.random() < AS_A_FILE:
            self.a_file()
        else:
            self.look("list", LISTS)

    @task(25)
    def a_page(self) -> None:
        self.look("page", PAGES)

    @task(8)
    def a_search(self) -> None:
        self.look("search", SEARCHES)

    @task(10)
    def tracking(self) -> None:
        self.look("tracking", ("tracking",))

    @task(5)
    def a_paper(self) -> None:
        self.look("PDF", ("slip",))

    def a_file(self) -> None:
        """A list as a file, by the link or the button that the page has."""
        with self.turn():
            where = random.choice(("/orders/?q=jose", "/customers/?q=pena"))
            page = self.page("list", where)
            found = EXPORT.findall(page)
            if not found:
                raise Wrong(f"{where} offers no file.")
            how, address, kind = random.choice(found)
            address = html.unescape(address)
            address = address if address.startswith("/") else where.partition("?")[0] + address
            if how == "href":
                self.page(kind.upper(), address)
            else:
                token = next(form for form in forms_in(page) if form.has("csrfmiddlewaretoken"))
                body = urlencode(token.filled({}, random.Random()))
                self.ask("read", kind.upper(), "POST", address, OK, body, FORM)

    # --- writing ----------------------------------------------------------------------------------------------

    @task(4)
    def a_comment(self) -> None:
        self.change("comment", "text", WORKS["comment"])

    @task(4)
    def a_status(self) -> None:
        self.change("status", "note", WORKS["order-status"])

    @task(2)
    def a_customer(self) -> None:
        self.change("customer", "name", WORKS["customer"])

    @task(5)
    def an_order(self) -> None:
        if place := self.change("order", "reason", WORKS["intake"]):
            self.orders.append(place.partition("?")[0])

    @task(3)
    def a_payment(self) -> None:
        """Of an order that was opened here."""
        if not self.orders:
            return self.an_order()
        with self.turn():
            account = ACCOUNT.search(self.page("page", random.choice(self.orders)))
            if account is None:
                raise Wrong("A sheet leads to no account.")
            form = form_with(self.page("form", account[1]), "tenders-0-amount")
            marker = self.notebook.marker()
            self.send("payment", account[1], form, {"tenders-0-amount": "0,01", "tenders-0-reference": marker})
            self.notebook.acknowledged.append(("payment", marker))
        return None

    @task(2)
    def a_photo(self) -> None:
        self.change("status", "note", WORKS["order-status"], photo=a_photo())

    # --- how --------------------------------------------------------------------------------------------------

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What goes wrong is noted, and the next turn begins."""
        try:
            yield
        except (Wrong, LookupError) as wrong:
            self.notebook.wrong.append(str(wrong))

    def look(self, name: str, works: tuple[str, ...]) -> None:
        with self.turn():
            work = WORKS[random.choice(works)]
            path, _typed = self.notebook.places.of(work)
            page = self.page(name, path)
            if not re.search(work.contains, page):
                raise Wrong(f"{path} lacks {work.contains}.")

    def change(self, kind: str, field: str, work: Work, *, photo: bytes = b"") -> str:
        """Fill in the form of a page and send it, with a marker in `field`. Where it led; "" when it went wrong."""
        with self.turn():
            path, typed = self.notebook.places.of(work)
            marker = self.notebook.marker()
            form = form_with(self.page("form", path), field)
            place = self.send("photo" if photo else kind, path, form, typed | {field: marker}, photo)
            self.notebook.acknowledged.append((kind, marker))
            return place
        return ""

    def page(self, name: str, path: str) -> str:
        return self.ask("read", name, "GET", path, OK)[0]

    def send(self, name: str, path: str, form: Form, typed: dict[str, str], photo: bytes = b"") -> str:
        """Where the answer leads."""
        pairs = form.filled(typed, random.Random())
        if form.is_multipart:
            body, kind = in_parts(pairs, photo), f"multipart/form-data; boundary={BOUNDARY}"
        else:
            body, kind = urlencode(pairs).encode(), FORM
        return self.ask("write", name, "POST", path, SEE_OTHER, body, kind)[1]

    def ask(
        self, kind: str, name: str, method: str, path: str, wanted: int, body: Any = None, media: str = ""
    ) -> tuple[str, str]:
        """The text and where it leads. Raises Wrong for another status than the one that is wanted."""
        headers = {"Content-Type": media} if media else {}
        began = time.monotonic()
        with self.client.request(
            method, path, name=name, data=body, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            text = (answer.content or b"").decode("utf-8", "replace")  # PDFs as well: their first letters are plain
            self.notebook.samples.append(Sample(kind, name, time.monotonic(), (time.monotonic() - began) * 1e3))
            if answer.status_code not in (wanted, 302 if wanted == SEE_OTHER else wanted):
                answer.failure(str(answer.status_code))
                raise Wrong(f"{method} {path} was answered {answer.status_code}: {errors_in(text)}")
            answer.success()
            return text, (answer.headers or {}).get("Location", "")


def in_parts(pairs: list[tuple[str, str]], photo: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in pairs]
    if photo:
        parts.append(f'{head}"photos"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode())
        parts += [photo, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def errors_in(page: str) -> str:
    """What a page says about a form that it refuses."""
    return " ".join(re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]*)', page))[:200].strip()
