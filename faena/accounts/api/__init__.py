"""People by the API: oneself (me), everybody who works here (users), and the journal of access."""

from faena.accounts.api import accesses, me, sessions, users, views
from faena.accounts.api.room import routes

__all__ = ["accesses", "me", "routes", "sessions", "users", "views"]
