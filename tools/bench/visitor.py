"""One browser: a connection that is kept, its cookies, and the forms that it fills in.

It reads sockets by itself: http.client takes as long to read an answer as the empty view takes to give one."""

import gzip
import random
import re
import socket
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from tools import SetupError
from tools.bench.pageforms import Form, form_with

BOUNDARY: Final = "----faena-bench-7f3a9c"
PATIENCE = 60  # seconds
AS_IS: Final = "/:?&=%+,;@!$'()*~#[]"


@dataclass(frozen=True, slots=True)
class Answer:
    """`wire`: bytes that travelled, head and body; `seconds`: from the first one sent to the last one read."""

    status: int
    head: dict[str, str]
    body: bytes
    wire: int
    seconds: float

    @property
    def text(self) -> str:
        """PDFs as well: what is looked for stands in plain letters."""
        body = gzip.decompress(self.body) if self.head.get("content-encoding") == "gzip" else self.body
        return body.decode("utf-8", "replace")


class Visitor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.socket: socket.socket | None = None
        self.dice = random.Random(port)

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, form: Form, typed: dict[str, str]) -> Answer:
        """The form as a browser sends it, with what was typed in place of what stood in its fields."""
        pairs = form.filled(typed, self.dice)
        if not form.is_multipart:
            return self._ask("POST", path, urlencode(pairs).encode(), "application/x-www-form-urlencoded")
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
        ]
        body = "".join([*parts, f"--{BOUNDARY}--\r\n"])
        return self._ask("POST", path, body.encode(), f"multipart/form-data; boundary={BOUNDARY}")

    def form(self, path: str, field: str) -> Form:
        """That of a page that has the field."""
        answer = self.get(path)
        try:
            return form_with(answer.text, field)
        except LookupError as error:
            raise SetupError(f"{path} answered {answer.status}. {error}") from error

    def sign_in(self, login: str, password: str) -> None:
        form = self.form("/sign-in/", "password")
        answer = self.post("/sign-in/", form, {"login": login, "password": password})
        if answer.status not in (302, 303) or self.get("/").status != 200:
            raise SetupError(f"{login} could not sign in: the answer was {answer.status}.")

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        lines = [
            f"{method} {quote(path, safe=AS_IS)} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept-Encoding: gzip",
        ]
        lines += ["Accept: text/html", "Accept-Language: es"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        asked = "\r\n".join([*lines, "", ""]).encode() + body
        connection = self.socket or self._connect()
        begun = time.perf_counter()
        connection.sendall(asked)
        head, rest, wire = self._answer(connection)
        return self._kept(Answer(int(head[0].split()[1]), {}, rest, wire, time.perf_counter() - begun), head[1:])

    def _connect(self) -> socket.socket:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.socket

    def _answer(self, connection: socket.socket) -> tuple[list[str], bytes, int]:
        """The lines of the head, the body, and the bytes of both."""
        read = b""
        while (ends := read.find(b"\r\n\r\n")) < 0:
            read += _more(connection)
        head, rest = read[:ends].decode("latin-1").split("\r\n"), read[ends + 4 :]
        facts = read[:ends].lower()
        if b"transfer-encoding: chunked" in facts:
            body, length_of_chunks = _in_chunks(connection, rest)
            return head, body, ends + 4 + length_of_chunks
        length = re.search(rb"content-length: *(\d+)", facts)
        parts, missing = [rest], int(length[1] if length else 0) - len(rest)
        while missing > 0:
            parts.append(_more(connection))
            missing -= len(parts[-1])
        body = b"".join(parts)
        return head, body, ends + 4 + len(body)

    def _kept(self, answer: Answer, lines: list[str]) -> Answer:
        for line in lines:
            name, _colon, value = line.partition(":")
            name, value = name.lower(), value.strip()
            answer.head[name] = value
            if name == "set-cookie":
                cookie, _equals, content = value.split(";")[0].partition("=")
                self.cookies[cookie] = content
        if answer.head.get("connection", "").lower() == "close":
            self.close()
        return answer


def _more(connection: socket.socket) -> bytes:
    read = connection.recv(1 << 18)
    if not read:
        raise ConnectionError("The server closed the connection in the middle of an answer.")
    return read


def _in_chunks(connection: socket.socket, read: bytes) -> tuple[bytes, int]:
    """A body that comes in chunks, of which some was read already: the whole of it, and the bytes that it took."""
    body, at = b"", 0
    while True:
        while (ends := read.find(b"\r\n", at)) < 0:
            read += _more(connection)
        size = int(read[at:ends].split(b";")[0], 16)
        begins, at = ends + 2, ends + 2 + size + 2
        while len(read) < at:
            read += _more(connection)
        if size == 0:
            return body, len(read)
        body += read[begins : begins + size]
