"""The company by the API: what it sets about itself (shop), and the small lists that it edits (catalogues)."""

from faena.company.api import catalogues, shop
from faena.company.api.room import routes

__all__ = ["catalogues", "routes", "shop"]
