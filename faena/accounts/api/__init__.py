"""People by the API: oneself (me, views), everybody who works here (users), and the journal of access. Who works here,
may do what and signs in is decided by people on pages: no token writes that."""

from faena.accounts.api import accesses, me, users, views
from faena.accounts.api.room import routes

__all__ = ["accesses", "me", "routes", "users", "views"]
