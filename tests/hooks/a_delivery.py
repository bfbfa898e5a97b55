"""What was told to an address, as a row."""

from typing import Any

from faena.accounts.models import User
from faena.hooks.models import Delivery, Endpoint
from faena.lib.sealing import seal


def a_delivery(by: User, **more: Any) -> Delivery:
    """To an address of `by`; both have the same key while they are the first."""
    url = "https://receiver.example/hook"
    endpoint = Endpoint.objects.create(owner=by, url=url, secret_sealed=seal("whsec_AAAA", purpose="webhook"))
    return Delivery.objects.create(endpoint=endpoint, verb="webhook.test", state=Delivery.State.FAILED, **more)
