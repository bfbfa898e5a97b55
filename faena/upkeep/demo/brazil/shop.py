"""The demo shop in Brazil: its company, its people, its terms and how it is paid."""

from datetime import time

from faena.cash.models import PaymentMethod
from faena.lib.taxid import example
from faena.upkeep.demo.brazil.care import CARE
from faena.upkeep.demo.brazil.internet import INTERNET
from faena.upkeep.demo.brazil.jobs import JOBS
from faena.upkeep.demo.brazil.trips import AWAY, TRIPS
from faena.upkeep.demo.brazil.visitors import VISITORS
from faena.upkeep.demo.country import Country, Method, Till, Way

TERMS = """\
1. O diagnóstico é entregue em até três dias úteis.
2. A garantia cobre o serviço e as peças, pelo prazo que cada uma indica e nunca menos que os 90 dias da lei; não cobre quedas nem líquidos.
3. A oficina não responde pelos dados do aparelho: faça uma cópia antes de entregá-lo.
4. Aparelhos que ninguém retirar em 90 dias depois do aviso são considerados abandonados.
5. Para retirar o aparelho, apresente este comprovante ou um documento com foto."""  # noqa: E501  # a line is a clause
PIX, NOTES = Way("PIX", "BRL"), Way("Dinheiro", "BRL")
BRAZIL = Country(
    company={
        "name": "Oficina da Faina",
        "tax_kind": "br_cnpj",
        "tax_id": example("br_cnpj", 900),
        "address": "Rua das Araucárias, 120, loja 2",
        "city": "São Paulo",
        "state": "SP",  # whose holidays it keeps
        "postcode": "04999-120",
        "phone": "+551135550142",
        "whatsapp": "+5511955510142",
        "email": "oficina@faena.example",
        "country": "BR",
        "zone": "America/Sao_Paulo",
        "language": "pt-br",
        "currency": "BRL",
        "second_currency": "",
        "has_care": True,
        "pix_kind": "email",  # no bank can know it: whoever pays by the demo's codes pays nobody
        "pix_key": "pix@faena.example",
        "fine_bp": 200,  # 2 %, the most that the CDC allows (art. 52)
        "interest_bp": 100,  # 1 % a month (CTN art. 161)
        "due_rule": "law",
    },
    hours={
        **{day: [(time(8), time(12)), (time(13), time(18))] for day in range(5)},
        5: [(time(8), time(12))],
    },
    staff={
        "master": "Marisa Duarte",
        "admin": "André Quintela",
        "operator": "Olívia Paes",
        "seller": "Saulo Bernardes",
        "technician": "Téo Rangel",
        "technician2": "Rosa Milani",
    },
    terms=TERMS,
    person="br_cpf",
    mobile="+5511955500{:03d}",
    visitors=VISITORS,
    jobs=JOBS,
    ordered="Fornecedor: três dias.",
    care=CARE,
    trips=TRIPS,
    away=AWAY,
    somewhere="Rua das Mangabas, {number}, Laranjal, São Paulo",
    internet=INTERNET,
    till=Till(
        methods=[
            Method("PIX", PaymentMethod.Kind.MOBILE, "BRL", needs_reference=True),
            Method("Dinheiro", PaymentMethod.Kind.CASH, "BRL", needs_reference=False),
            Method("Cartão de débito", PaymentMethod.Kind.CARD, "BRL", needs_reference=True),
            Method("Cartão de crédito", PaymentMethod.Kind.CARD, "BRL", needs_reference=True),
        ],
        notes=NOTES,
        afar=PIX,
        phone=PIX,
        card=Way("Cartão de crédito", "BRL"),
        note=50_00,
        both=200_00,
    ),
)
