"""One signed call to an address that somebody else chose: to it and to no machine inside, with an end to everything.

Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`, an HMAC-SHA256 over
`id.timestamp.body` for each secret that is valid."""

import base64
import hashlib
import hmac
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

PREFIX: Final = "whsec_"
DEADLINE: Final = 10.0  # seconds for the whole exchange: a socket's own timeout begins anew with each byte
MOST_READ: Final = 2048
KEPT: Final = 1000
PROBLEMS: Final = {
    "refused-address": _("This address leads to a machine that webhooks may not call."),
    "unreachable": _("Nobody answered at this address."),
    "certificate": _("Its certificate is not valid."),
    "too-slow": _("It did not answer within ten seconds."),
    "no-http": _("What it answered is no HTTP."),
    "answered": _("It answered with an error."),
    "withheld": _("A Master decided that it does not leave."),
    "interrupted": _("The program was stopped while it called."),
}
# What stands for other addresses, some of them inside: NAT64, 6to4, Teredo, site-local, IPv4-compatible, relays of 6to4
# (RFC 6052, 8215, 3056, 4380, 3879, 4291, 7526).
TRANSLATED: Final = [
    ip_network(net)
    for net in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "::/96", "192.88.99.0/24",
    )
]  # fmt: skip


class NotCalled(Exception):
    """problem: a word of PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Call it once. Raises NotCalled. A redirect is an answer like any other: it is not followed."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    begun = time.monotonic()
    address = vetted(host, parts.port or (443 if is_tls else 80), is_tls=is_tls)
    connection = _Connection(host, parts.port, address) if not is_tls else _TlsConnection(host, parts.port, address)
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        if connection.held:
            with suppress(OSError):  # it has ended by itself
                connection.held.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(DEADLINE, end)
    timer.daemon = True
    timer.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "Faena", **headers})
        answer = connection.getresponse()
        text = answer.read(MOST_READ).decode("utf-8", "replace")
    except ssl.SSLError as error:
        raise NotCalled("too-slow" if is_late.is_set() else "certificate") from error
    except TimeoutError as error:
        raise NotCalled("too-slow") from error
    except (OSError, HTTPException, ValueError) as error:
        late, is_http = is_late.is_set(), isinstance(error, HTTPException)
        raise NotCalled("too-slow" if late else "no-http" if is_http else "unreachable") from error
    finally:
        timer.cancel()
        connection.close()
    if is_late.is_set():
        raise NotCalled("too-slow")
    kept = text.replace("\0", "")[:KEPT]
    return Answer(answer.status, kept, int((time.monotonic() - begun) * 1000))


def vetted(host: str, port: int, *, is_tls: bool) -> tuple[Any, ...]:
    """Where to connect to: the host is asked for once, and each address that it has must be allowed. Raises
    NotCalled."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotCalled("unreachable") from error
    for _family, _type, _proto, _name, where in found:
        if not is_allowed(ip_address(where[0]), is_tls=is_tls):
            raise NotCalled("refused-address")
    return found[0][4]


def is_allowed(address: IPv4Address | IPv6Address, *, is_tls: bool) -> bool:
    """A public address, by TLS; or one of the nets of FAENA_HOOK_NETS, in any way."""
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in net for net in settings.HOOK_NETS):
        return True
    if not is_tls or not address.is_global or address.is_multicast:
        return False
    return not any(address in net for net in TRANSLATED)


def signatures(uid: str, at: int, body: bytes, secrets: Sequence[str]) -> str:
    """For each secret one, separated by spaces. at: seconds since 1970."""
    text = f"{uid}.{at}.".encode() + body
    return " ".join(f"v1,{_signed(secret, text)}" for secret in secrets)


def _signed(secret: str, text: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


class _Connection(HTTPConnection):
    """To the address that was vetted, whatever the name would say the next time."""

    def __init__(self, host: str, port: int | None, address: tuple[Any, ...]) -> None:
        super().__init__(host, port, timeout=DEADLINE)
        self.address = address
        self.held: socket.socket | None = None  # also when the connection has left it to the answer

    def connect(self) -> None:
        self.sock = self.held = socket.create_connection(self.address[:2], self.timeout)


class _TlsConnection(HTTPSConnection):
    """The certificate has to be that of the name."""

    def __init__(self, host: str, port: int | None, address: tuple[Any, ...]) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=DEADLINE, context=self.tls)
        self.address = address
        self.held: socket.socket | None = None

    def connect(self) -> None:
        self.held = plain = socket.create_connection(self.address[:2], self.timeout)
        try:
            self.sock = self.held = self.tls.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()  # under the eyes of the deadline, which has to know the socket
        except BaseException:
            plain.close()
            raise
