"""docs/operations.md followed word by word on a bare Debian (tools/bare.py): each command and file of the page in its
order, and after each what it promises. A block of the page that the walk does not come to fails it.

Another than in the page are: the address of the repository; Caddy's certificate, which nobody outside gives to a name
that is an example; nginx's, which the page leaves to its reader."""

import html
import http.client
import json
import re
import secrets
import socket
import ssl
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from http.cookies import SimpleCookie
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

from config.alone import is_free
from tools import ROOT, SetupError, documented, say
from tools.bare import Failed, Machine, machine

PORTS = (80, 443, 5432, 8000)
UNTIL_UP = 900  # seconds; the first start fetches everything
SITE = documented.DOMAIN
MASTER = {"email": "olga@taller.example.com", "password": "la llave del taller 27"}
SEE_OTHER = 303


class Broken(Exception):
    """The page promises something else."""


def walk(*, keep: bool = False) -> int:
    if taken := [port for port in PORTS if not is_free("127.0.0.1", port)]:
        raise SetupError(f"The walk could not run: ports {taken} of this machine are taken.")
    began = time.monotonic()
    with ExitStack() as opened:
        place = opened.enter_context(machine(keep=keep))
        repository = opened.enter_context(a_repository())
        walker = Walker(place, repository)
        try:
            walker.walk()
        except (Failed, Broken, subprocess.TimeoutExpired) as error:
            say(f"\n{walker.at}: {error}\n\nThe log of the service:\n{walker.log()[-3000:]}")
            return 1
        say(f"\nEvery block of docs/operations.md works as it is written ({time.monotonic() - began:.0f} s).")
        say(
            "Stood in for: systemd (tools/standins), the repository's address, certificates, the way to the registries."
        )
    return 0


