"""Events become deliveries in the transaction in which they are recorded: rolled back, there are none."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from faena.company.models import Company
from faena.hooks import jobs
from faena.hooks.models import Delivery, Endpoint
from faena.journal.models import Event
from faena.lib.refs import Ref

AT_ONCE = 500
RELEASED, WITHHELD = "mails.released", "mails.withheld"  # a Master decided about what a restore holds


def hear(event: Event, _about: Ref) -> None:
    """Costs nothing while the company has no webhook."""
    if event.verb == RELEASED:
        Delivery.objects.filter(state=Delivery.State.HELD).update(state=Delivery.State.WAITING, next_at=timezone.now())
    elif event.verb == WITHHELD:
        Delivery.objects.filter(state=Delivery.State.HELD).update(state=Delivery.State.FAILED, problem="withheld")
    if not Company.here().has_webhooks:
        return
    for endpoint in Endpoint.objects.filter(is_active=True).order_by("id"):
        if endpoint.wants(event.verb):
            delivery = Delivery.objects.create(endpoint=endpoint, event=event, uid=event.uid, verb=event.verb)
            jobs.give_job(delivery)


def hear_births(uids: Sequence[uuid.UUID]) -> None:
    """Many at once: a few statements for some hundred; the schedule gives them their jobs."""
    if not Company.here().has_webhooks:
        return
    endpoints = list(Endpoint.objects.filter(is_active=True).order_by("id"))
    for first in range(0, len(uids), AT_ONCE):
        events = list(Event.objects.filter(uid__in=uids[first : first + AT_ONCE]).order_by("id"))
        Delivery.objects.bulk_create(
            Delivery(endpoint=endpoint, event=event, uid=event.uid, verb=event.verb)
            for event in events
            for endpoint in endpoints
            if endpoint.wants(event.verb)
        )
