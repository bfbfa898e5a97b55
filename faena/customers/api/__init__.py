"""Customers by the API: who they are (customers), what hangs on them (belongings, devices), and two who are one or one
who is forgotten (lives)."""

from faena.customers.api import belongings, customers, devices, lives
from faena.customers.api.room import routes

__all__ = ["belongings", "customers", "devices", "lives", "routes"]
