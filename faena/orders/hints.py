"""Suggestions of forms, so that little is typed: the words that the shop used last, and earlier orders of a device."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.customers.models import Device
from faena.orders.models import Part, ServiceOrder

READ = 200  # the last orders, or parts, whose words are offered again
OFFERED, PARTS_OFFERED = 8, 20
EARLIER = 3
CLOSES = time(17)


@dataclass(frozen=True)
class Used:
    """Used before, the commonest first."""

    kinds: list[str]
    brands: list[str]
    models: list[str]
    accessories: list[str]


def used_before(user: Any) -> Used:
    """From the last orders that the user may see; one query."""
    columns = ("device__kind", "device__brand", "device__model", "accessories")
    last = ServiceOrder.objects.visible_to(user).order_by("-id").values_list(*columns)[:READ]
    kinds, brands, models, accessories = zip(*last, strict=True) if last else ((), (), (), ())
    single = [part.strip() for text in accessories for part in text.split(",")]
    return Used(_common(kinds), _common(brands), _common(models), _common(single))


def parts_used(user: Any) -> list[str]:
    """What parts were called lately on orders that the user may see, the commonest first; one query."""
    last = Part.objects.visible_to(user).order_by("-id").values_list("description", flat=True)[:READ]
    return _common(last, PARTS_OFFERED)


def promises() -> list[tuple[str, str]]:
    """(label, moment as its field takes it): the promises that counters make most."""
    today = timezone.localtime()
    offered = [(_("Today"), 0), (_("Tomorrow"), 1), (_("In 3 days"), 3), (_("In a week"), 7)]
    moments = [(label, datetime.combine(today.date() + timedelta(days=days), CLOSES)) for label, days in offered]
    return [(label, f"{at:%Y-%m-%dT%H:%M}") for label, at in moments if at > today.replace(tzinfo=None)]


def earlier_orders(devices: Iterable[Device], user: Any) -> dict[int, list[ServiceOrder]]:
    """Device → its last orders, newest first; one query for all of them."""
    seen = ServiceOrder.objects.visible_to(user).filter(device__in=list(devices)).select_related("status")
    found: dict[int, list[ServiceOrder]] = defaultdict(list)
    for order in seen.order_by("-id")[:READ]:
        if len(found[order.device_id]) < EARLIER:
            found[order.device_id].append(order)
    return found


def _common(texts: Iterable[str], most: int = OFFERED) -> list[str]:
    """Each in its first spelling: "Cargador" and "cargador" are one word."""
    spelled: dict[str, str] = {}
    times = Counter(spelled.setdefault(text.casefold(), text) for text in texts if text)
    return [text for text, _times in times.most_common(most)]
