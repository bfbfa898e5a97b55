"""The company's PIX key as people see it: what it is, and whom its codes name, before it is saved and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faena.company.actions import PIX_KINDS, read_pix_key
from faena.company.models import Company
from faena.lib import brcode, pixkeys
from faena.lib.errors import RuleBroken


@dataclass(frozen=True)
class PixTold:
    """kind and key: "Phone", "+55 11 98765-4374"; receiver: name and city as the payer's bank shows them; problem: the
    sentence with which the key would be refused."""

    kind: str = ""
    key: str = ""
    receiver: str = ""
    problem: str = ""


def kind_of(company: Company) -> str:
    """Of its key; "" without one, and for one from before keys had a kind that may be of two."""
    if company.pix_kind or not company.pix_key:
        return company.pix_kind
    try:
        return pixkeys.read_key(company.pix_key)[0]
    except ValueError:
        return ""


def pix_told(sent: Mapping[str, Any], company: Company) -> PixTold | None:
    """Of what is typed, or else of what is saved; None without a key."""
    typed = str(sent.get("pix_key", company.pix_key)).strip()
    kind = str(sent.get("pix_kind", "")) if "pix_key" in sent else kind_of(company)
    if not typed:
        return None
    try:
        kind, key = read_pix_key(typed, kind)
    except RuleBroken as broken:
        return PixTold(problem=broken.sentence)
    name, city = (str(sent.get(fact, getattr(company, fact))) for fact in ("name", "city"))
    receiver = f"{brcode.receiver(name) or brcode.COUNTRY} · {brcode.place(city) or brcode.COUNTRY}"
    return PixTold(str(PIX_KINDS[kind]), pixkeys.shown_key(kind, key), receiver)
