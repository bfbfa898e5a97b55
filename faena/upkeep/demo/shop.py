"""The demo shop's work: customers with valid invented documents, orders in every stage, advances, photos."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from faena.accounts.models import User
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import PaymentMethod
from faena.company.models import Branch, Company
from faena.customers.actions import CustomerFacts, DeviceFacts, create_customer
from faena.customers.models import Customer
from faena.gate.roles import Role
from faena.journal.acts import action
from faena.lib.taxid import example
from faena.orders import actions as orders
from faena.orders.models import ServiceOrder, Stage, Status
from faena.upkeep.demo import pictures
from faena.upkeep.demo.people import PASSWORD, STAFF

SHOP = {
    "name": "Taller La Faena",
    "tax_kind": "ve_rif",
    "tax_id": example("ve_rif", 7),
    "address": "Av. Principal con calle 4, local 12, Caracas",
    "phone": "+582125550142",
    "email": "taller@faena.example",
}


@dataclass(frozen=True)
class Brought:
    """What a customer brought. days: how long ago it came in; stages: what the customer was told since."""

    customer: int
    device: DeviceFacts
    reason: str
    days: int
    stages: tuple[str, ...] = ()
    value: int | None = None
    advance: int = 0
    photos: tuple[Callable[[int], SimpleUploadedFile], ...] = ()
    paid: bool = False
    note: str = ""
    promised: int | None = None
    assigned: bool = True


CUSTOMERS = [
    ("María Fernanda Ríos", "ve_cedula", "es", True),
    ("Inversiones Cacao Claro, C.A.", "ve_rif", "es", True),
    ("José Gregorio Alcántara", "ve_cedula", "es", False),
    ("Panadería La Espiga Dorada", "ve_rif", "es", False),
    ("João Peña de Souza", "br_cpf", "pt-br", True),
    ("Ñusta Quispe Andrade", "", "es", False),
    ("Beatriz Zambrano de la Concepción Urdaneta", "ve_cedula", "es", False),
    ("Clínica Veterinaria Los Samanes", "ve_rif", "es", False),
    ("Luís Antônio Cavalcanti", "br_cpf", "pt-br", False),
    ("Emily Hartwell", "", "en", False),
]
PHONE, LAPTOP, CONSOLE = "Teléfono", "Laptop", "Consola"
BROUGHT = [
    Brought(
        0,
        DeviceFacts(PHONE, "Samsung", "Galaxy A54", "356938035643809"),
        "La pantalla está rota y no responde al tacto.",
        1,
        (Stage.DIAGNOSING, Stage.REPAIRING),
        85_00,
        40_00,
        (pictures.screen, pictures.board),
        note="Llegó el módulo original.",
        promised=1,
    ),
    Brought(
        1,
        DeviceFacts(LAPTOP, "HP", "EliteBook 840", "5CG1234ABC"),
        "No enciende después de un bajón de luz.",
        3,
        (Stage.DIAGNOSING, Stage.WAITING),
        140_00,
        0,
        (pictures.board,),
        note="Fuente interna quemada.",
        promised=2,
    ),
    Brought(
        2,
        DeviceFacts(CONSOLE, "Sony", "PlayStation 5", "AJ15829430"),
        "No da imagen por HDMI.",
        5,
        (Stage.DIAGNOSING, Stage.REPAIRING, Stage.READY),
        60_00,
        20_00,
        (pictures.board,),
        promised=-1,
    ),
    Brought(
        3,
        DeviceFacts("Balanza", "Systel", "Cuora", "CU-88121"),
        "Marca mal el peso.",
        6,
        (Stage.DIAGNOSING,),
        None,
        promised=0,
    ),
    Brought(
        4,
        DeviceFacts("Celular", "Apple", "iPhone 13", "353010111111110"),
        "Bateria acaba em duas horas.",
        2,
        (Stage.DIAGNOSING,),
        70_00,
        30_00,
        (pictures.screen,),
        promised=1,
    ),
    Brought(
        5,
        DeviceFacts(PHONE, "Xiaomi", "Redmi Note 12", "867530900000001"),
        "Se mojó y se apaga solo.",
        0,
        assigned=False,
    ),
    Brought(
        6,
        DeviceFacts(LAPTOP, "Lenovo", "ThinkPad T480", "PF1ABCDE"),
        "El teclado repite letras.",
        12,
        (Stage.DIAGNOSING, Stage.REPAIRING, Stage.READY),
        55_00,
        55_00,
        (pictures.board,),
        paid=True,
        note="Teclado nuevo, limpieza interna.",
    ),
    Brought(
        7,
        DeviceFacts("Ecógrafo", "Mindray", "DP-10", "MD-77120"),
        "La sonda no hace contacto.",
        15,
        (Stage.DIAGNOSING, Stage.REPAIRING, Stage.READY),
        180_00,
        180_00,
        (),
        paid=True,
        note="Conector reemplazado.",
    ),
    Brought(
        8,
        DeviceFacts("Console", "Microsoft", "Xbox Series S", "XS-40921"),
        "Desliga sozinho após meia hora.",
        4,
        (Stage.DIAGNOSING, Stage.WAITING),
        48_00,
        0,
        (),
        promised=3,
    ),
    Brought(
        9,
        DeviceFacts(LAPTOP, "Apple", "MacBook Air M1", "C02XK0AAJK7L"),
        "The trackpad clicks by itself.",
        0,
        (),
        None,
        assigned=False,
    ),
]


def fill() -> bool:
    """Open the demo shop when the database has no people yet; whether it did."""
    if User.objects.staff().exists():
        return False
    _open_shop()
    with translation.override("es"), timezone.override(ZoneInfo(Company.the().zone)):
        staff = {person.role: User.objects.get(email=person.email) for person in STAFF}
        customers = [_customer(place, staff) for place in range(len(CUSTOMERS))]
        for it in sorted(BROUGHT, key=lambda it: -it.days):
            _work(it, customers[it.customer], staff)
    return True


@action
def _open_shop() -> None:
    Company.objects.filter(pk=1).update(**SHOP)
    branch = Branch.default()
    for person in STAFF:
        user = User(email=person.email, name=person.name, role=person.role, language="es", branch=branch)
        user.set_password(PASSWORD)
        user.save()


def _customer(place: int, staff: dict[Role, User]) -> Customer:
    name, kind, language, of_seller = CUSTOMERS[place]
    facts = CustomerFacts(
        name=name,
        kind=Customer.Kind.COMPANY if kind == "ve_rif" else Customer.Kind.PERSON,
        document_kind=kind,
        document=example(kind, place) if kind else "",
        phone=f"+5511955500{place:03d}" if language == "pt-br" else f"+58412555{place:04d}",
        language=language,
    )
    return create_customer(facts, by=staff[Role.SELLER] if of_seller else staff[Role.OPERATOR])


@action
def _work(it: Brought, customer: Customer, staff: dict[Role, User]) -> ServiceOrder:
    now, clerk, technician = timezone.now(), staff[Role.OPERATOR], staff[Role.TECHNICIAN]
    came = now - timedelta(days=it.days, hours=3)
    cash = PaymentMethod.objects.offered().first()
    order = orders.open_order(
        customer,
        device=it.device,
        facts=orders.IntakeFacts(
            reason=it.reason,
            service_value=it.value,
            promised_at=_promise(now, it.promised),
            technician=technician if it.assigned else None,
            advance=TenderFacts(cash, it.advance, "USD") if it.advance and cash else None,
            happened_at=came,
        ),
        by=clerk,
    )
    for step, stage in enumerate(it.stages, start=1):
        last = step == len(it.stages)
        orders.add_status(
            order,
            status=Status.objects.offered().filter(stage=stage)[0],
            note=it.note if last else "",
            photos=[draw(order.pk * 10 + place) for place, draw in enumerate(it.photos)] if last else (),
            happened_at=came + (now - came) * step / (len(it.stages) + 1),
            by=technician,
        )
    order.refresh_from_db()
    if it.paid:
        left = order.charge.balance if order.charge else 0
        if left and cash and order.charge:
            receive_payment(order.charge, tenders=[TenderFacts(cash, left, "USD")], by=clerk)
        order = orders.close_order(
            order, outcome=ServiceOrder.Outcome.REPAIRED, work_done=it.note, version=order.version, by=clerk
        )
    return order


def _promise(now: datetime, days: int | None) -> datetime | None:
    if days is None:
        return None
    local = timezone.localtime(now + timedelta(days=days))
    return local.replace(hour=16, minute=0, second=0, microsecond=0)
