"""The menu. Each room registers its entries in `apps.py`; `can` and the switched-on modules decide who sees which."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language

from faena.ui.jinja import url_if

TAB_BAR_PLACES = 5
Module = Literal["workshop", "care"]


@dataclass(frozen=True)
class NavItem:
    """One entry. `phone` asks for a place in the tab bar of phones; `key` is its shortcut, such as "g o"; `also` are
    beginnings of other addresses that are its own.

    `group` names the heading it stands under in the side bar; entries without one come first."""

    label: str | Promise
    url_name: str
    icon: str
    perm: str | None = None
    module: Module | None = None
    order: int = 100
    phone: bool = False
    key: str = ""
    group: str | Promise = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it."""

    label: str
    url: str
    icon: str
    current: bool
    phone: bool
    key: str
    group: str


@dataclass(frozen=True, eq=False)
class Menu:
    """All of them, in order. The same entries in the same language are the same object: what is drawn of it is kept."""

    links: tuple[Link, ...]

    @property
    def tabs(self) -> list[Link]:
        """What fits into the tab bar beside "More"."""
        return [link for link in self.links if link.phone][: TAB_BAR_PLACES - 1]

    @property
    def groups(self) -> list[tuple[str, list[Link]]]:
        """Entries under their headings, in the order in which the headings first appear."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.group, []).append(link)
        return list(found.items())


class Can(Protocol):
    def has(self, perm: str) -> bool: ...


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _items[item.url_name] = item
    _in_order.cache_clear()
    _menu.cache_clear()


class Navigation:
    """The menu of one request: `nav.menu(can, modules)`."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path

    def menu(self, can: Can, modules: Collection[str] | None = None) -> Menu:
        """What this reader may open. `modules` None means that both are on."""
        seen = [
            (item, address)
            for item in _in_order()
            if (item.perm is None or can.has(item.perm))
            and (item.module is None or modules is None or item.module in modules)
            and (address := url_if(item.url_name))
        ]
        under = [
            (len(start), address) for item, address in seen for start in (address, *item.also) if self._is_under(start)
        ]
        here = max(under, default=(0, ""))[1]
        return _menu(tuple((item.url_name, address) for item, address in seen), here, get_language() or "")

    def _is_under(self, address: str) -> bool:
        return self.path == address or (address.count("/") > 1 and self.path.startswith(address))


@lru_cache
def _in_order() -> list[NavItem]:
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


@lru_cache(maxsize=500)
def _menu(seen: tuple[tuple[str, str], ...], here: str, _language: str) -> Menu:
    links = [
        Link(str(item.label), address, item.icon, address == here, item.phone, item.key, str(item.group))
        for item, address in ((_items[name], address) for name, address in seen)
    ]
    return Menu(tuple(links))
