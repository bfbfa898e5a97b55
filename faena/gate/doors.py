"""Doors: every view carries exactly one. A view without a door is refused by the middleware.

`@requires(Perm.X)` staff with that permission · `@public` anybody · `@by_link` whoever holds a link's token ·
`@for_programs` whoever brings a token of the API, which asks for the permission of each method by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from faena.gate.grants import Perm, may
from faena.ui.errors import session_ended

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Door:
    """kind "staff" asks for `perm`; "link" is open to whoever holds the token in the URL; "public" to all; "api" knows
    no session: behind it each method asks for its own permission (rest.routes).
    `gives_file`: a POST to it with `format` answers with the file of its list, each time anew, without a key.
    `repeatable`: a POST here may happen twice, so it carries no operation key (signing in, language). Visitors have
    no key either way: what they send by link is spent by its use. `before_factor`: open also to whoever has to set up
    a second factor first (accounts.middleware)."""

    kind: Literal["staff", "link", "public", "api"]
    perm: Perm | None = None
    repeatable: bool = False
    before_factor: bool = False
    gives_file: bool = False


def requires(
    perm: Perm, *, repeatable: bool = False, before_factor: bool = False, gives_file: bool = False
) -> Callable[[View], View]:
    """Staff door: signed in (else to the sign-in page) and allowed (else 403)."""

    def put_behind(view: View) -> View:
        @wraps(view)
        def behind_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not may(request.user, perm):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        behind_door.door = Door("staff", perm, repeatable, before_factor, gives_file)  # type: ignore[attr-defined]  # a function's own mark
        return cast(View, behind_door)

    return put_behind


def public(view: View) -> View:
    """Open to everybody. Each one is in the list that test_doors keeps."""
    return _marked(view, Door("public", repeatable=True))


def by_link(view: View) -> View:
    """Open to whoever holds the token that the view checks itself."""
    return _marked(view, Door("link"))


def for_programs(view: View) -> View:
    """Of the API (config.api)."""
    return _marked(view, Door("api"))


def door_of(view: Any) -> Door | None:
    return getattr(view, "door", None)


def _marked(view: View, door: Door) -> View:
    @wraps(view)
    def behind_door(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    behind_door.door = door  # type: ignore[attr-defined]  # a function's own mark
    return cast(View, behind_door)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back here; after a form, to the page on which it was written. What a page asks for in the
    background never takes it away: that is 401, and the page says so itself (ui/scripts/ended.js)."""
    if request.headers.get("HX-Request"):
        return session_ended()
    return redirect_to_login(request.get_full_path() if request.method == "GET" else _written_on(request))


def _written_on(request: HttpRequest) -> str:
    """The address of the page that sent a form, as the browser tells it: a path of ours, else "/"."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(page)
    address = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"
