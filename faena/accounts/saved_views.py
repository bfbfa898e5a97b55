"""Saved views: the lists that keep them, which their rooms register in apps.py, and the tabs that they are."""

from urllib.parse import parse_qsl, urlencode

from faena.accounts.actions import may_change
from faena.accounts.models import User, saved_views
from faena.ui.listing import View

OF_A_PAGE = {"page", "format"}  # of an address: no part of a view
_routes: set[str] = set()


def register(route: str) -> None:
    """Doing it twice changes nothing. `route`: of the list."""
    _routes.add(route)


def keeps_views(route: str) -> bool:
    return route in _routes


def question_of(typed: str) -> str:
    """What of the query string of an address a view keeps."""
    return urlencode([(name, text) for name, text in parse_qsl(typed) if name not in OF_A_PAGE])


def views_of(route: str, user: User) -> list[View]:
    """The user's own views of a list, and what is shared with everybody; one query."""
    return [
        View(view.name, dict(parse_qsl(view.question)), view.pk if may_change(view, user) else None, is_saved=True)
        for view in saved_views(user, route)
    ]
