"""Addresses of webhooks: written down, changed, their secrets renewed, called for a test and once more."""

import base64
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.hooks import jobs
from faena.hooks.calling import PREFIX
from faena.hooks.models import Delivery, Endpoint
from faena.journal.actions import record
from faena.journal.sentences import SENTENCES
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_columns
from faena.lib.sealing import seal

MOST: Final = 10
TEST: Final = "webhook.test"
ROTATING: Final = timedelta(hours=24)
LOWEST_PORT: Final = 1024


@dataclass(frozen=True)
class EndpointFacts:
    """verbs: of the history; none for all of them."""

    url: str
    verbs: Sequence[str] = ()


@action(Perm.HOOK)
def make_endpoint(facts: EndpointFacts, *, by: User) -> tuple[Endpoint, str]:
    """An address that is told from now on, and its secret, which nobody is shown again. Raises RuleBroken beside "url"
    or "verbs"."""
    Company.lock(1)
    if Endpoint.objects.count() >= MOST:
        raise RuleBroken(_("There are %(most)s addresses. Delete one first.") % {"most": MOST})
    secret = _new_secret()
    endpoint = Endpoint(owner=by, secret_sealed=seal(secret, purpose=jobs.PURPOSE))
    _write_down(endpoint, facts)
    endpoint.save(force_insert=True)
    record("webhook.made", endpoint.as_ref, facts={"verbs": endpoint.verbs}, said={"url": str(endpoint)}, by=by)
    _keep_told()
    return endpoint, secret


@action(Perm.HOOK)
def edit_endpoint(endpoint: Endpoint, facts: EndpointFacts, *, version: int, by: User) -> Endpoint:
    """Another address, other events. Raises Stale; RuleBroken as make_endpoint."""
    endpoint = Endpoint.locked(endpoint.pk, version)
    before = {"url": endpoint.url, "verbs": list(endpoint.verbs)}
    _write_down(endpoint, facts)
    if before == {"url": endpoint.url, "verbs": endpoint.verbs}:
        return endpoint
    endpoint.save_changes("url", "verbs")
    record("webhook.edited", endpoint.as_ref, facts={"verbs": endpoint.verbs}, said={"url": str(endpoint)}, by=by)
    return endpoint


@action(Perm.HOOK)
def switch(endpoint: Endpoint, *, is_active: bool, version: int, by: User) -> Endpoint:
    """Nothing goes there any more, or again: then whoever switches it on answers for it."""
    endpoint = Endpoint.locked(endpoint.pk, version)
    if endpoint.is_active == is_active:
        return endpoint
    endpoint.is_active, endpoint.off_because, endpoint.failing_since = is_active, "", None
    endpoint.owner = by if is_active else endpoint.owner
    endpoint.save_changes("is_active", "off_because", "failing_since", "owner")
    verb = "webhook.switched_on" if is_active else "webhook.switched_off"
    record(verb, endpoint.as_ref, said={"url": str(endpoint)}, by=by)
    _keep_told()
    return endpoint


@action(Perm.HOOK)
def rotate_secret(endpoint: Endpoint, *, version: int, by: User) -> str:
    """A new secret, which is returned; for a day the one before signs beside it, so that receivers can be changed."""
    endpoint = Endpoint.locked(endpoint.pk, version)
    secret = _new_secret()
    endpoint.previous_sealed, endpoint.previous_until = endpoint.secret_sealed, timezone.now() + ROTATING
    endpoint.secret_sealed = seal(secret, purpose=jobs.PURPOSE)
    endpoint.save_changes("secret_sealed", "previous_sealed", "previous_until")
    record("webhook.rotated", endpoint.as_ref, said={"url": str(endpoint)}, by=by)
    return secret


@action(Perm.HOOK)
def delete_endpoint(endpoint: Endpoint, *, version: int, by: User) -> None:
    """With what was sent there; the history keeps that there was one."""
    endpoint = Endpoint.locked(endpoint.pk, version)
    record("webhook.deleted", endpoint.as_ref, said={"url": str(endpoint)}, by=by)
    Delivery.objects.filter(endpoint=endpoint).delete()
    endpoint.delete()
    _keep_told()


@action(Perm.HOOK)
def send_test(endpoint: Endpoint, *, by: User) -> Delivery:
    """A call that tells nothing. Not recorded: nothing happened."""
    if not endpoint.is_active:
        raise RuleBroken(_("Switch it on first."))
    delivery = Delivery.objects.create(endpoint=endpoint, verb=TEST)
    jobs.give_job(delivery)
    return delivery


@action(Perm.HOOK)
def send_again(delivery: Delivery, *, by: User) -> Delivery:
    """The same event once more, under the same id, so that a receiver which has it knows. Raises RuleBroken while it
    is still being tried."""
    if delivery.state in (Delivery.State.WAITING, Delivery.State.SENDING):
        raise RuleBroken(_("It is still being tried."))
    if not delivery.endpoint.is_active:
        raise RuleBroken(_("Switch it on first."))
    again = Delivery.objects.create(
        endpoint=delivery.endpoint, event=delivery.event, uid=delivery.uid, verb=delivery.verb
    )
    jobs.give_job(again)
    return again


@step
def _keep_told() -> None:
    """Whether anybody is told of anything: whoever records an event asks the company's row, which is read anyway."""
    Company.objects.filter(pk=1).update(has_webhooks=Endpoint.objects.filter(is_active=True).exists())


def _write_down(endpoint: Endpoint, facts: EndpointFacts) -> None:
    endpoint.url = checked_url(facts.url)
    endpoint.verbs = checked_verbs(facts.verbs)
    check_columns(endpoint)


def checked_url(url: str) -> str:
    """Raises RuleBroken. Where it leads is looked at with each call, since a name may lead elsewhere by then."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RuleBroken(_("This is no address."), "url") from None
    if not parts.hostname or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise RuleBroken(_("This is no address."), "url")
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.HOOK_NETS):
        raise RuleBroken(_("The address has to begin with https://."), "url")
    if parts.username or parts.password or parts.fragment:
        raise RuleBroken(_("The address must hold neither a user nor a password nor #."), "url")
    if port is not None and port != 443 and port < LOWEST_PORT:
        raise RuleBroken(_("The port has to be 443, or 1024 or higher."), "url")
    return url


def checked_verbs(verbs: Collection[str]) -> list[str]:
    if unknown := [verb for verb in verbs if verb not in SENTENCES]:
        raise RuleBroken(_("There is no event called %(verb)s.") % {"verb": unknown[0]}, "verbs", "not-offered")
    return sorted(set(verbs))


def _new_secret() -> str:
    """24 random bytes, as the standard writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
