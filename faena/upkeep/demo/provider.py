"""The demo shop also brings the Internet to its neighbours: its plans, and who took, suspended or left one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from faena.accounts.models import User
from faena.billing import actions
from faena.billing.models import Plan, Subscription
from faena.company.catalogue.actions import add_row
from faena.customers.models import Customer
from faena.upkeep.demo import clock

NAMES = ("name", "price", "down_mbps", "up_mbps", "technology", "currency")
# price in cents, speed down and up in Mbps, technology
PLANS = [
    ("Fibra 100", 25_00, 100, 50, "fibre"),
    ("Fibra 300", 40_00, 300, 150, "fibre"),
    ("Empresa 500", 120_00, 500, 500, "fibre"),
    ("Radio 20", 15_00, 20, 5, "radio"),
]


@dataclass(frozen=True)
class Sold:
    """days: how long ago; who: place in VISITORS; plan: place in PLANS; ends: how many days ago it was left, with why;
    `gone` for good."""

    days: int
    who: int
    plan: int
    login: str
    address: str = ""
    price: int | None = None
    ends: int | None = None
    why: str = ""
    gone: bool = False


SOLD = [
    Sold(33, 1, 2, "cacao.claro", "Av. Bolívar, torre Mijao, piso 4", price=110_00),
    Sold(32, 7, 2, "samanes.vet", "Av. Los Samanes, quinta Aurora"),
    Sold(31, 0, 0, "maria.rios", "Calle 4, casa 18", ends=20, why="Se pasa a un plan más rápido.", gone=True),
    Sold(30, 3, 1, "espiga.dorada", "Calle 7 con carrera 3, local 1"),
    Sold(27, 6, 0, "beatriz.zambrano", "Res. El Naranjal, apto. 5-B", ends=6, why="De viaje hasta enero."),
    Sold(25, 11, 1, "son.cabal", "Calle 9, escuela de música"),
    Sold(20, 0, 1, "maria.rios", "Calle 4, casa 18"),
    Sold(18, 13, 3, "wilmer.chirinos", "Sector La Loma, casa azul"),
    Sold(14, 12, 0, "carmen.montilla", "Calle 4, casa 31"),
    Sold(9, 20, 0, "rosangela.p", "Res. El Naranjal, apto. 2-A", ends=3, why="Pidió la baja: se muda.", gone=True),
    Sold(5, 16, 3, "ivan.peroza", "Sector La Loma, vereda 2"),
    Sold(1, 0, 3, "maria.taller", "Galpón 6, zona industrial"),
]  # fmt: skip


def provider(customers: list[Customer], now: datetime, by: User) -> Iterator[datetime]:
    """What happens to plans, in the order of its days: yields when the next thing happens, then does it."""
    plans: list[Plan] = [add_row(Plan, facts=dict(zip(NAMES, (*facts, "USD"), strict=True)), by=by) for facts in PLANS]
    taken: dict[int, Subscription] = {}
    steps = [(sold.days, False, place) for place, sold in enumerate(SOLD)]
    steps += [(sold.ends, True, place) for place, sold in enumerate(SOLD) if sold.ends is not None]
    for days, leaves, place in sorted(steps, key=lambda step: (-step[0], not step[1], step[2])):
        yield clock.opening(now, days, 10.0 + place / 10)
        sold = SOLD[place]
        if leaves:
            leave = actions.cancel_subscription if sold.gone else actions.suspend_subscription
            leave(taken[place], reason=sold.why, version=taken[place].version, by=by)
        else:
            taken[place] = actions.subscribe(customers[sold.who], _line(sold, place, plans[sold.plan]), by=by)


def _line(sold: Sold, place: int, plan: Plan) -> actions.SubscriptionFacts:
    return actions.SubscriptionFacts(
        plan=plan,
        price=plan.price if sold.price is None else sold.price,
        due_day=(5, 10, 15, 20)[place % 4],
        started_on=timezone.localdate(),
        login=sold.login,
        ip=f"10.20.{place // 4}.{10 + place}",
        mac=f"02-00-5e-10-00-{place:02x}",
        address=sold.address,
        access_point="Torre Norte" if plan.technology == "radio" else f"Caja {1 + place % 5}",
    )
