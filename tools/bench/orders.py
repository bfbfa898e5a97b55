"""Service orders with their statuses, parts, signatures, links, accounts and closings: one for each customer, most of
them handed back long ago."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from faena.customers.models import AccessLink
from faena.lib import sealing
from faena.lib.text import fold
from faena.orders.models import InternalEntry, OrderClosing, Part, ServiceOrder, Signature, Stage, Status, StatusEntry
from tools.bench import names
from tools.bench.bulk import Table
from tools.bench.customers import Crowd
from tools.bench.history import Life
from tools.bench.shop import Shop, day_of

NEW, OPEN_OF_NEW, OPEN_OF_OLD = 0.9, 0.4, 0.002  # the newest tenth is partly open
WITH_PARTS, WAITS_FOR_PART, WITH_ACCESSORY = 0.4, 0.1, 0.5
WAY = [Stage.RECEIVED, Stage.DIAGNOSING, Stage.WAITING, Stage.REPAIRING, Stage.READY, Stage.CLOSED]
LONGEST_STEP = 4 * 24 * 60  # minutes between two statuses


@dataclass(frozen=True, slots=True)
class _Job:
    """What is known of an order from its opening on."""

    id: int
    number: str
    customer: int
    device: int
    device_name: str
    by: int
    technician: int
    opened: datetime
    value: int
    parts: int
    reason: str
    charge: int
    life: Life

    @property
    def owed(self) -> int:
        return self.value + self.parts


def orders(shop: Shop, crowd: Crowd) -> None:
    _Orders(shop, crowd).come()


class _Orders:
    def __init__(self, shop: Shop, crowd: Crowd) -> None:
        self.shop, self.crowd, self.dice = shop, crowd, shop.dice
        self.owners = list(crowd.devices)
        self.dice.shuffle(self.owners)
        self.orders = Table(
            ServiceOrder,
            "uid version number stage outcome reason accessories promised_at service_value opened_at closed_at "
            "branch_id charge_id customer_id device_id opened_by_id technician_id status_id terms_id is_signed",
        )
        self.entries = Table(StatusEntry, "uid note note_key at happened_at author_id order_id status_id")
        self.internal = Table(InternalEntry, "uid at happened_at author_id order_id status_id")
        self.parts = Table(
            Part, "uid description description_key unit_price warranty warranty_unit at happened_at author_id order_id"
        )  # fmt: skip
        self.closings = Table(OrderClosing, "outcome work_done report at by_id order_id")
        self.signatures = Table(Signature, "uid signer strokes at happened_at by_id order_id terms_id")
        self.links = Table(
            AccessLink,
            "ref_kind ref_id ref_label token_hash token_sealed code_hash code_sealed expires_at created_at customer_id",
        )

    def come(self) -> None:
        for place in range(1, self.shop.size + 1):
            share = place / self.shop.size
            is_open = self.dice.random() < (OPEN_OF_NEW if share > NEW else OPEN_OF_OLD)
            self._order(share, is_open)

    def _order(self, share: float, is_open: bool) -> None:
        dice, shop = self.dice, self.shop
        way = self._way(is_open)
        opened = shop.moment(share) - timedelta(minutes=dice.randint(1, 300))
        step = timedelta(minutes=max(1, min(LONGEST_STEP, _minutes(shop.now - opened) // (len(way) + 1))))
        moments = [min(opened + step * place, shop.now) for place in range(len(way))]
        closed = None if is_open else moments[-1]
        job = self._begin(opened)
        status = way[-1]
        self.orders.put(
            shop.uid(), len(way), int(job.number[3:]), status.stage, "" if is_open else "repaired", job.reason,
            "Cargador" if dice.random() < WITH_ACCESSORY else "", str(opened + timedelta(days=4)), job.value,
            str(opened), closed and str(closed), shop.branch, job.charge, job.customer, job.device, job.by,
            job.technician, status.pk, shop.conditions and shop.conditions.pk, shop.conditions is not None,
        )  # fmt: skip
        said = {"device": job.device_name, "note": job.reason}
        job.life.tell("order.opened", opened, job.by, {"number": job.number, "value": shop.money(job.value)}, said)
        self._follow(job, closed)
        told = {"old": "", "new": shop.named[job.technician]}
        job.life.tell("order.assigned", opened, job.by, {"old_id": None, "new_id": job.technician}, told)
        self._sign(job)
        for at, told_status in zip(moments, way, strict=True):
            if told_status.stage == Stage.CLOSED:
                self._close(job, at)
            self._tell(job, told_status, at)
        if job.parts:
            self._part(job)

    def _way(self, is_open: bool) -> list[Status]:
        """The statuses that the customer was told, the first to the last."""
        far = self.dice.randint(1, len(WAY) - 1) if is_open else len(WAY)
        way = [self.shop.statuses[stage] for stage in WAY[:far]]
        repairing = self.shop.statuses[Stage.REPAIRING]
        if self.shop.waits and repairing in way and self.dice.random() < WAITS_FOR_PART:
            way.insert(way.index(repairing), self.shop.waits)
        return way

    def _begin(self, opened: datetime) -> _Job:
        shop, dice = self.shop, self.dice
        customer = shop.pick(self.owners)
        device, name = self.crowd.devices[customer]
        key, number = self.orders.id + 1, f"OS-{shop.number('order'):06d}"
        value = dice.randint(20, 250) * 100
        parts = dice.randint(5, 40) * 100 if dice.random() < WITH_PARTS else 0
        charge = shop.charges.put(
            "order", key, number, name, shop.currency, value + parts, str(day_of(opened)), None, customer
        )  # fmt: skip
        return _Job(
            id=key, number=number, customer=customer, device=device, device_name=name, opened=opened, value=value,
            parts=parts, charge=charge, by=dice.choice(shop.operators), technician=dice.choice(shop.technicians),
            reason=dice.choice(names.REASONS), life=shop.history.of("order", key, customer),
        )  # fmt: skip

    def _follow(self, job: _Job, closed: datetime | None) -> None:
        """The link by which the customer follows."""
        token, code = f"{self.dice.getrandbits(128):032x}", sealing.new_code()
        expires = closed and str(closed + timedelta(days=self.shop.company.tracking_days))
        sealed = sealing.seal(token, purpose="link token"), sealing.seal(code, purpose="link code")
        link = self.links.put(
            "order", job.id, job.number, sealing.token_hash(token), sealed[0], sealing.code_hash(code), sealed[1],
            expires, str(job.opened), job.customer,
        )  # fmt: skip
        job.life.tell("link.made", job.opened, job.by, {"label": job.number, "link_id": link})

    def _sign(self, job: _Job) -> None:
        terms = self.shop.conditions
        if terms is None:
            return
        at = str(job.opened)
        self.signatures.put(self.shop.uid(), "Cliente", None, at, at, job.by, job.id, terms.pk)
        facts = {"terms": terms.number, "sha256": terms.sha256}
        job.life.tell("order.signed_on_paper", job.opened, job.by, facts, {"signer": "Cliente"})

    def _tell(self, job: _Job, status: Status, at: datetime) -> None:
        shop, moment = self.shop, str(at)
        note = self.dice.choice(names.NOTES)
        entry = self.entries.put(shop.uid(), note, fold(note), moment, moment, job.technician, job.id, status.pk)
        facts = {"number": job.number, "entry_id": entry, "status": status.name, "stage": status.stage, "photos": 0}
        job.life.tell("order.status_added", at, job.technician, facts, {"note": note} if note else {})
        if status.stage == Stage.REPAIRING:
            internal = self.dice.choice(shop.internal)
            entry = self.internal.put(shop.uid(), moment, moment, job.technician, job.id, internal.pk)
            facts = {"number": job.number, "entry_id": entry, "status": internal.name}
            job.life.tell("order.internal_added", at, job.technician, facts)

    def _close(self, job: _Job, at: datetime) -> None:
        shop = self.shop
        shop.pay(job.charge, job.owed, at, job.by, shop.history.of("charge", job.charge, job.customer))
        report = json.dumps(dict(self._report(job, at)), ensure_ascii=False)
        self.closings.put("repaired", names.WORK_DONE, report, str(at), job.by, job.id)
        facts = {"number": job.number, "outcome": "repaired", "paid": shop.money(job.owed)}
        job.life.tell("order.closed", at, job.by, facts, {"note": names.WORK_DONE})

    def _report(self, job: _Job, at: datetime) -> Iterator[tuple[str, object]]:
        """What the final report said."""
        yield "title", "Reporte final"
        yield "number", job.number
        yield "facts", [["Equipo", job.device_name], ["Cerrada", str(at)], ["Resultado", "Reparado"]]
        yield from {"reason_title": "Motivo", "reason": job.reason}.items()
        yield from {"work_title": "Trabajo realizado", "work": names.WORK_DONE}.items()
        yield from {"parts_title": "Repuestos", "parts": [], "payments_title": "Cobros", "payments": []}.items()
        yield "money", [["Valor", f"{job.owed / 100:.2f}"], ["Saldo", "0,00"]]

    def _part(self, job: _Job) -> None:
        description, at = f"Repuesto {self.dice.choice(names.DEVICES)[2]}", str(job.opened)
        part = self.parts.put(
            self.shop.uid(), description, fold(description), job.parts, 3, "months", at, at, job.technician, job.id
        )  # fmt: skip
        facts = {"number": job.number, "part_id": part, "quantity": {"quantity": 1000}}
        facts["price"] = self.shop.money(job.parts)
        job.life.tell("part.added", self.shop.now, job.technician, facts, {"part": description})


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
