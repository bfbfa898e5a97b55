"""Money owed and received, one function per event. Nothing is edited or deleted: what was wrong is reversed."""

from faena.cash.actions.balances import (
    BalanceFacts,
    open_balance,
    open_balances,
    take_back_balance,
    void_balance,
    why_not_void,
)
from faena.cash.actions.charges import (
    Owed,
    cancel_charge,
    locked_charge,
    open_charge,
    open_charges,
    set_amount,
    set_customer,
    set_locked_amount,
    shown,
)
from faena.cash.actions.collections import MOST_ACCOUNTS, age_of, collect_several, print_collection
from faena.cash.actions.payments import (
    MOST_TENDERS,
    collect,
    receive_on,
    receive_payment,
    reverse_payment,
    why_not_collect,
    why_not_reverse,
)
from faena.cash.actions.rates import set_rate
from faena.cash.actions.receipts import print_receipt
from faena.cash.actions.tenders import DAYS_WITHOUT_REASON, ChangeFacts, TenderFacts, last_day

__all__ = [
    "DAYS_WITHOUT_REASON",
    "MOST_ACCOUNTS",
    "MOST_TENDERS",
    "BalanceFacts",
    "ChangeFacts",
    "Owed",
    "TenderFacts",
    "age_of",
    "cancel_charge",
    "collect",
    "collect_several",
    "last_day",
    "locked_charge",
    "open_balance",
    "open_balances",
    "open_charge",
    "open_charges",
    "print_collection",
    "print_receipt",
    "receive_on",
    "receive_payment",
    "reverse_payment",
    "set_amount",
    "set_customer",
    "set_locked_amount",
    "set_rate",
    "shown",
    "take_back_balance",
    "void_balance",
    "why_not_collect",
    "why_not_reverse",
    "why_not_void",
]
