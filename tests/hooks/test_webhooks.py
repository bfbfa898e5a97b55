"""Webhooks (B13): told in the transaction of the event, signed, tried again, never to a machine inside."""

import json
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from faena.accounts.actions import give_role
from faena.company.models import Company
from faena.customers.actions import retire_customer
from faena.hooks import actions, calling, jobs
from faena.hooks.actions import EndpointFacts
from faena.hooks.models import Delivery, Endpoint
from faena.journal.actions import Birth, record_births
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.lib.refs import Ref
from faena.notifications.models import Message
from faena.orders.actions import add_status
from tests import factories
from tests.world import committed

pytestmark = pytest.mark.django_db
State = Delivery.State


class Receiver:
    """A program that is told: what it got, and what it answers next."""

    def __init__(self) -> None:
        self.got, self.answers, self.drips = [], [], False
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()
                if receiver.drips:
                    for _ in range(100):
                        self.wfile.write(b"x")
                        self.wfile.flush()
                        time.sleep(0.05)
                else:
                    self.wfile.write(b"received \x00" + b"y" * 3000)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@contextmanager
def receiving():
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.HOOK_NETS = [ip_network("127.0.0.0/8")]
    with receiving() as found:
        yield found


@pytest.fixture
def endpoint(receiver, owner):
    made, _secret = actions.make_endpoint(EndpointFacts(receiver.url, ["order.status_added"]), by=owner)
    return made


def told(by, order):
    return add_status(order, status=factories.a_status(), note="Secret words of Carmen", by=by)


def called():
    """What the jobs would do now."""
    for delivery in Delivery.objects.filter(state=State.WAITING):
        jobs.deliver.call(delivery.pk, delivery.attempts + 1)


def test_an_event_is_told_with_facts_and_without_words(endpoint, receiver, owner):
    order = factories.an_order()
    told(owner, order)
    event = Event.objects.get(verb="order.status_added", about_id=order.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.uid) == (State.WAITING, event.uid)

    called()

    headers, body = receiver.got[0]
    said = json.loads(body)
    assert said["type"] == "order.status_added"
    assert said["data"]["about"] == {"kind": "order", "id": order.pk, "url": f"/api/v1/orders/{order.pk}"}
    assert (said["data"]["seq"], said["data"]["facts"]) == (event.seq, event.facts)
    assert b"Carmen" not in body
    assert headers["webhook-id"] == str(event.uid)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.attempts) == (State.DELIVERED, 200, 1)
    assert delivery.answer.startswith("received y")
    assert len(delivery.answer) == 1000


def test_what_is_rolled_back_is_told_to_nobody(endpoint, owner):
    order = factories.an_order()
    with transaction.atomic():
        told(owner, order)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


def test_nobody_is_told_what_he_does_not_want(endpoint, owner, customer):
    retire_customer(customer, version=customer.version, by=owner)

    assert not Delivery.objects.exists()


def test_signatures_verify_also_while_a_secret_is_renewed(receiver, owner):
    endpoint, old = actions.make_endpoint(EndpointFacts(receiver.url), by=owner)
    new = actions.rotate_secret(endpoint, version=endpoint.version, by=owner)
    Delivery.objects.all().delete()
    actions.send_test(Endpoint.objects.get(), by=owner)
    called()
    headers, body = receiver.got[0]

    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body + b" ", headers)
    Endpoint.objects.update(previous_until=timezone.now())
    actions.send_test(Endpoint.objects.get(), by=owner)
    called()
    headers, body = receiver.got[1]
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, headers)
    assert old not in str(Endpoint.objects.values())


def test_what_fails_is_tried_again_later_each_time_and_given_up(endpoint, receiver, owner):
    receiver.answers = [500] * 10
    told(owner, factories.an_order())
    waits = []
    for _ in range(len(jobs.PAUSES) + 1):
        before = timezone.now()
        called()
        delivery = Delivery.objects.get()
        waits.append(delivery.next_at - before if delivery.next_at else None)

    assert delivery.state == State.FAILED
    assert (delivery.attempts, delivery.problem, delivery.status) == (7, "answered", 500)
    assert waits[-1] is None
    for wait, pause in zip(waits[:-1], jobs.PAUSES, strict=True):
        assert pause * 0.79 < wait < pause * 1.21 + timedelta(seconds=5)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    actions.send_again(delivery, by=owner)
    receiver.answers = []
    called()
    assert receiver.got[-1][0]["webhook-id"] == receiver.got[0][0]["webhook-id"]
    assert Endpoint.objects.get().failing_since is None


@pytest.mark.parametrize("why", ["gone", "failed", "owner"])
def test_it_is_switched_off_and_its_owner_told(why, endpoint, receiver, owner):
    if why == "gone":
        receiver.answers = [410]
    elif why == "failed":
        receiver.answers = [500]
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    else:
        give_role(owner, role="operator", by=factories.a_user(role="master"))
    told(factories.a_user(role="operator"), factories.an_order())

    called()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, why)
    assert Message.objects.filter(template="hooks/switched_off", address=owner.email).count() == 1
    assert len(receiver.got) == (0 if why == "owner" else 1)


def test_a_job_that_comes_twice_calls_once(endpoint, receiver, owner):
    told(owner, factories.an_order())
    delivery = Delivery.objects.get()

    jobs.deliver.call(delivery.pk, 1)
    jobs.deliver.call(delivery.pk, 1)

    assert len(receiver.got) == 1


