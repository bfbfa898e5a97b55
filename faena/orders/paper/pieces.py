"""What every paper is made of: the shop's head, labelled facts, money, codes."""

import io
from base64 import b64encode
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.files.models import File
from faena.lib.money import format_money
from faena.lib.typeset import PRINTER_DOTS, draw, typeset
from faena.orders.models import ServiceOrder

SOURCES = Path(__file__).parent.parent / "templates" / "orders" / "paper"
ON_ONE_LINE = 32  # signs of the narrowest roll, small


@dataclass(frozen=True)
class Paper:
    """Something to print: the name of its source, its width in mm, and everything that is on it as text."""

    source: str
    width: int
    data: dict[str, Any]

    def pdf(self) -> bytes:
        return typeset(SOURCES / f"{self.source}.typ", self.data)

    def pictures(self, *, dots: int = PRINTER_DOTS) -> list[bytes]:
        """Its pages as PNG, black on white."""
        return draw(SOURCES / f"{self.source}.typ", self.data, dots=dots)


def tracking_url(link: AccessLink) -> str:
    return f"{settings.SITE_URL}{reverse('portal:tracking', args=[link.token])}"


def device_url(link: AccessLink) -> str:
    """What stands on the device: the order for who works here, the tracking page for everybody else."""
    return f"{settings.SITE_URL}{reverse('portal:label', args=[link.token])}"


def code_address() -> str:
    """Where number and code are typed, as people type an address."""
    return f"{settings.SITE_URL}{reverse('portal:code')}".split("://", 1)[1]


def link_of(order: ServiceOrder) -> AccessLink | None:
    """The link that the paper may carry; none once it ended, for a void order, or for one that is not open yet."""
    if order.pk is None or order.is_void:
        return None
    link = AccessLink.objects.alive().of(order.as_ref)
    return link if link and link.token and link.code else None


def language() -> str:
    return translation.get_language() or "es"


def head(company: Company) -> dict[str, Any]:
    picture = company.logo if company.logo and company.logo.is_ready else None
    ways = [way for way in (company.phone_line, company.email) if way]
    if len("".join(ways)) <= ON_ONE_LINE:
        ways = [" · ".join(ways)]
    return {
        "lang": language().split("-")[0],
        "logo": _logo(picture) if picture else "",
        "shop": company.name,
        "shop_lines": [line for line in (company.tax_line, company.address, *ways) if line],
    }


def facts(*pairs: tuple[str, str]) -> list[list[str]]:
    """Label and text, without those that nobody filled in."""
    return [[label, text] for label, text in pairs if text]


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


def qr(url: str) -> str:
    svg = io.BytesIO()
    segno.make(url, error="m").save(svg, kind="svg", border=0, omitsize=True)
    return svg.getvalue().decode()


def _logo(file: File) -> str:
    """The stored picture inside an SVG, since typst takes text only; "" when its file is gone."""
    try:
        with default_storage.open(file.thumb_name) as stored:
            picture = b64encode(stored.read()).decode()
    except FileNotFoundError:
        return ""
    kind = guess_type(file.thumb_name)[0] or "image/webp"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {file.width} {file.height}">'
        f'<image width="{file.width}" height="{file.height}" href="data:{kind};base64,{picture}"/></svg>'
    )
