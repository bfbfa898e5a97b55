"""The rows with which a shop starts: statuses for every stage, internal statuses, payment methods.

They are written in the company's language once and belong to the company from then on. Set-up writes them anew in
the language that it was given, as long as nobody touched or used them."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import pgettext_lazy

from faena.cash.models import PaymentMethod
from faena.company.catalogue.actions import is_used
from faena.company.founding import at_founding
from faena.company.models import CatalogueRow, Company
from faena.journal.models import Event
from faena.lib.ground import ground
from faena.orders.models import InternalStatus, Stage, Status

WAITING_FOR_PARTS = pgettext_lazy("starter status", "Waiting for a part")
STATUSES: list[tuple[Any, Stage]] = [
    (pgettext_lazy("starter status", "Received"), Stage.RECEIVED),
    (pgettext_lazy("starter status", "In diagnosis"), Stage.DIAGNOSING),
    (pgettext_lazy("starter status", "Waiting for your approval"), Stage.WAITING),
    (pgettext_lazy("starter status", "In repair"), Stage.REPAIRING),
    (WAITING_FOR_PARTS, Stage.REPAIRING),
    (pgettext_lazy("starter status", "Ready to pick up"), Stage.READY),
    (pgettext_lazy("starter status", "Delivered"), Stage.CLOSED),
    (pgettext_lazy("starter status", "Voided"), Stage.VOID),
]
INTERNAL_STATUSES: list[Any] = [
    pgettext_lazy("starter internal status", "On the bench"),
    pgettext_lazy("starter internal status", "Part ordered"),
    pgettext_lazy("starter internal status", "Part arrived"),
    pgettext_lazy("starter internal status", "Sent to a specialist"),
    pgettext_lazy("starter internal status", "Being tested"),
    pgettext_lazy("starter internal status", "Customer does not answer"),
]
# name, needs a reference
METHODS: list[tuple[Any, bool]] = [
    (pgettext_lazy("starter payment method", "Cash"), False),
    (pgettext_lazy("starter payment method", "Card"), True),
    (pgettext_lazy("starter payment method", "Bank transfer"), True),
    (pgettext_lazy("starter payment method", "Mobile payment"), True),
]


@ground(60)
def ensure_starters() -> None:
    """A catalogue without a row gets its first ones, in the company's language."""
    language = Company.the().language
    for model in (Status, InternalStatus, PaymentMethod):
        if not model.objects.exists():
            _fill(model, language)


@at_founding
def starter_catalogues(language: str) -> None:
    """The starting rows in `language`: for empty catalogues, and in place of starting rows that are still as they
    were. What the company wrote, ordered or used stays. Doing it twice changes nothing."""
    for model in (Status, InternalStatus, PaymentMethod):
        with transaction.atomic():
            rows = list(model.objects.select_for_update())
            if not _is_touched(model, rows):
                for row in rows:
                    row.delete()
                _fill(model, language)


def _is_touched(model: type[CatalogueRow], rows: list[Any]) -> bool:
    """Whatever people do to a catalogue is in the history."""
    return Event.objects.filter(about_kind=model.ref_kind()).exists() or any(is_used(row) for row in rows)


def _fill(model: type[CatalogueRow], language: str) -> None:
    with translation.override(language):
        rows = [model(position=place, **facts) for place, facts in enumerate(_facts(model, language), start=1)]
        model.objects.bulk_create(rows)


def _facts(model: type[CatalogueRow], language: str) -> list[dict[str, Any]]:
    if model is Status:
        return [
            {"name": str(name), "stage": stage, "waits_for_parts": name is WAITING_FOR_PARTS}
            for name, stage in STATUSES
        ]
    if model is InternalStatus:
        return [{"name": str(name)} for name in INTERNAL_STATUSES]
    methods = [{"name": str(name), "needs_reference": reference} for name, reference in METHODS]
    if language == "pt-br":
        methods[-1]["name"] = "PIX"
    return methods
