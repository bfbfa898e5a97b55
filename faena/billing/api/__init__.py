"""Billing for programs: plans and who has them, invoices, a customer's statement, the run of a month."""

from faena.billing.api import invoices, keeping, plans, runs, statement
from faena.billing.api.room import routes

__all__ = ["invoices", "keeping", "plans", "routes", "runs", "statement"]