class Walker:
    """Whoever reads the page and types. `at`: the block."""

    def __init__(self, place: Machine, repository: "Repository") -> None:
        self.machine, self.repository = place, repository
        self.restored: tuple[documented.Block, ...] = ()  # how PostgreSQL is restored
        self.left = [block for block in documented.blocks() if block.language != documented.ANSWER]
        self.at = ""
        self.links = 0  # that were printed for companies which are set up

    def walk(self) -> None:
        self.install()
        self.behind_caddy()
        self.commands()
        self.bring_data()
        self.back_up_and_restore()
        self.upgrade()
        self.behind_nginx()
        self.on_postgresql()
        self.carried_over()
        self.scaled()
        if self.left:
            raise Broken(f"not walked: {[(block.section, block.text[:40]) for block in self.left]}")

    # --- the parts of the page ------------------------------------------------------------------------------

    def install(self) -> None:
        self.type("Install", {"<address of this repository>": self.repository.address})
        self.expect_mode("/srv/faena/app/.env", "600 faena")
        self.file("The service")
        self.type("The service")
        self.wait_until_up()
        self.expect_mode("/srv/faena/app/var/faena.sqlite3", "600 faena")

    def behind_caddy(self) -> None:
        self.type("The proxy")
        self.file("The proxy", {f"{SITE} {{": f"{SITE} {{\n\ttls internal"})
        self.type("The proxy")
        self.set_up()

    def commands(self) -> None:
        said = self.type("A command in the installation")
        if "Set Faena up" in said:
            raise Broken("There is a Master, and a link to set it up all the same.")
        self.expect_health()

    def bring_data(self) -> None:
        self.machine.write("/srv/faena/people.csv", "Nombre;Tel/Cel;Clave\nAna Arias;0414-5550101;1234\n")
        self.file("Bring data in")
        self.type("Bring data in")
        self.machine.run("test -s /srv/faena/report.xlsx")

    def back_up_and_restore(self) -> None:
        self.type("Back up")
        self.expect_mode("/backup/faena-*.tar.zst", "600 faena")
        self.wait_until_up()
        self.type("Restore")
        (on_postgresql, for_both) = (self.take("Restore", "sh"), self.take("Restore", "sh"))
        self.run(for_both)
        self.restored = (on_postgresql, for_both)
        self.wait_until_up()
        self.sign_in()

    def upgrade(self) -> None:
        newest = self.repository.grow()
        self.type("Upgrade")
        self.wait_until_up()
        if newest not in self.machine.run("su - faena -c 'cd app && git rev-parse HEAD'"):
            raise Broken("The upgrade did not bring the newest version.")
        self.sign_in()

    def behind_nginx(self) -> None:
        self.machine.run("systemctl stop caddy")
        self.type("The proxy")
        with TemporaryDirectory() as folder:
            command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={SITE}", "-days", "2"]
            command += ["-keyout", f"{folder}/taller.key", "-out", f"{folder}/taller.pem"]
            subprocess.run(command, check=True, capture_output=True)
            for name in ("taller.key", "taller.pem"):
                self.machine.write(f"/etc/ssl/{name}", Path(folder, name).read_text())
        self.file("The proxy")
        self.machine.run("nginx -t")
        self.type("The proxy")
        self.sign_in()

    def on_postgresql(self) -> None:
        self.type("PostgreSQL")
        self.wait_until_up()
        self.set_up()
        self.machine.run("su - faena -c 'cd app && python3 dev.py manage backup'")
        self.machine.run("systemctl stop faena; rm -r /srv/faena/app/var/media")
        for block in self.restored:
            self.run(block)
        self.wait_until_up()
        self.sign_in()

    def carried_over(self) -> None:
        """The company of the SQLite file, which is still there, into the database of the section before."""
        self.machine.run("systemctl stop faena; sed -i '/^DATABASE_URL/d' /srv/faena/app/.env")
        self.run(self.restored[0])
        self.type("From SQLite to PostgreSQL, or back")
        self.wait_until_up()
        self.sign_in()

    def scaled(self) -> None:
        self.file("Scale")
        self.file("Scale")
        self.type("Scale")
        self.wait_until_up()
        self.expect_health()
        self.sign_in()

    # --- what a reader does ---------------------------------------------------------------------------------

    def take(self, section: str, *languages: str) -> documented.Block:
        """The next block of the section."""
        for block in self.left:
            if block.section == section and (block.language in languages if languages else block.file):
                self.left.remove(block)
                self.at = f"{section}: {block.text.strip().splitlines()[0]}"
                return block
        raise Broken(f"The section {section!r} has no further block of that kind.")

    def type(self, section: str, other: dict[str, str] | None = None) -> str:
        return self.run(self.take(section, documented.COMMANDS), other)

    def run(self, block: documented.Block, other: dict[str, str] | None = None) -> str:
        text = block.text
        for old, new in (other or {}).items():
            text = text.replace(old, new)
        say(f"{block.section}: {block.text.strip().splitlines()[0][:90]}")
        return self.machine.run(text)

    def file(self, section: str, other: dict[str, str] | None = None) -> None:
        block = self.take(section)
        text = block.text
        for old, new in (other or {}).items():
            text = text.replace(old, new)
        say(f"{section}: {block.file}")
        self.machine.write(block.file, text)
        if block.file.endswith((".service", ".timer")):
            said = self.machine.run(f"/usr/bin/systemd-analyze verify {block.file} 2>&1 || true")
            if wrong := [line for line in said.splitlines() if "faena" in line]:
                raise Broken("\n".join(wrong))

    # --- what the page promises -----------------------------------------------------------------------------

    def wait_until_up(self) -> None:
        ends = time.monotonic() + UNTIL_UP
        while time.monotonic() < ends:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=10)
                connection.request("GET", "/health/live")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            self.machine.run("kill -0 $(cat /run/standin/faena /run/standin/faena-web 2>/dev/null | head -1)")
            time.sleep(0.5)
        raise Broken("The service does not answer.")

    def expect_health(self) -> None:
        """Soon: a worker says every minute that it is there."""
        ends = time.monotonic() + 90
        while True:
            status, page = Browser().ask("GET", "/health/ready")[::2]
            if (found := json.loads(page))["checks"]["worker"] == "ok" and status == 200:
                return
            if time.monotonic() > ends:
                raise Broken(f"/health/ready: {found}")
            time.sleep(2)

    def expect_mode(self, path: str, mode: str) -> None:
        if (found := self.machine.run(f"stat -c '%a %U' {path}").strip()) != mode:
            raise Broken(f"{path} is {found}, not {mode}.")

    def set_up(self) -> None:
        """The link of this start makes the company and its Master."""
        ends = time.monotonic() + 60
        while len(links := re.findall(rf"https://{SITE}(/setup/\S+)", self.log())) <= self.links:
            if time.monotonic() > ends:
                raise Broken("The start printed no link.")
            time.sleep(0.5)
        self.links, link, browser = len(links), links[-1], Browser()
        facts = {"company": "Taller de la esquina", "business": "both", "name": "Olga", **MASTER}
        status, said = browser.fill(link, facts)
        if status != SEE_OTHER:
            raise Broken(f"The set-up answered {status}: {' '.join(re.findall('error[^<]*>([^<]+)', said))}")
        self.sign_in()

    def sign_in(self) -> None:
        browser = Browser()
        status, said = browser.fill("/sign-in/", {"login": MASTER["email"], "password": MASTER["password"]})
        if status != SEE_OTHER or browser.ask("GET", "/")[0] != 200:
            raise Broken(f"The Master could not sign in through the proxy: {status} {said[:300]}")

    def log(self) -> str:
        return self.machine.run("cat /var/log/standin/faena* 2>/dev/null || true")


