"""Bringing in and taking out by the API: files that are imported, and the archive of everything."""

from faena.moving.api import archive, choosing, imports, pasts
from faena.moving.api.room import routes

__all__ = ["archive", "choosing", "imports", "pasts", "routes"]
