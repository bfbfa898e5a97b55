"""What the workshop's papers share: their sources, the ways to follow an order, its money."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.company.paper import language
from faena.customers.models import AccessLink
from faena.lib.money import format_money
from faena.orders.models import ServiceOrder

SOURCES = Path(__file__).parent.parent / "templates" / "orders" / "paper"


def device_url(link: AccessLink) -> str:
    """What stands on the device: the order for who works here, the tracking page for everybody else."""
    return f"{settings.SITE_URL}{reverse('portal:label', args=[link.token])}"


def code_address() -> str:
    """Where number and code are typed, as people type an address."""
    return f"{settings.SITE_URL}{reverse('portal:code')}".split("://", 1)[1]


def link_of(order: ServiceOrder) -> AccessLink | None:
    """The link that the paper may carry; none once it ended, for a void order, or for one that is not open yet."""
    return links_of([order]).get(order.pk)


def links_of(orders: Sequence[ServiceOrder]) -> dict[int, AccessLink]:
    """By the key of the order, asked at once."""
    keys = [order.pk for order in orders if order.pk is not None and not order.is_void]
    if not keys:
        return {}
    links = AccessLink.objects.alive().filter(ref_kind=ServiceOrder.ref_kind_name, ref_id__in=keys)
    return {link.ref_id: link for link in links if link.ref_id is not None and link.works}


def sums(currency: str, *, value: int | None, parts: int, paid: int, paid_word: str) -> list[list[str]]:
    """Value, parts where there are any, what was paid, and what is left: unknown until the value is known."""

    def written(amount: int) -> str:
        return format_money(amount, currency, language())

    rows = [[_("Value"), _("to be diagnosed") if value is None else written(value)]]
    if parts:
        rows.append([_("Parts"), written(parts)])
    rows.append([paid_word, written(paid)])
    return [*rows, [_("Balance"), "—" if value is None else written(value + parts - paid)]]


def account(order: ServiceOrder) -> list[list[str]]:
    """The order's money as it stands now."""
    charge, value = order.account, order.service_value
    total = value if charge.amount is None else charge.amount
    return sums(
        charge.currency,
        value=value,
        parts=0 if value is None or total is None else total - value,
        paid=charge.paid,
        paid_word=_("Advance") if order.is_open else _("Paid"),
    )
