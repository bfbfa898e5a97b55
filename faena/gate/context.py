"""`can` in templates: which pages are open to the reader. It hides what the door would refuse anyway; what depends on
the state of a thing besides is an offer (gate/offers.py)."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, resolve

from faena.gate.doors import door_of
from faena.gate.grants import Perm, may, module_of
from faena.lib.refs import Ref
from faena.ui.jinja import url


class Can:
    """modules: those that are switched on; None where nobody knows of a shop."""

    def __init__(self, user: Any, modules: Collection[str] | None = None) -> None:
        self.user, self.modules = user, modules

    def has(self, perm: str | None) -> bool:
        return perm is None or may(self.user, Perm(perm))

    def open(self, route: str, *args: Any) -> str:
        """The address of a page whose door lets this reader in, else "": `can.open("customers:edit", customer.pk)`."""
        address = url(route, *args)
        perm = _perm_of(route, address)
        if perm is None:
            return address
        is_there = self.modules is None or module_of(perm) in ("", *self.modules)
        return address if is_there and may(self.user, perm) else ""

    def follow(self, ref: Ref | None) -> str:
        """The page of what a low row points to, if it has one that is open to this reader."""
        return self.open(ref.route, ref.id) if ref and ref.route else ""


_perms: dict[tuple[str, str], Perm | None] = {}


def _perm_of(route: str, address: str) -> Perm | None:
    """What the door of a route asks for, read once: `address` is one of its pages."""
    key = (settings.ROOT_URLCONF, route)
    if key not in _perms:
        door = door_of(resolve("/" + address.removeprefix(get_script_prefix())).func)
        _perms[key] = door.perm if door else None
    return _perms[key]


def permissions(request: HttpRequest) -> dict[str, Any]:
    company = getattr(request, "company", None)  # a room above; errors can come before anybody asked for it
    return {"can": Can(getattr(request, "user", None), company and company.modules)}
