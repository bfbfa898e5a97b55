"""The demo shop in Venezuela: its company, its people, its terms and how it is paid."""

from datetime import time

from faena.cash.models import PaymentMethod
from faena.lib.taxid import example
from faena.upkeep.demo.country import Country, Method, Rates, Till, Way
from faena.upkeep.demo.venezuela.care import CARE
from faena.upkeep.demo.venezuela.internet import INTERNET
from faena.upkeep.demo.venezuela.jobs import JOBS
from faena.upkeep.demo.venezuela.trips import AWAY, TRIPS
from faena.upkeep.demo.venezuela.visitors import VISITORS

TERMS = """\
1. El diagnóstico se entrega en un máximo de tres días hábiles.
2. La garantía cubre el trabajo y las piezas, por el tiempo que dice cada una; no cubre golpes ni líquidos.
3. El taller no responde por los datos del equipo: haga una copia antes de entregarlo.
4. Los equipos que nadie retire 90 días después del aviso se consideran abandonados.
5. Para retirar el equipo presente este ticket o su documento de identidad."""
VENEZUELA = Country(
    company={
        "name": "Taller La Faena",
        "tax_kind": "ve_rif",
        "tax_id": example("ve_rif", 900),
        "address": "Av. Principal con calle 4, local 12",
        "city": "Caracas",
        "postcode": "1060",
        "phone": "+582125550142",
        "whatsapp": "+584125550142",
        "email": "taller@faena.example",
        "country": "VE",
        "zone": "America/Caracas",
        "language": "es",
        "currency": "USD",
        "second_currency": "VES",
        "has_care": True,
    },
    hours={
        **{day: [(time(8), time(12)), (time(13), time(18))] for day in range(5)},
        5: [(time(8), time(13))],
    },
    staff={
        "master": "Marisol Duarte",
        "admin": "Andrés Quintana",
        "operator": "Olivia Páez",
        "seller": "Saúl Bermúdez",
        "technician": "Teo Rincón",
        "technician2": "Rosa Milano",
    },
    terms=TERMS,
    person="ve_cedula",
    mobile="+58412555{:04d}",
    visitors=VISITORS,
    jobs=JOBS,
    ordered="Proveedor: tres días.",
    care=CARE,
    trips=TRIPS,
    away=AWAY,
    somewhere="Calle Los Mangos, casa {number}, La Trinidad, Caracas",
    internet=INTERNET,
    till=Till(
        methods=[
            Method("Efectivo", PaymentMethod.Kind.CASH, "", needs_reference=False),
            Method("Zelle", PaymentMethod.Kind.TRANSFER, "USD", needs_reference=True),
            Method("Pago móvil", PaymentMethod.Kind.MOBILE, "VES", needs_reference=True),
            Method("Punto de venta", PaymentMethod.Kind.CARD, "VES", needs_reference=True),
            Method("Transferencia", PaymentMethod.Kind.TRANSFER, "VES", needs_reference=True),
        ],
        notes=Way("Efectivo", "USD"),
        afar=Way("Zelle", "USD"),
        phone=Way("Pago móvil", "VES"),
        card=Way("Punto de venta", "VES"),
        note=20_00,
        both=40_00,
        rates=Rates("USD", "VES", first=231_05000000, a_day=48310000),
    ),
)