# --- a browser, and a repository ----------------------------------------------------------------------------


class Tls(http.client.HTTPSConnection):
    """To this machine, under the name of the site."""

    def connect(self) -> None:
        raw = socket.create_connection(("127.0.0.1", 443), self.timeout)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.sock = context.wrap_socket(raw, server_hostname=SITE)


class Browser:
    """As much of one as forms take."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Status, Location and page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Origin": f"https://{SITE}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = Tls(SITE, timeout=60)
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items()}
        return answer.status, answer.getheader("Location", ""), page

    def fill(self, path: str, facts: dict[str, str]) -> tuple[int, str]:
        """Send the form of a page with these facts in it, and what stood there already; twice where the first press
        only filled in more. Status and page."""
        status, place, page = self.ask("GET", path)
        if place:
            path = urlsplit(place).path
            status, place, page = self.ask("GET", path)
        for _press in range(2):
            fields = {**fields_of(page), **facts, "operation": secrets.token_urlsafe(18)}
            status, _place, page = self.ask("POST", path, urlencode(fields))
            if status == SEE_OTHER:
                break
        return status, page


def fields_of(page: str) -> dict[str, str]:
    """What the fields of a page hold."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in known and known.get("type") not in ("radio", "checkbox", "submit"):
            found[known["name"]] = html.unescape(known.get("value", ""))
    for name, inside in re.findall(r'<select\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.findall(r'<option\b[^>]*value="([^"]*)"[^>]*\bselected', inside)
        chosen += re.findall(r'<option\b[^>]*value="([^"]*)"', inside)
        found[name] = html.unescape(chosen[0]) if chosen else ""
    return found


class Repository:
    """This checkout's last commit, for whoever clones it from the address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def grow(self) -> str:
        """A version more, in which nothing is another; its id."""
        author = ["-c", "user.name=Faena", "-c", "user.email=faena@localhost"]
        newest = self.git(*author, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "The next version.")
        self.git("update-ref", "HEAD", newest)
        self.git("update-server-info")
        return newest


@contextmanager
def a_repository() -> Any:
    with TemporaryDirectory() as folder:
        bare = Path(folder, "faena.git")
        subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(bare)], check=True)
        handler = partial(Quiet, directory=folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        repository = Repository(bare, f"http://127.0.0.1:{server.server_address[1]}/faena.git")
        repository.git("update-server-info")
        try:
            yield repository
        finally:
            server.shutdown()
            server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Nobody reads it."""
