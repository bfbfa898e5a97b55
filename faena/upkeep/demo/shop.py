"""The demo shop: its company, its people, its terms, and a month of work that ends today."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from faena.accounts.models import User
from faena.company.models import Branch, Company
from faena.customers.actions import CustomerFacts, add_address, add_contact, create_customer
from faena.customers.models import Customer
from faena.journal.unit_of_work import action
from faena.lib.taxid import example
from faena.orders.actions import publish_terms
from faena.orders.models import InternalStatus, Stage, Status
from faena.upkeep.demo import clock
from faena.upkeep.demo.customers import VISITORS
from faena.upkeep.demo.life import Cast, live
from faena.upkeep.demo.month import JOBS
from faena.upkeep.demo.people import PASSWORD, STAFF
from faena.upkeep.demo.provider import Provider, begins
from faena.upkeep.demo.rounds import rounds
from faena.upkeep.demo.support import support
from faena.upkeep.demo.till import methods, mornings

SHOP = {
    "name": "Taller La Faena",
    "tax_kind": "ve_rif",
    "tax_id": example("ve_rif", 7),
    "address": "Av. Principal con calle 4, local 12",
    "city": "Caracas",
    "postcode": "1060",
    "phone": "+582125550142",
    "whatsapp": "+584125550142",
    "email": "taller@faena.example",
    "second_currency": "VES",
    "has_care": True,
}
METHODS = [
    ("Efectivo", "", False),
    ("Zelle", "USD", True),
    ("Pago móvil", "VES", True),
    ("Punto de venta", "VES", True),
    ("Transferencia", "VES", True),
]
TERMS = """\
1. El diagnóstico se entrega en un máximo de tres días hábiles.
2. La garantía cubre el trabajo y las piezas, por el tiempo que dice cada una; no cubre golpes ni líquidos.
3. El taller no responde por los datos del equipo: haga una copia antes de entregarlo.
4. Los equipos que nadie retire 90 días después del aviso se consideran abandonados.
5. Para retirar el equipo presente este ticket o su documento de identidad."""
MONTH = timedelta(days=34)


def fill() -> bool:
    """Open the demo shop when the database has no people yet; whether it did."""
    if User.objects.staff().exists():
        return False
    now = timezone.now()
    with translation.override("es"), Company.the().in_its_zone(), transaction.atomic():
        with clock.at(begins(now)):
            _open_shop()
            staff = {person.email.partition("@")[0]: User.objects.get(email=person.email) for person in STAFF}
            provider = Provider(now, staff["master"], staff["operator"])
            provider.offer()
        with clock.at(now - MONTH):
            publish_terms(TERMS, version=0, by=staff["master"])
        with clock.at(begins(now)):
            customers = [_customer(place, staff) for place in range(len(VISITORS))]
        _work(now, customers, staff, provider)
    return True


def _work(now: datetime, customers: list[Customer], staff: dict[str, User], provider: Provider) -> None:
    """Everybody's jobs side by side: always the step that comes next, so numbers and receipts run with the days."""
    cast = _cast(staff)
    lives: list[Iterator[datetime]] = [mornings(now - MONTH, now, cast.master), *provider.lives(customers)]
    lives += support(customers, now, staff)
    lives += rounds(customers, now, staff)
    lives += [live(job, customers[job.who], clock.opening(now, job.days, job.hour), now, cast) for job in JOBS]
    waiting = [(next(life), place) for place, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        moment, place = heapq.heappop(waiting)
        if moment > now:
            continue  # that is tomorrow's work
        with clock.at(moment):
            if following := next(lives[place], None):
                heapq.heappush(waiting, (following, place))


def _cast(staff: dict[str, User]) -> Cast:
    offered = Status.objects.offered()
    statuses = {stage: offered.filter(stage=stage, waits_for_parts=False)[0] for stage in Stage.values}
    return Cast(
        master=staff["master"],
        clerk=staff["operator"],
        technicians=[staff["technician"], staff["technician2"]],
        statuses=statuses | {"part": offered.filter(waits_for_parts=True)[0]},
        internal=list(InternalStatus.objects.offered()),
    )


@action(authorised_by="an empty database")
def _open_shop() -> None:
    Company.objects.filter(pk=1).update(**SHOP)
    methods(METHODS)
    branch = Branch.default()
    for person in STAFF:
        user = User(email=person.email, name=person.name, role=person.role, language="es", branch=branch)
        user.set_password(PASSWORD)
        user.save()


def _customer(place: int, staff: dict[str, User]) -> Customer:
    visitor = VISITORS[place]
    customer = create_customer(
        CustomerFacts(
            name=visitor.name,
            kind=Customer.Kind.COMPANY if visitor.document == "ve_rif" else Customer.Kind.PERSON,
            document_kind=visitor.document,
            document=example(visitor.document, place) if visitor.document else "",
            phone=f"+5511955500{place:03d}" if visitor.language == "pt-br" else f"+58412555{place:04d}",
            language=visitor.language,
            email=visitor.email,
        ),
        by=staff["seller" if visitor.of_seller else "operator"],
    )
    if visitor.contact:
        add_contact(customer, visitor.contact, by=staff["operator"])
    if visitor.address:
        add_address(customer, visitor.address, by=staff["operator"])
    return customer
