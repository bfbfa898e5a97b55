"""What can be done with a thing now, and why not: computed once from its state and the reader's rights. Menu, header
and the phone's bar of a page, and the buttons of its cards, are drawn from the same offers.

    offers = Offers(user, [Offer("close", _("Close"), "circle-check", url, Perm.ORDER_CLOSE), …], header=["close"])
    offers.can("close")   the offer while it can be taken, else None
    offers.header         those of the header that can be taken, in its order
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faena.accounts.models import User
from faena.gate.grants import Perm, may


@dataclass(frozen=True)
class Offer:
    """name: what is done. url: the page of its form, or `form`: the id of the form that a press sends. permission: who
    has it not is not offered it at all. why_not: the sentence with which its action would refuse, by the same function;
    "" when it can be taken. explains: it is shown all the same, and its page says why not. short, short_icon: where
    there is little room."""

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
    key: str = ""
    tone: str = ""
    form: str = ""


class Offers:
    """menu, header, bar: the names that stand there, in order."""

    def __init__(
        self,
        user: User,
        offers: Iterable[Offer],
        *,
        menu: Sequence[str] = (),
        header: Sequence[str] = (),
        bar: Sequence[str] = (),
    ) -> None:
        self._offers = {one.name: one for one in offers if one.permission is None or may(user, one.permission)}
        self._menu, self._header, self._bar = menu, header, bar

    def can(self, name: str) -> Offer | None:
        found = self._offers.get(name)
        return found if found and not found.why_not else None

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
        return [one for name in self._header if (one := self.can(name))]

    @property
    def bar(self) -> list[Offer]:
        return [one for name in self._bar if (one := self.can(name))]
