"""What can be done with a thing now, and why not: computed once from its state and the reader's rights. Menu, header
and the phone's bar of a page, the buttons of its cards and of rows in lists are drawn from the same offers.

    offers = Offers(user, [Offer("close", _("Close"), "circle-check", url, Perm.ORDER_CLOSE), …], header=["close"])
    offers.can("close")   the offer while it can be taken, else None
    offers.header         those of the header that can be taken, in its order
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from faena.gate.grants import Perm, may, module_of


@dataclass(frozen=True)
class Offer:
    """name: what is done. url: the page of its form; or `form`: the id of the form that a press sends, to `url` if it
    has one; or `dialog`: the id of the dialog that asks first. permission: who has it not is not offered it at all.
    why_not: the sentence with which its action would refuse, by the same function; "" when it can be taken. explains:
    it is shown all the same, and its page says why not. short, short_icon: in the bar, where there is little room;
    in_row: the word beside a row of a list."""

    name: str
    label: str
    icon: str
    url: str = ""
    permission: Perm | None = None
    why_not: str = ""
    explains: bool = False
    primary: bool = False
    short: str = ""
    short_icon: str = ""
    in_row: str = ""
    key: str = ""
    tone: str = ""
    form: str = ""
    dialog: str = ""


class Offers:
    """modules: those that are switched on, None for all of them; what belongs to another is not offered. menu, header,
    bar, row (where a list shows the thing): the names that stand there, in order."""

    def __init__(
        self,
        user: Any,
        offers: Iterable[Offer],
        *,
        modules: Collection[str] | None = None,
        menu: Sequence[str] = (),
        header: Sequence[str] = (),
        bar: Sequence[str] = (),
        row: Sequence[str] = (),
    ) -> None:
        self._offers = {one.name: one for one in offers if _is_for(user, one.permission, modules)}
        self._menu, self._header, self._bar, self._row = menu, header, bar, row

    def __iter__(self) -> Iterator[Offer]:
        """All that the user has the right to, with those that say why not."""
        return iter(self._offers.values())

    def __bool__(self) -> bool:
        """Whether any can be taken."""
        return any(not one.why_not for one in self._offers.values())

    def can(self, name: str) -> Offer | None:
        found = self._offers.get(name)
        return found if found and not found.why_not else None

    def url(self, name: str) -> str:
        """The address of what can be taken, else ""."""
        found = self.can(name)
        return found.url if found else ""

    @property
    def menu(self) -> list[Offer]:
        """With those that explain themselves."""
        found = (self._offers.get(name) for name in self._menu)
        return [one for one in found if one and (one.explains or not one.why_not)]

    @property
    def menu_of_phones(self) -> list[Offer]:
        """What a desk has in its header and a phone neither in its bar nor in the menu."""
        return [one for one in self.header if one.name not in (*self._bar, *self._menu)]

    @property
    def header(self) -> list[Offer]:
        return self._takeable(self._header)

    @property
    def bar(self) -> list[Offer]:
        return self._takeable(self._bar)

    @property
    def row(self) -> list[Offer]:
        return self._takeable(self._row)

    def _takeable(self, names: Sequence[str]) -> list[Offer]:
        return [one for name in names if (one := self.can(name))]


def _is_for(user: Any, permission: Perm | None, modules: Collection[str] | None) -> bool:
    if permission is None:
        return True
    return may(user, permission) and (modules is None or module_of(permission) in ("", *modules))
