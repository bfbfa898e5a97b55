"""How the lists of the workshop are searched: by an order's number, by what its customer is found by, by words that
somebody wrote, in any spelling of their letters; and the statuses that their filters offer."""

import re
from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from faena.customers.search import matching
from faena.lib.text import fold
from faena.orders.models import ORDER_NUMBERS, ServiceOrder, Status


def on_order(wanted: str, user: Any) -> Q:
    """Rows of the order with this number, and of the orders of customers who are found by it."""
    orders = ServiceOrder.objects.filter(customer__in=matching(wanted, user).values("customer"))
    number, found = ORDER_NUMBERS.read(wanted), Q(order__in=orders.values("pk"))
    return found if number is None else found | Q(order__number=number)


def written_in(column: str, wanted: str) -> Q:
    """Rows whose text has all the words, with or without their accents."""
    found, words = Q(), fold(wanted).split()
    for word in words:
        found &= Q(**{f"{column}__iregex": _pattern(word)})
    return found if words else Q(pk=None)


def any_status() -> list[tuple[Any, str]]:
    """The statuses that a filter offers: retired ones too, orders still stand on them."""
    return [("", _("Any status")), *((row.pk, row.name) for row in Status.objects.order_by("position", "id"))]


def _pattern(word: str) -> str:
    """Each letter of a folded word in all its spellings, two that are written as one too (ss, ae)."""
    return "".join(
        f"(?:{_letter(one[0])}{_letter(one[1])}|[{SPELT[one]}])" if len(one) > 1 else _letter(one)
        for one in _PIECES.findall(word)
    )


def _letter(sign: str) -> str:
    return f"[{sign}{SPELT[sign]}]" if sign in SPELT else re.escape(sign)


def _spelt() -> dict[str, str]:
    """Letters → how else they are written in the languages of Latin letters: n → ñÑń…, ss → ßẞ."""
    spelt: dict[str, str] = defaultdict(str)
    for sign in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]):
        if (bare := fold(sign)) != sign and re.fullmatch("[a-z]{1,2}", bare):
            spelt[bare] += sign
    return dict(spelt)


SPELT = _spelt()
_PIECES = re.compile("|".join([*(bare for bare in SPELT if len(bare) > 1), "."]), re.DOTALL)
