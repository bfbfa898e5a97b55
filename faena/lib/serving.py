"""The program behind its web server: a body is waited for outside of the threads that work, so that whoever sends
slowly, or nothing, keeps nobody else waiting.

granian speaks RSGI to `Application`, which speaks WSGI to Django. A library that stands between two such interfaces
(a2wsgi) reads the body in the working thread, and costs three times as much a request."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any, Final

LONGEST_PAUSE: Final = 30.0  # seconds without a byte
FIRST_SECONDS: Final = 20.0  # after which a body has to have come at the least rate
LEAST_RATE: Final = 500  # bytes a second, on average; a bad mobile network has ten times that
IN_MEMORY: Final = 64 * 2**10  # bytes of a body; what is larger lies in a temporary file
MOST_OF_A_STRANGER: Final = 2 * 2**20  # bytes of whoever bears no session: sign-in, links, tracking
MOST: Final = 320 * 2**20  # bytes: twenty photos of the largest
BODIES_AT_ONCE: Final = 1000  # that a process waits for
PIECE, AT_ONCE = 128 * 2**10, 0.1  # bytes of a stream, and seconds, that are made in one go

BAD_REQUEST, TIMED_OUT, TOO_LARGE, BUSY, BROKEN = 400, 408, 413, 503, 500
LEFT_OUT: Final = "faena.body_left_out"  # key of environ: the body was too large, and the program says so
BARE: Final = [  # headers of an answer without a page, to whoever sends what is no request
    ("connection", "close"),
    ("cache-control", "private, no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
]
NO_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

Headers = list[tuple[str, str]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]
log = logging.getLogger(__name__)


class Refused(Exception):
    """A body that is not taken. `status`: of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Answer:
    """What the program answers. `stream`: what is made while it is sent, in place of `body`."""

    status: int
    headers: Headers
    body: bytes = b""
    stream: Iterator[bytes] | None = None
    close: Callable[[], None] = lambda: None


class Application:
    """`threads`: that work in this process; each keeps a connection to the database. `session_cookie`: whoever bears
    one of this name may send as much as a form of ours takes."""

    def __init__(self, wsgi: Wsgi, *, threads: int, session_cookie: str) -> None:
        self.wsgi, self.session_cookie = wsgi, f"{session_cookie}="
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self.bodies = 0

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        environ = environ_of(scope)
        try:
            environ["wsgi.input"] = body = await self._body(environ, proto)
        except Refused as refused:
            if refused.status != TOO_LARGE:
                proto.response_empty(refused.status, BARE)
                return
            environ |= {"wsgi.input": (body := BytesIO()), "CONTENT_LENGTH": "0", LEFT_OUT: True}
        context, loop = copy_context(), asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.pool, context.run, self._answer, environ)
        if LEFT_OUT in environ:
            answer.headers.append(("connection", "close"))
        if answer.stream is None:
            proto.response_bytes(answer.status, answer.headers, answer.body)
        else:
            await self._stream(answer, answer.stream, proto, context)
        body.close()

    async def _body(self, environ: dict[str, Any], proto: Any) -> IO[bytes]:
        """The whole body. Raises Refused when it is too large, too slow, or one too many."""
        length = environ.get("CONTENT_LENGTH", "")
        if length and not (length.isascii() and length.isdigit()):
            raise Refused(BAD_REQUEST)
        if environ["REQUEST_METHOD"] in NO_BODY or length == "0":
            return BytesIO()
        most = MOST if self.session_cookie in environ.get("HTTP_COOKIE", "") else MOST_OF_A_STRANGER
        if length and int(length) > most:
            raise Refused(TOO_LARGE)
        if self.bodies >= BODIES_AT_ONCE:
            raise Refused(BUSY)
        self.bodies += 1
        try:
            return await _arrived(proto, most, int(length) if length else None)
        finally:
            self.bodies -= 1

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """In a working thread: what Django says, whole unless it streams."""
        said: list[tuple[str, Headers]] = []
        try:
            answered = self.wsgi(environ, lambda status, headers, _error=None: said.append((status, headers)))
            ((status, headers),) = said
            if getattr(answered, "streaming", False):
                return Answer(int(status[:3]), headers, b"", iter(answered), answered.close)
            body = b"".join(answered)
            answered.close()
        except Exception:  # Django answers 500 itself; this is what broke before or after it
            log.exception("The request was not answered.")
            return Answer(BROKEN, [])
        return Answer(int(status[:3]), headers, body)

    async def _stream(self, answer: Answer, stream: Iterator[bytes], proto: Any, context: Context) -> None:
        """Piece by piece, each by the thread that is free: between two of them none waits for the reader. Whoever makes
        a piece says its language and zone itself."""
        loop, transport = asyncio.get_running_loop(), proto.response_stream(answer.status, answer.headers)
        try:
            while piece := await loop.run_in_executor(self.pool, context.run, _next_piece, stream):
                await transport.send_bytes(piece)
        except Exception as error:  # the reader went away, or what is made broke: the stream ends
            log.warning("A stream ended early: %s", type(error).__name__)
        finally:
            await loop.run_in_executor(self.pool, context.run, answer.close)


def _next_piece(stream: Iterator[bytes]) -> bytes:
    """What is made within a moment; b"" at its end."""
    made, size, ends = [], 0, monotonic() + AT_ONCE
    for part in stream:
        made.append(part)
        size += len(part)
        if size >= PIECE or (size and monotonic() > ends):
            break
    return b"".join(made)


async def _arrived(proto: Any, most: int, promised: int | None) -> IO[bytes]:
    """The body, at most so many bytes of it. One that ends before what was promised is none: half a form, of somebody
    who went away, is not acted on."""
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed when it was answered
    begun, size, parts = monotonic(), 0, aiter(proto)
    try:
        while True:
            try:
                part = await asyncio.wait_for(anext(parts), LONGEST_PAUSE)
            except StopAsyncIteration:
                if promised is not None and size != promised:
                    raise Refused(BAD_REQUEST) from None
                body.seek(0)
                return body
            size += len(part)
            if size > most:
                raise Refused(TOO_LARGE)
            spent = monotonic() - begun
            if spent > FIRST_SECONDS and size < spent * LEAST_RATE:
                raise Refused(TIMED_OUT)
            body.write(part)
    except BaseException as error:
        body.close()
        if isinstance(error, TimeoutError):
            raise Refused(TIMED_OUT) from error
        if isinstance(error, Exception) and not isinstance(error, Refused):
            raise Refused(BAD_REQUEST) from error  # the connection broke: nobody hears it, and no trace is left
        raise


def environ_of(scope: Any) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333), without its body."""
    host, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_bytes(scope.path),
        "QUERY_STRING": _as_bytes(scope.query_string),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for another one, written with a hyphen
            continue
        known = name.upper().replace("-", "_")
        key = known if known in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{known}"
        environ[key] = f"{environ[key]}{'; ' if known == 'COOKIE' else ','}{value}" if key in environ else value
    return environ


def _as_bytes(text: str) -> str:
    """Bytes that WSGI has as text: each one is a sign."""
    return text.encode(errors="surrogateescape").decode("latin-1")
