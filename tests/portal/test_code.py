"""W1: without the QR, the number and the code of the slip open the customer's page; guessing is throttled, and nobody
can close a number to the customer whose it is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.models import Throttle
from faena.cases.actions import revoke_link
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.lib.sealing import format_code
from faena.orders.actions import IntakeFacts, open_order
from tests import factories
from tests.browser.conftest import free_port, wait_for
from tests.steps import link_expires, make_link

ROOT = Path(__file__).resolve().parents[2]
WRONG = "AAAAAAAAAA"
ADDRESSES, TRIES = 100, 10


@pytest.fixture
def order(clerk, customer):
    """An order whose customer lost the QR but has the slip."""
    return open_order(customer, device=DeviceFacts(kind="Phone"), facts=IntakeFacts(reason="Screen"), by=clerk)


@pytest.fixture
def link(order):
    """What its slip carries."""
    return AccessLink.objects.alive().of(order.as_ref)


def attempt(visitor, code, number="1", address="127.0.0.1"):
    return visitor.post("/t/", {"number": number, "code": code}, REMOTE_ADDR=address)


@pytest.mark.parametrize("number", ["OS-000001", "os 1", "1"])
def test_number_and_code_open_the_page(order, link, visitor, number):
    """W1: in any spelling."""
    answer = attempt(visitor, format_code(link.code).lower(), number)

    assert (answer.status_code, answer["Location"]) == (303, f"/t/{link.token}/")


def test_a_code_opens_only_its_own_order(order, link, clerk, customer, visitor):
    """W1: the right code with another number is as wrong as any."""
    open_order(customer, device=DeviceFacts(kind="Laptop"), facts=IntakeFacts(reason="Keys"), by=clerk)

    assert attempt(visitor, link.code, "2").status_code == 422


def test_what_is_wrong_is_not_told(order, link, clerk, visitor):
    """W1: an unknown number, a wrong code, an expired and a revoked link: the same page after the same work."""

    def told(number, code):
        with CaptureQueriesContext(connection) as captured:
            page = attempt(visitor, code, number).content.decode()
        page = re.sub(r'value="[^"]*"|\w{32,}', "", page)
        return page, [re.sub(r"'[^']*'|\d+", "", query["sql"]) for query in captured]

    code = link.code
    told("1", WRONG)
    unknown, wrong = told("999", code), told("1", WRONG)
    link_expires(order.as_ref, timezone.now() - timedelta(days=1))
    expired = told("1", code)
    link_expires(order.as_ref, None)
    revoke_link(order, by=clerk)
    revoked = told("1", code)

    assert "do not belong together" in wrong[0]
    assert unknown == wrong == expired == revoked


def test_guessing_is_stopped_and_the_right_code_works_elsewhere(order, link, visitor):
    """W1: ten tries an hour from one address."""
    tries = [attempt(visitor, WRONG, "7").status_code for _ in range(12)]

    assert tries == [422] * 10 + [429] * 2
    assert attempt(visitor, link.code, address="198.51.100.7").status_code == 303


def test_a_crowd_leaves_each_address_one_try(order, link, visitor):
    """W1: many addresses guess at one number; another number, and whoever has the slip, do not notice."""
    for place in range(21):
        attempt(visitor, WRONG, address=f"203.0.113.{place}")

    again = [attempt(visitor, WRONG, address="198.51.100.7").status_code for _ in range(3)]
    elsewhere = [attempt(visitor, WRONG, "2", address="198.51.100.8").status_code for _ in range(3)]

    assert again == [422, 429, 429]
    assert elsewhere == [422, 422, 422]
    assert attempt(visitor, link.code, address="198.51.100.9").status_code == 303


def test_twenty_wrong_codes_are_no_crowd_yet(order, visitor):
    """W1: until then an address has more than one try."""
    for place in range(18):
        attempt(visitor, WRONG, address=f"203.0.113.{place}")

    assert [attempt(visitor, WRONG, address="198.51.100.7").status_code for _ in range(3)] == [422, 422, 429]


def test_a_household_is_one_address(order, visitor):
    """Whoever has an IPv6 network has 2⁶⁴ addresses of it, and ten tries."""
    tries = [attempt(visitor, WRONG, address=f"2001:db8:0:7::{place:x}").status_code for place in range(12)]

    assert tries == [422] * 10 + [429] * 2
    assert attempt(visitor, WRONG, address="2001:db8:0:8::1").status_code == 422


def test_the_right_code_counts_against_nobody(order, link, visitor):
    """A family that looks often, and everybody behind the shop's own wireless, gets in."""
    tries = [attempt(visitor, link.code).status_code for _ in range(12)]

    assert tries == [303] * 12
    assert not Throttle.objects.filter(count__gt=0).exists()


