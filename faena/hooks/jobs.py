"""Background work of webhooks: each call, the next try of what failed, what is old."""

import json
import random
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from faena.accounts.models import User
from faena.gate.grants import Perm, may
from faena.hooks.calling import Answer, NotCalled, post, signatures
from faena.hooks.ending import switch_off
from faena.hooks.models import Delivery, Endpoint
from faena.lib.sealing import unseal
from faena.rest.routes import address_of

PURPOSE: Final = "webhook"
PAUSES: Final = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]
SPREAD: Final = 0.2  # of a pause, so that not all of them come back at once
GIVEN_UP: Final = timedelta(days=5)  # without one good answer
LEASE: Final = timedelta(minutes=2)
AT_ONCE: Final = 200
AT_LEISURE: Final = -5
KEPT: Final = timedelta(days=30)
FORGOTTEN_AT_ONCE: Final = 5000
GONE: Final = 410

State = Delivery.State


@task()
def deliver(delivery_id: int, attempt: int) -> None:
    """Call one address for one event, for the `attempt`th time; a job for an attempt that was made does nothing. It is
    called outside of any transaction."""
    delivery = _begin(delivery_id, attempt)
    if delivery is None:
        return
    try:
        answer = post(delivery.endpoint.url, *called_with(delivery))
    except NotCalled as error:
        _failed(delivery, problem=error.problem)
    else:
        _answered(delivery, answer)


def give_job(delivery: Delivery) -> None:
    """It begins as soon as a worker is free; if that job is lost, another one is given after a while."""
    delivery.next_at = timezone.now() + LEASE
    delivery.save(update_fields=["next_at"])
    deliver.using(priority=AT_LEISURE).enqueue(delivery.pk, delivery.attempts + 1)


def resume_due() -> int:
    """Give a job to each delivery whose next try is due or whose caller died. Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        room = AT_ONCE - DBTaskResult.objects.ready().filter(task_path=deliver.module_path).count()
        waiting = Delivery.objects.filter(state__in=[State.WAITING, State.SENDING], next_at__lte=now)
        due = list(waiting.order_by("next_at").select_for_update(skip_locked=True)[: max(room, 0)])
        for delivery in due:
            delivery.state = State.WAITING
            delivery.save(update_fields=["state"])
            give_job(delivery)
    return len(due)


def forget_deliveries() -> int:
    """Those older than a month that ended; the next hour goes on. What is held waits for a Master."""
    ended = Delivery.objects.filter(state__in=[State.DELIVERED, State.FAILED])
    old = ended.filter(created_at__lt=timezone.now() - KEPT)
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()[0]


def called_with(delivery: Delivery) -> tuple[bytes, dict[str, str]]:
    """Body and headers. The body is the same at each try; the moment and its signatures are those of this one."""
    body = json.dumps(body_of(delivery), ensure_ascii=False, separators=(",", ":")).encode()
    at = int(timezone.now().timestamp())
    return body, {
        "webhook-id": str(delivery.uid),
        "webhook-timestamp": str(at),
        "webhook-signature": signatures(str(delivery.uid), at, body, secrets_of(delivery.endpoint)),
    }


def body_of(delivery: Delivery) -> dict[str, Any]:
    """Facts alone: whoever wants names and words reads the thing with a token."""
    event = delivery.event
    if event is None:
        return {"type": delivery.verb, "timestamp": delivery.created_at.isoformat(), "data": {"facts": {}}}
    about = {"kind": event.about_kind, "id": event.about_id, "url": address_of(event.about_kind, event.about_id)}
    return {
        "type": event.verb,
        "timestamp": event.at.isoformat(),
        "data": {"event": str(event.uid), "seq": event.seq, "about": about, "facts": event.facts},
    }


def secrets_of(endpoint: Endpoint) -> list[str]:
    """The one that is, and for a day the one that was."""
    found = [unseal(endpoint.secret_sealed, purpose=PURPOSE)]
    if endpoint.previous_until and endpoint.previous_until > timezone.now():
        found.append(unseal(endpoint.previous_sealed, purpose=PURPOSE))
    return [secret for secret in found if secret]


def _begin(delivery_id: int, attempt: int) -> Delivery | None:
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint", "event")
        delivery = rows.filter(pk=delivery_id, state=State.WAITING).first()
        if delivery is None or delivery.attempts != attempt - 1:
            return None
        if attempt > len(PAUSES) + 1:  # its callers died each time
            _end(delivery, State.FAILED, problem="interrupted")
            return None
        if not _may_be_called(delivery.endpoint):
            _end(delivery, State.FAILED)
            return None
        delivery.state, delivery.attempts, delivery.next_at = State.SENDING, attempt, timezone.now() + LEASE
        delivery.save(update_fields=["state", "attempts", "next_at"])
        return delivery


def _may_be_called(endpoint: Endpoint) -> bool:
    """Switched on, by somebody who still may have webhooks."""
    if not endpoint.is_active:
        return False
    if not may(User.objects.get(pk=endpoint.owner_id), Perm.HOOK):
        switch_off(endpoint, Endpoint.Off.OWNER)
        return False
    return True


def _answered(delivery: Delivery, answer: Answer) -> None:
    facts = {"status": answer.status, "answer": answer.text, "milliseconds": answer.milliseconds}
    if answer.is_good:
        _end(delivery, State.DELIVERED, **facts)
        Endpoint.objects.filter(pk=delivery.endpoint_id).exclude(failing_since=None).update(failing_since=None)
    elif answer.status == GONE:
        _end(delivery, State.FAILED, problem="answered", **facts)
        switch_off(delivery.endpoint, Endpoint.Off.GONE)
    else:
        _failed(delivery, problem="answered", **facts)


def _failed(delivery: Delivery, *, problem: str, **facts: object) -> None:
    """Tried again after a while, longer each time; after five days without a good answer none goes there any more."""
    now, endpoint = timezone.now(), Endpoint.objects.get(pk=delivery.endpoint_id)
    if delivery.attempts > len(PAUSES):
        _end(delivery, State.FAILED, problem=problem, **facts)
    else:
        pause = PAUSES[delivery.attempts - 1] * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311  # no secret
        _end(delivery, State.WAITING, problem=problem, next_at=now + pause, **facts)
    if endpoint.failing_since is None:
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)
    elif now - endpoint.failing_since > GIVEN_UP:
        switch_off(endpoint, Endpoint.Off.FAILED)


def _end(delivery: Delivery, state: str, **facts: object) -> None:
    for name, value in {"problem": "", "next_at": None, **facts, "state": state}.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=["state", "problem", "next_at", "status", "answer", "milliseconds"])
