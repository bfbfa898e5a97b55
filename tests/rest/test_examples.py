"""docs/api: what is shown there runs as it stands, against a server."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faena.customers.models import Customer
from faena.hooks.calling import signatures
from faena.orders.models import ServiceOrder, Stage, StatusPhoto
from faena.tickets.models import Ticket
from faena.upkeep.demo import pictures
from tests import factories
from tests.rest.calling import token_for
from tests.world import carmen, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("sqlite", "a program sees no engine")]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "README.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


@pytest.fixture
def shop(live_server, tmp_path):
    factories.a_method("Cash")
    factories.the_company(has_care=True)
    factories.a_ticket_type("No signal")
    factories.a_user(role="operator")
    carmen(make_user("seller"))
    token = token_for(make_user("owner"))
    return {**os.environ, "FAENA_ADDRESS": live_server.url, "FAENA_TOKEN": token}


def test_the_programs_of_the_page_do_what_it_says(shop, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks("python"))],
        env=shop,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    order = ServiceOrder.objects.get(stage=Stage.CLOSED)
    assert done.stdout.split("\n")[0] == f"{order} closed"
    assert Ticket.objects.get().state == "closed"
    sheet = (tmp_path / "customers.csv").read_text().splitlines()
    assert len(sheet) == Customer.objects.count() + 1


def test_a_photo_goes_as_the_page_says(shop, tmp_path):
    order = factories.an_order()
    (tmp_path / "board.jpg").write_bytes(pictures.board(1).read())
    env = shop | {"ORDER": str(order.pk), "STATUS": str(factories.a_status().pk)}

    for block in blocks("sh"):
        command = block.replace("$(uuidgen)", "6f1c2a7e-0000-4000-8000-000000000000")
        done = subprocess.run(["sh", "-c", command], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout

    assert StatusPhoto.objects.get(entry__order=order)


def test_the_signature_is_checked_as_the_page_says():
    page = PAGE.with_name("webhooks.md").read_text(encoding="utf-8")
    known: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", page, re.S)[1], known)  # our own page
    at, body, secret = int(time.time()), b'{"type": "x"}', "whsec_" + "QUJD" * 8
    headers = {"webhook-id": "a", "webhook-timestamp": str(at)}
    headers["webhook-signature"] = signatures("a", at, body, ["whsec_" + "WFla" * 8, secret])

    assert known["is_genuine"](secret, headers, body)
    assert not known["is_genuine"](secret, headers, body + b" ")