def test_a_new_code_replaces_the_old_one(order, link, clerk, customer, visitor):
    """W1: after revoking, the printed code is dead and the new one opens."""
    revoke_link(order, by=clerk)
    new = make_link(order.as_ref, customer, by=clerk)

    assert attempt(visitor, link.code).status_code == 422
    assert attempt(visitor, new.code).status_code == 303


def test_a_switched_off_workshop_is_not_there(order, link, visitor, owner, client_of):
    """A module that is off answers 404, to staff and to customers."""
    factories.the_company(has_workshop=False, has_care=True)

    for path in ("/t/", f"/t/{link.token}/", f"/l/{link.token}/"):
        assert visitor.get(path).status_code == 404
    assert client_of(owner).get(f"/orders/{order.pk}/").status_code == 404
    assert "/orders/" not in client_of(owner).get(f"/customers/{order.customer_id}/").content.decode()


# --- two servers on one database ----------------------------------------------------------------------------


@pytest.mark.slow("a thousand requests to two servers")
@pytest.mark.django_db(transaction=True)
def test_a_thousand_wrong_codes_across_two_servers(order, link, servers):
    """W1: from a hundred addresses, through two processes that share nothing but the database: each address is
    heard once, and the customer gets in at the first try through either."""
    doors = [Door(port) for port in servers]
    tries = [(turn, f"203.0.113.{place}") for turn in range(TRIES) for place in range(ADDRESSES)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda it: doors[it[0] % 2].knock(WRONG, it[1]), tries))

    heard = answers.count(422)
    assert ADDRESSES <= heard <= ADDRESSES + 20, "twenty before the number gets strict, then one for each address"
    assert answers.count(429) == ADDRESSES * TRIES - heard
    assert [door.knock(link.code, f"198.51.100.{place}") for place, door in enumerate(doors)] == [303, 303]
    assert doors[0].knock(link.code, "203.0.113.1") == 429, "who guessed has to wait, even if the next guess is right"


@pytest.fixture
def servers(transactional_db, tmp_path) -> Iterator[list[int]]:
    """Two web servers on the database of this test, behind one proxy, by their ports."""
    ports = [free_port(), free_port()]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FAENA_")},
        "DATABASE_URL": database_url(),
        "FAENA_SECRET_KEY": settings.SECRET_KEY,
        "FAENA_VAR": str(tmp_path),
        "FAENA_PROXIES": "1",
    }
    program = [str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", "--log-level", "warning"]
    running = [
        subprocess.Popen([*program, "--port", str(port), "config.rsgi:application"], cwd=ROOT, env=environment)
        for port in ports
    ]
    try:
        for port in ports:
            wait_for(f"http://127.0.0.1:{port}/t/")
        yield ports
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)


class Door:
    """The page for the code at one of the servers, as a browser without cookies of its own sees it."""

    def __init__(self, port: int) -> None:
        self.port = port
        _status, cookies, page = self._ask("GET")
        self.cookie = "; ".join(cookie.split(";")[0] for cookie in cookies)
        self.key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)

    def knock(self, code: str, address: str) -> int:
        form = urlencode({"csrfmiddlewaretoken": self.key, "number": "1", "code": code})
        headers = {"X-Forwarded-For": address, "Cookie": self.cookie}
        return self._ask("POST", form, headers | {"Content-Type": "application/x-www-form-urlencoded"})[0]

    def _ask(self, method: str, body: str | None = None, headers: dict[str, str] | None = None):
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, "/t/", body, headers or {})
            answer = line.getresponse()
            return answer.status, answer.headers.get_all("Set-Cookie", []), answer.read().decode()
        finally:
            line.close()


def database_url() -> str:
    """Where this test's own database is."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{Path(facts['NAME']).as_posix()}"
    secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgresql://{facts['USER']}{secret}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
