"""The routes of this room; its modules add theirs."""

from faena.rest.routes import Routes

routes = Routes("moving")
