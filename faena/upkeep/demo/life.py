"""The life of one job of the demo's month: every step waits for its moment, then presses the same buttons as people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from faena.accounts.models import User
from faena.cash.models import Payment
from faena.company.models import Company
from faena.customers.models import Customer
from faena.orders import actions as orders
from faena.orders.actions.telling import ways_to
from faena.orders.models import InternalStatus, ServiceOrder, Stage, Status, StatusEntry, Telling
from faena.orders.wording import written
from faena.upkeep.demo.clock import later
from faena.upkeep.demo.country import Country, Got, Job
from faena.upkeep.demo.till import collect


@dataclass(frozen=True)
class Cast:
    """Who presses the buttons, in which country, and what the shop's catalogues call things."""

    country: Country
    master: User
    clerk: User
    technicians: list[User]
    statuses: dict[str, Status]  # by stage; "part": waiting for a part
    internal: list[InternalStatus]


def live(job: Job, customer: Customer, start: datetime, now: datetime, cast: Cast) -> Iterator[datetime]:
    """Yields the moment of each step before taking it; whoever runs it sets the clock."""
    yield start
    technician = cast.technicians[job.mine] if job.mine is not None else None
    order = _open(job, customer, now, cast, technician)
    if photos := _photos(job, order, Got.RECEIVED):
        orders.attach_photos(order.entries.get(), photos=photos, by=cast.clerk)
    at = start + timedelta(minutes=6)
    if job.signs and order.terms_id:
        yield at
        drawn = strokes(order.number) if job.signs == "drawn" else None
        orders.sign_terms(order, terms=order.terms_id, signer=customer.name, strokes=drawn, by=cast.clerk)
    if job.voided:
        yield (at := at + timedelta(minutes=9))
        fresh = _again(order)
        orders.void_order(fresh, reason=job.voided, version=fresh.version, by=cast.master)
    if job.got < Got.DIAGNOSED or technician is None:
        return
    yield (at := later(at, 2.2))
    orders.add_internal(order, status=cast.internal[0], by=technician)
    orders.add_status(
        order, status=cast.statuses[Stage.DIAGNOSING], photos=_photos(job, order, Got.DIAGNOSED), by=technician
    )
    if job.found is not None:
        yield (at := later(at, 1.5))
        fresh = _again(order)
        orders.set_value(fresh, value=job.found, version=fresh.version, by=cast.clerk)
    if job.got is Got.ASKED or (job.found and job.got > Got.ASKED):
        yield (at := later(at, 0.4))
        note = job.note if job.got is Got.ASKED else ""
        photos = _photos(job, order, Got.ASKED)
        orders.add_status(order, status=cast.statuses[Stage.WAITING], note=note, photos=photos, by=technician)
    if job.got < Got.BEGUN:
        return
    yield (at := later(at, 3.1))
    last = job.got in (Got.BEGUN, Got.DELIVERED)
    orders.add_status(
        order,
        status=cast.statuses[Stage.REPAIRING],
        note=job.note if last else "",
        photos=_photos(job, order, Got.BEGUN),
        by=technician,
    )
    if job.got is Got.WAITS_FOR_PART:
        yield (at := later(at, 1.2))
        orders.add_internal(order, status=cast.internal[1], note=cast.country.ordered, by=technician)
        orders.add_status(order, status=cast.statuses["part"], note=job.note, by=technician)
        return
    yield (at := later(at, 2.0))
    for part in job.parts:
        orders.add_part(order, part, by=technician)
    if job.got < Got.READY:
        return
    yield (at := later(at, 3.4))
    photos = _photos(job, order, Got.READY)
    entry = orders.add_status(order, status=cast.statuses[Stage.READY], note=job.note, photos=photos, by=technician)
    _tell(entry, order, cast)
    if job.got < Got.DELIVERED:
        return
    yield (at := later(at, 4 + job.days % 5))
    _hand_over(job, _again(order), cast)
    if job.bounced:
        yield (at := later(at, 2.3))
        undone = Payment.objects.not_reversed().filter(charge=order.charge).latest("id")
        orders.reverse_collection(order, undone, reason=job.bounced, by=cast.master)
        yield later(at, 6.5)
        _hand_over(job, _again(order), cast)


def _tell(entry: StatusEntry, order: ServiceOrder, cast: Cast) -> None:
    """The counter writes that it is ready: on WhatsApp, and where the customer has one, by e-mail too. Two of three say
    afterwards that they sent what they had opened."""
    text = written(entry, _again(order), Company.the())
    channels = [channel for channel, addresses in ways_to(order.customer).items() if addresses]
    if channels:
        told = orders.tell_customer(entry, channels=channels, text=text, reminds=True, by=cast.clerk)
        for telling in told:
            if telling.channel == Telling.Channel.WHATSAPP and order.number % 3:
                orders.confirm_telling(telling, by=cast.clerk)


def strokes(seed: int) -> str:
    """A signature that nobody signs: two words of loops that lean forward, and a line under them."""
    dice = Random(seed)  # noqa: S311  # a drawing, not a secret
    lines = []
    for begin, loops in ((70, dice.randint(3, 5)), (300, dice.randint(4, 6))):
        height = [dice.randint(18, 62) for _ in range(loops + 1)]
        turns = [step * 0.25 for step in range(int(loops * 2 * pi / 0.25))]
        lines.append([_loop(begin, turn, height[int(turn / (2 * pi))]) for turn in turns])
    lines.append([[x, 172 - x // 18] for x in range(60, 500, 40)])
    return json.dumps({"w": 600, "h": 200, "lines": lines})


def _loop(begin: int, turn: float, height: int) -> list[int]:
    y = height * cos(turn)
    return [round(begin + 6 * turn + 14 * sin(turn) - y / 5), round(115 + y - height / 2)]


def _open(job: Job, customer: Customer, now: datetime, cast: Cast, technician: User | None) -> ServiceOrder:
    promise = None
    if job.promised is not None:
        promise = (now + timedelta(days=job.promised)).replace(hour=20, minute=0, second=0, microsecond=0)
    order = orders.open_order(
        customer,
        device=job.device,
        facts=orders.IntakeFacts(
            reason=job.reason,
            accessories=job.accessories,
            condition=job.condition,
            unlock_code=job.unlock,
            promised_at=promise,
            service_value=job.value,
            technician=technician,
        ),
        by=cast.clerk,
    )
    if job.advance:
        collect(order, job.advance, cast.country.till, by=cast.clerk)
    return order


def _hand_over(job: Job, order: ServiceOrder, cast: Cast) -> None:
    if left := order.account.balance:
        collect(order, left, cast.country.till, by=cast.clerk)
        order = _again(order)
    outcome = ServiceOrder.Outcome.NOT_REPAIRABLE if job.cannot else ServiceOrder.Outcome.REPAIRED
    orders.close_order(order, outcome=outcome, work_done=job.work, version=order.version, by=cast.clerk)


def _photos(job: Job, order: ServiceOrder, got: Got) -> list[SimpleUploadedFile]:
    """A job's photos come with the last thing that the customer was told."""
    last = job.got if job.got in (Got.RECEIVED, Got.DIAGNOSED, Got.ASKED, Got.READY) else Got.BEGUN
    return [draw(order.number * 10 + place) for place, draw in enumerate(job.photos)] if got is last else []


def _again(order: ServiceOrder) -> ServiceOrder:
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)
