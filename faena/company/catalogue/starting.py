"""The rows with which catalogues start: written in the company's language once, its own from then on.

A room says in its starter.py what they are, unsaved and in their order; a row that stands under another points to it:

    STARTER = Starter(70, {TicketType: types, TicketStatus: statuses})
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation

from faena.company.catalogue.actions import is_used
from faena.company.models import CatalogueRow, Company
from faena.company.starter_data import on_setup
from faena.journal.models import Event
from faena.lib.bootstrap import bootstrap

Rows = Callable[[str], Sequence[CatalogueRow]]


class Starter:
    """The catalogues of a room, each with its rows in a language; `place` among what is made after every migrate."""

    def __init__(self, place: int, rows: dict[type[CatalogueRow], Rows]) -> None:
        self.rows = rows
        bootstrap(place)(self.ensure)
        on_setup(self.write_anew)

    def ensure(self) -> None:
        """A catalogue without a row gets its first ones, in the company's language."""
        language = Company.the().language
        for model, rows in self.rows.items():
            if not model.objects.exists():
                _fill(rows, language)

    def write_anew(self, language: str) -> None:
        """The company is set up in `language`: for an empty catalogue, and in place of starting rows that are still as
        they were. What the company wrote, ordered or used stays. Doing it twice changes nothing."""
        for model, rows in self.rows.items():
            with transaction.atomic():
                there = list(model.objects.select_for_update().order_by("pk"))
                if not _is_touched(model, there):
                    for row in reversed(there):  # what stands under another one goes first
                        row.delete()
                    _fill(rows, language)


def _is_touched(model: type[CatalogueRow], rows: list[Any]) -> bool:
    """Whatever people do to a catalogue is in the history."""
    return Event.objects.filter(about_kind=model.ref_kind()).exists() or any(
        is_used(row, elsewhere=True) for row in rows
    )


def _fill(rows: Rows, language: str) -> None:
    with translation.override(language):
        for place, row in enumerate(rows(language), start=1):
            row.position = place
            row.save(force_insert=True)
