"""The menu. Each room registers its entries in `apps.py`, and what "+" offers to begin; `can` and the switched-on
modules decide who sees which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from faena.ui.jinja import url_if

TABS = 3  # beside "+" and "More"
Module = Literal["workshop", "care"]
Group = Literal["work", "money", "house"]
# The parts of the side bar, one under the other.
GROUPS: dict[Group, Any] = {
    "work": pgettext_lazy("menu", "Work"),
    "money": pgettext_lazy("menu", "Money"),
    "house": pgettext_lazy("menu", "House"),
}


@dataclass(frozen=True)
class NavItem:
    """One entry. `phone` asks for a place in the tab bar of phones: the smallest numbers get one, 0 asks for none;
    `phone_of`: another number for a role. `key` is its shortcut, such as "g o"; `also` are beginnings of other
    addresses that are its own; `group`: the part of the side bar in which it stands."""

    label: str | Promise
    url_name: str
    icon: str
    perm: str | None = None
    module: Module | None = None
    order: int = 100
    phone: int = 0
    key: str = ""
    group: Group = "work"
    phone_of: Mapping[str, int] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it."""

    label: str
    url: str
    icon: str
    current: bool
    phone: int
    key: str
    group: Group


@dataclass(frozen=True, eq=False)
class Menu:
    """All of them, in order. The same entries in the same language are the same object: what is drawn of it is kept."""

    links: tuple[Link, ...]
    begins: tuple[Link, ...]

    @property
    def tabs(self) -> list[Link]:
        """What fits into the tab bar, in its order."""
        return sorted((link for link in self.links if link.phone), key=lambda link: link.phone)[:TABS]

    @property
    def groups(self) -> list[tuple[Any, list[Link]]]:
        """The parts of the side bar that have entries."""
        parts = [(name, [link for link in self.links if link.group == part]) for part, name in GROUPS.items()]
        return [(name, links) for name, links in parts if links]


class Can(Protocol):
    def has(self, perm: str) -> bool: ...


_items: dict[str, NavItem] = {}
_begins: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _keep(_items, item)


def register_beginning(item: NavItem) -> None:
    """A page on which something new begins: "+" of phones offers it."""
    _keep(_begins, item)


def _keep(where: dict[str, NavItem], item: NavItem) -> None:
    where[item.url_name] = item
    _in_order.cache_clear()
    _menu.cache_clear()


class Navigation:
    """The menu of one request: `nav.menu(can, modules)`."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.role = str(getattr(getattr(request, "user", None), "role", "") or "")

    def menu(self, can: Can, modules: Collection[str] | None = None) -> Menu:
        """What this reader may open. `modules` None means that both are on."""
        seen, begins = (
            [
                (item, address)
                for item in items
                if (item.perm is None or can.has(item.perm))
                and (item.module is None or modules is None or item.module in modules)
                and (address := url_if(item.url_name))
            ]
            for items in _in_order()
        )
        under = [
            (len(start), address) for item, address in seen for start in (address, *item.also) if self._is_under(start)
        ]
        here = max(under, default=(0, ""))[1]
        named = [tuple((item.url_name, address) for item, address in some) for some in (seen, begins)]
        return _menu(*named, here, self.role, get_language() or "")

    def _is_under(self, address: str) -> bool:
        return self.path == address or (address.count("/") > 1 and self.path.startswith(address))


@lru_cache
def _in_order() -> tuple[list[NavItem], list[NavItem]]:
    def ordered(items: dict[str, NavItem]) -> list[NavItem]:
        return sorted(items.values(), key=lambda item: (item.order, item.url_name))

    return ordered(_items), ordered(_begins)


Seen = tuple[tuple[str, str], ...]


@lru_cache(maxsize=500)
def _menu(seen: Seen, begins: Seen, here: str, role: str, _language: str) -> Menu:
    def link(item: NavItem, address: str) -> Link:
        phone = item.phone_of.get(role, item.phone)
        return Link(str(item.label), address, item.icon, address == here, phone, item.key, item.group)

    links = tuple(link(_items[name], address) for name, address in seen)
    return Menu(links, tuple(link(_begins[name], address) for name, address in begins))
