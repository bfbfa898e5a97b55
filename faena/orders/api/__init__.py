"""The workshop for programs: orders and all that happens to them, found, done and read."""

from faena.orders.api import catalogues, endings, history, notes, papers, parts, statuses, telling, terms, wording, work
from faena.orders.api.orders import routes

__all__ = [
    "catalogues",
    "endings",
    "history",
    "notes",
    "papers",
    "parts",
    "routes",
    "statuses",
    "telling",
    "terms",
    "wording",
    "work",
]
