"""What the pages of all cases are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language

from faena.company.models import Company
from faena.lib.dates import format_day
from faena.lib.phones import whatsapp_link


@dataclass(frozen=True)
class Photo:
    """`is_ready`: else it is still being processed and its place is kept."""

    pk: int
    is_ready: bool
    width: int
    height: int


@dataclass(frozen=True)
class Attached:
    """Something to be saved; size in bytes."""

    pk: int
    name: str
    size: int


@dataclass(frozen=True)
class ShownStep:
    """The customer was told something: a status, or in words."""

    title: str
    tone: str
    at: datetime
    note: str
    photos: list[Photo]
    attachments: Sequence[Attached] = ()


def photos(rows: Iterable[Any]) -> list[Photo]:
    """Of rows that each hang a file on something."""
    files = [(row.pk, row.file) for row in rows]
    return [Photo(pk, file.is_ready, file.thumb_width, file.thumb_height) for pk, file in files]


def attachments(rows: Iterable[Any]) -> list[Attached]:
    """Of rows that each hang a file on something."""
    return [Attached(row.pk, row.file.name, row.file.bytes) for row in rows]


def chat(company: Company, about: str) -> str:
    """A chat with the shop that says at once what it is about; "" where its number has no country code."""
    return whatsapp_link(company.chat_phone, about) if company.chat_phone else ""


def map_of(company: Company) -> str:
    return (
        f"https://www.google.com/maps/search/?api=1&query={quote(company.whole_address)}"
        if company.whole_address
        else ""
    )


def written_day(day: date) -> str:
    return format_day(day, language())


def language() -> str:
    return get_language() or "en"
