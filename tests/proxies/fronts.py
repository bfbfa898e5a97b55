"""The proxies of docs/operations.md before a real server, each with its block as it stands in the page. Only what a
test cannot have is another: ports, the certificate, and folders that belong to root."""

import http.client
import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tools import documented, proxies
from tools.faults.shop import HOST, TIMEOUT, Shop, a_port

SITE = documented.DOMAIN
UPSTREAM = "127.0.0.1:8000"
SIGN_IN = "/sign-in/"


class ShopBehind(Shop):
    """An installation whose .env is filled as the page says."""

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "FAENA_URL": f"https://{SITE}", "FAENA_HOSTS": SITE, "FAENA_PROXIES": "1"}


@dataclass
class Front:
    """A running proxy. http, https: its ports."""

    name: str
    folder: Path
    upstream: int
    http: int = field(default_factory=a_port)
    https: int = field(default_factory=a_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        program = proxies.program(self.name)
        assert program is not None
        command = {"nginx": self._nginx, "caddy": self._caddy}[self.name]()
        home = {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(program), *command], env=home, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + TIMEOUT
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start:\n{(self.folder / 'log').read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _answers(self) -> bool:
        try:
            return Visitor(self).ask("GET", "/health/live").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def _nginx(self) -> list[str]:
        """Its `server` blocks in the frame that Debian's nginx.conf gives them."""
        certificate(self.folder)
        site = changed(
            documented.block("The proxy", "nginx"),
            {
                "listen 80;": f"listen {HOST}:{self.http};",
                "listen 443 ssl;": f"listen {HOST}:{self.https} ssl;",
                "/etc/ssl/taller.": f"{self.folder}/taller.",
                UPSTREAM: f"{HOST}:{self.upstream}",
            },
        )
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "\n".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {self.folder}/pid; error_log stderr;\nevents {{ worker_connections 768; }}\n"
            f"http {{\naccess_log off;\n{temporary}\n{site}\n}}\n"
        )
        return ["-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    def _caddy(self) -> list[str]:
        """Its whole Caddyfile, below options that a test needs: nobody outside gives it a certificate."""
        options = ["admin off", f"http_port {self.http}", f"https_port {self.https}", f"default_bind {HOST}"]
        options += ["local_certs", "skip_install_trust", f"storage file_system {self.folder}/storage"]
        site = changed(documented.block("The proxy", "caddy"), {UPSTREAM: f"{HOST}:{self.upstream}"})
        head = "{\n" + "".join(f"\t{option}\n" for option in options) + "}\n"
        (self.folder / "Caddyfile").write_text(head + site)
        return ["run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"]


def changed(block: str, places: dict[str, str]) -> str:
    """The block with other places in it; each of them has to stand there."""
    for old, new in places.items():
        assert old in block, f"docs/operations.md has no {old!r} any more."
        block = block.replace(old, new)
    return block


def certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", f"/CN={SITE}", "-days", "2", "-keyout", str(folder / "taller.key")]
    subprocess.run([*command, "-out", str(folder / "taller.pem")], check=True, capture_output=True)


class TlsConnection(http.client.HTTPSConnection):
    """To a machine by its number, under the name of the site. `source`: the address that one comes from."""

    def __init__(self, port: int, *, source: str, timeout: float = 30) -> None:
        super().__init__(SITE, port, timeout=timeout, context=trusting())
        self.source = source

    def connect(self) -> None:
        raw = socket.create_connection((HOST, self.port), self.timeout, (self.source, 0))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = trusting().wrap_socket(raw, server_hostname=SITE)


@cache
def trusting() -> ssl.SSLContext:
    """The certificate is the test's own."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Visitor:
    """A browser in front of a proxy. `source`: an address of this machine that it comes from."""

    def __init__(self, front: Front, source: str = "127.0.0.1") -> None:
        self.connection = TlsConnection(front.https, source=source)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """The answer, its body kept in `page`. Raises OSError or HTTPException where the connection breaks."""
        try:
            self.connection.request(method, path, body or None, {**self.headers(), **(headers or {})})
            answer = self.connection.getresponse()
            self.page = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items()}
        return answer

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": SITE, "Origin": f"https://{SITE}", "Accept-Language": "es", "Cookie": cookies}

    def post(
        self, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["__Host-csrf"]}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, body, {**form, **(headers or {})})

    def send_photo(self, path: str, photo: bytes) -> http.client.HTTPResponse:
        kind, body = self.with_photo(photo)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def with_photo(self, photo: bytes) -> tuple[str, bytes]:
        """Content-Type and body of a form with a photo."""
        edge = secrets.token_hex(12)
        fields = {"csrfmiddlewaretoken": self.cookies["__Host-csrf"], "operation": secrets.token_urlsafe(18)}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
        body = "".join(parts) + head + "Content-Type: image/jpeg\r\n\r\n"
        return f"multipart/form-data; boundary={edge}", body.encode() + photo + f"\r\n--{edge}--\r\n".encode()

    def sign_in(self, login: str, password: str) -> http.client.HTTPResponse:
        self.ask("GET", SIGN_IN)
        return self.post(SIGN_IN, {"login": login, "password": password})

    def files_of_page(self) -> list[str]:
        return re.findall(r'(?:href|src)="(/static/[^"#]+)', self.page.decode())