def test_a_caller_that_died_is_replaced_under_the_same_id(endpoint, receiver, owner):
    told(owner, factories.an_order())
    Delivery.objects.update(state=State.SENDING, attempts=1, next_at=timezone.now() - timedelta(seconds=1))

    assert jobs.resume_due() == 1
    called()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 2)


def test_a_redirect_is_an_answer_and_not_followed(endpoint, receiver, owner):
    receiver.answers = [302]
    told(owner, factories.an_order())
    called()

    assert (Delivery.objects.get().status, len(receiver.got)) == (302, 1)


def test_a_receiver_that_drips_is_left_at_the_deadline(receiver, monkeypatch):
    monkeypatch.setattr(calling, "DEADLINE", 0.4)
    receiver.drips = True
    begun = time.monotonic()

    with pytest.raises(calling.NotCalled) as failed:
        calling.post(receiver.url, b"{}", {})

    assert failed.value.problem == "too-slow"
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1",
        "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a9fe:a9fe::",
        "2001::1", "ff02::1", "fec0::1", "::7f00:1", "192.88.99.1",
    ],
)  # fmt: skip
def test_no_machine_inside_is_called(inside):
    assert not calling.is_allowed(ip_address(inside), is_tls=True)


@pytest.mark.parametrize("text", ["127.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]"])
def test_an_address_is_looked_at_and_not_its_spelling(text):
    with pytest.raises(calling.NotCalled) as refused:
        calling.post(f"https://{text}:8443/", b"{}", {})

    assert refused.value.problem in ("refused-address", "unreachable")


def test_a_public_address_is_called_by_tls_alone(settings):
    public = ip_address("93.184.215.14")

    assert calling.is_allowed(public, is_tls=True)
    assert not calling.is_allowed(public, is_tls=False)
    settings.HOOK_NETS = [ip_network("10.1.0.0/16")]
    assert calling.is_allowed(ip_address("10.1.2.3"), is_tls=False)
    assert not calling.is_allowed(ip_address("10.2.2.3"), is_tls=False)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.example", "http://a.example", "https://user@a.example", "https://a.example:22", "https://a.example/#x",
     "https://", "https://a b.example", "https://[::1", "https://a.example:99999"],
)  # fmt: skip
def test_what_is_no_address_for_a_webhook_is_refused(url, owner):
    with pytest.raises(RuleBroken) as refused:
        actions.make_endpoint(EndpointFacts(url), by=owner)
    assert refused.value.at == "url"


def test_ten_and_no_more_and_no_event_that_there_is_not(owner):
    for number in range(actions.MOST):
        actions.make_endpoint(EndpointFacts(f"https://{number}.example/hook"), by=owner)
    with pytest.raises(RuleBroken, match="Delete one first"):
        actions.make_endpoint(EndpointFacts("https://more.example/hook"), by=owner)
    with pytest.raises(RuleBroken, match="no event"):
        actions.edit_endpoint(
            Endpoint.objects.earliest("id"), EndpointFacts("https://a.example", ["banana.eaten"]), version=1, by=owner
        )


def test_a_company_without_webhooks_asks_nobody(owner, endpoint):
    assert Company.the().has_webhooks
    endpoint = actions.switch(endpoint, is_active=False, version=endpoint.version, by=owner)
    assert not Company.the().has_webhooks
    endpoint = actions.switch(endpoint, is_active=True, version=endpoint.version, by=owner)
    assert Company.the().has_webhooks
    actions.delete_endpoint(endpoint, version=endpoint.version, by=owner)
    assert not Company.the().has_webhooks


def test_many_events_at_once_are_told_too(receiver, owner, clerk):
    actions.make_endpoint(EndpointFacts(receiver.url, ["customer.created"]), by=owner)
    customers = [factories.a_customer() for _ in range(3)]
    Delivery.objects.all().delete()
    record_births("customer.created", [Birth(Ref("x", one.pk), {}) for one in customers], by=clerk)

    assert Delivery.objects.count() == 3


def test_what_is_old_is_forgotten(endpoint, owner):
    told(owner, factories.an_order())
    Delivery.objects.update(state=State.DELIVERED, created_at=timezone.now() - timedelta(days=31))

    assert jobs.forget_deliveries() == 1


def test_it_is_made_tested_and_deleted_on_its_pages(client_of, owner, receiver):
    owner.set_password("the password of the owner")
    owner.save()
    page = client_of(owner)
    facts = {"url": receiver.url, "which": "all", "current": "the password of the owner"}

    made = page.post(reverse("hooks:new"), facts)

    endpoint = Endpoint.objects.get()
    assert made["Location"] == reverse("hooks:secret", args=[endpoint.pk])
    assert "whsec_" in page.get(made["Location"]).content.decode()
    assert page.get(made["Location"]).status_code == 303
    Delivery.objects.all().delete()
    page.post(reverse("hooks:test", args=[endpoint.pk]))
    committed()
    called()
    shown = page.get(reverse("hooks:endpoint", args=[endpoint.pk])).content.decode()
    assert "webhook.test" in shown
    assert "whsec_" not in shown
    page.post(reverse("hooks:delete", args=[endpoint.pk]))
    assert not Endpoint.objects.exists()
