"""Money owed and received, one function per event. Nothing is edited or deleted: what was wrong is reversed."""

from faena.cash.actions.charges import cancel_charge, open_charge, set_amount, shown
from faena.cash.actions.payments import (
    TenderFacts,
    receive_payment,
    reverse_payment,
    why_not_collect,
    why_not_reverse,
)
from faena.cash.actions.rates import set_rate
from faena.cash.actions.receipts import print_receipt

__all__ = [
    "TenderFacts",
    "cancel_charge",
    "open_charge",
    "print_receipt",
    "receive_payment",
    "reverse_payment",
    "set_amount",
    "set_rate",
    "shown",
    "why_not_collect",
    "why_not_reverse",
]
