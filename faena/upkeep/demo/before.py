"""What the demo shop brought from the program before: what two customers owed, and what was done for them."""

from collections.abc import Sequence
from datetime import date, timedelta

from faena.accounts.models import User
from faena.cash.actions import BalanceFacts, open_balance
from faena.customers.models import Customer
from faena.moving.actions import PastFacts, keep_pasts
from faena.upkeep.demo.country import Country

# In the language of the shop: the concept of what is owed, then of each repair its device, state and text.
OWED = {"es": "Factura {} del sistema anterior", "pt-br": "Fatura {} do sistema antigo"}
REPAIRS = {
    "es": [
        ("Laptop HP 14", "Entregado", "Pantalla rota: se cambió, con garantía de 90 días."),
        ("Teléfono Samsung A12", "Entregado", "Pin de carga y batería nuevos."),
        ("Impresora Epson L3110", "Devuelto sin reparar", "Placa dañada: el cliente no aceptó el presupuesto."),
    ],
    "pt-br": [
        ("Notebook HP 14", "Entregue", "Tela quebrada: foi trocada, com garantia de 90 dias."),
        ("Celular Samsung A12", "Entregue", "Conector de carga e bateria novos."),
        ("Impressora Epson L3110", "Devolvida sem conserto", "Placa danificada: o cliente não aceitou o orçamento."),
    ],
}
FIRST_NUMBER = 3108


def brought(country: Country, customers: Sequence[Customer], today: date, master: User) -> None:
    """Before the first day."""
    for place, customer in enumerate(customers, start=1):
        number = str(FIRST_NUMBER + place)
        concept, due = OWED[country.language].format(number), today - timedelta(days=40 * place)
        open_balance(customer, facts=BalanceFacts(concept, place * 35_00, due, number), by=master)
    pasts = []
    for place, (device, state, text) in enumerate(REPAIRS[country.language]):
        begun = today - timedelta(days=420 + 190 * place)
        past = PastFacts(
            "order",
            str(FIRST_NUMBER - 12 * place),
            begun,
            begun + timedelta(days=4),
            state,
            device,
            amount=45_00,
            paid=45_00,
            text=text,
        )
        pasts.append((customers[place % len(customers)].pk, past))
    keep_pasts(pasts, by=master)
