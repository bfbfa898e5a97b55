"""What the pages of all cases are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.agenda.models import VisitPhoto
from faena.cases.models import Case, CaseVisit
from faena.company.models import Company
from faena.files.models import File
from faena.lib.dates import format_day
from faena.lib.named import Named
from faena.lib.phones import whatsapp_link


@dataclass(frozen=True)
class Photo:
    """`is_ready`: else it is still being processed and its place is kept. route: where the portal shows it."""

    pk: int
    is_ready: bool
    width: int
    height: int
    route: str = "portal:photo"

    @property
    def name(self) -> str:
        """By which its page is called: a photo of a visit may have the key of another one of a status."""
        return f"{'visit' if self.route == 'portal:visit_photo' else 'photo'}-{self.pk}"


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


def photos(rows: Iterable[Any], route: str = "portal:photo") -> list[Photo]:
    """Of rows that each hang a file on something."""
    files = [(row.pk, row.file) for row in rows]
    return [Photo(pk, file.is_ready, file.thumb_width, file.thumb_height, route) for pk, file in files]


def visit_steps(case: Case) -> list[ShownStep]:
    """Each visit for the case of whose photos the customer may see some, as it was ended: these and nothing else."""
    rows = _visit_photos.rows(case.visits.model, case.visits.field.name, case=case.pk)
    visits = groupby(rows, key=lambda row: row.visit)
    return [
        ShownStep(_("We visited you"), "green", visit.ended_at, "", photos(its, "portal:visit_photo"))
        for visit, its in visits
    ]


def _public_photos(ask: Any, visits: type[CaseVisit], case: str) -> "QuerySet[VisitPhoto]":
    its = visits._default_manager.filter(**{case: ask("case", visits._meta.pk)})
    visible = VisitPhoto.objects.public(its).exclude(file__state=File.State.REFUSED)
    return visible.select_related("file", "visit").order_by("visit__ended_at", "visit", "position", "id")


_visit_photos = Named(_public_photos)


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
