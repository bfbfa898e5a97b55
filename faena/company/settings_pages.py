"""What can be set, and where: each room announces its pages from apps.py, and Settings lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from faena.gate.grants import Perm, may


@dataclass(frozen=True)
class SettingsPage:
    """One entry: `description` is one sentence; `module` hides it where that module is switched off."""

    label: Any
    url_name: str
    icon: str
    perm: Perm
    module: Literal["workshop", "care"] | None
    description: Any
    order: int
    when: Callable[[Any], bool] | None


_pages: dict[str, SettingsPage] = {}


def register(
    label: Any,
    url_name: str,
    icon: str,
    perm: Perm,
    module: Literal["workshop", "care"] | None,
    description: Any,
    order: int = 100,
    when: Callable[[Any], bool] | None = None,
) -> None:
    """`when`: asks the company whether there is something to set. Doing it twice changes nothing."""
    _pages[url_name] = SettingsPage(label, url_name, icon, perm, module, description, order, when)


def pages_for(user: Any, company: Any) -> list[SettingsPage]:
    """What this reader may set, in order."""
    return [
        page
        for page in sorted(_pages.values(), key=lambda page: (page.order, page.url_name))
        if may(user, page.perm)
        and (page.module is None or page.module in company.modules)
        and (page.when is None or page.when(company))
    ]
