"""Saved views: the lists that keep them, which their rooms register in apps.py, and the tabs that they are."""

from urllib.parse import parse_qsl

from faena.accounts.actions import may_change
from faena.accounts.models import User, saved_views
from faena.ui.listing import View

_routes: set[str] = set()


def register(route: str) -> None:
    """Doing it twice changes nothing. `route`: of the list."""
    _routes.add(route)


def keeps_views(route: str) -> bool:
    return route in _routes


def views_of(route: str, user: User) -> list[View]:
    """The user's own views of a list, and what is shared with everybody; one query."""
    return [
        View(view.name, dict(parse_qsl(view.question)), view.pk if may_change(view, user) else None, is_saved=True)
        for view in saved_views(user, route)
    ]
