"""The rows with which a shop starts: statuses for every stage, internal statuses, payment methods.

They are written in the company's language once and belong to the company from then on. Set-up writes them anew in
the language that it was given, as long as nobody touched or used them."""

from typing import Any

from django.utils.translation import pgettext_lazy

from faena.cash.models import PaymentMethod
from faena.company.catalogue.starting import Starter
from faena.company.models import CatalogueRow
from faena.orders.models import InternalStatus, Stage, Status

WAITING_FOR_PARTS = pgettext_lazy("starter status", "Waiting for a part")
STATUSES: list[tuple[Any, Stage]] = [
    (pgettext_lazy("starter status", "Received"), Stage.RECEIVED),
    (pgettext_lazy("starter status", "In diagnosis"), Stage.DIAGNOSING),
    (pgettext_lazy("starter status", "Waiting for customer approval"), Stage.WAITING),
    (pgettext_lazy("starter status", "In repair"), Stage.REPAIRING),
    (WAITING_FOR_PARTS, Stage.REPAIRING),
    (pgettext_lazy("starter status", "Ready to pick up"), Stage.READY),
    (pgettext_lazy("starter status", "Delivered"), Stage.CLOSED),
    (pgettext_lazy("starter status", "Voided"), Stage.VOID),
]
# What the customer reads where the name would mislead him, by the stage of the status.
FOR_CUSTOMERS: dict[Stage, Any] = {
    Stage.WAITING: pgettext_lazy("starter status for the customer", "Waiting for your approval"),
    Stage.VOID: pgettext_lazy("starter status for the customer", "Cancelled"),
}
INTERNAL_STATUSES: list[Any] = [
    pgettext_lazy("starter internal status", "On the bench"),
    pgettext_lazy("starter internal status", "Part ordered"),
    pgettext_lazy("starter internal status", "Part arrived"),
    pgettext_lazy("starter internal status", "Sent to a specialist"),
    pgettext_lazy("starter internal status", "Being tested"),
    pgettext_lazy("starter internal status", "Customer does not answer"),
]
# name, kind, needs a reference
METHODS: list[tuple[Any, str, bool]] = [
    (pgettext_lazy("starter payment method", "Cash"), PaymentMethod.Kind.CASH, False),
    (pgettext_lazy("starter payment method", "Card"), PaymentMethod.Kind.CARD, True),
    (pgettext_lazy("starter payment method", "Bank transfer"), PaymentMethod.Kind.TRANSFER, True),
    (pgettext_lazy("starter payment method", "Mobile payment"), PaymentMethod.Kind.MOBILE, True),
]


def _statuses(_language: str) -> list[CatalogueRow]:
    return [
        Status(
            name=str(name),
            customer_name=str(FOR_CUSTOMERS.get(stage, "")),
            stage=stage,
            waits_for_parts=name is WAITING_FOR_PARTS,
        )
        for name, stage in STATUSES
    ]


def _internal_statuses(_language: str) -> list[CatalogueRow]:
    return [InternalStatus(name=str(name)) for name in INTERNAL_STATUSES]


def _methods(language: str) -> list[CatalogueRow]:
    methods = [PaymentMethod(name=str(name), kind=kind, needs_reference=reference) for name, kind, reference in METHODS]
    if language == "pt-br":
        methods[-1].name = "PIX"
    return list(methods)


STARTER = Starter(60, {Status: _statuses, InternalStatus: _internal_statuses, PaymentMethod: _methods})
