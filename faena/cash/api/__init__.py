"""The cash for programs: what is owed, what is received for it, and the papers that say so."""

from faena.cash.api import balances, charges, payments, rates, several
from faena.cash.api.payments import routes

__all__ = ["balances", "charges", "payments", "rates", "routes", "several"]
