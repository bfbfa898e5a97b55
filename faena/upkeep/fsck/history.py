"""The history: its chains hold, and it tells of everything that has to be told and of nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from faena.cash.models import Charge, Payment, ReceiptPrint, Reversal
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.orders.models import Closing, ServiceOrder, Voiding
from faena.upkeep.fsck.finding import AT_ONCE, Finding


@dataclass(frozen=True)
class Told:
    """Rows that the history tells of: by which verbs, in the life of what (`about` is the path to its id), and which
    of the event's facts name the row (path in the facts → path of the column)."""

    kind: str
    model: type[Model]
    verbs: tuple[str, ...]
    of: str
    about: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def events(self) -> QuerySet[Event]:
        """Those that tell of the row of an outer query."""
        events = Event.objects.filter(verb__in=self.verbs, about_kind=self.of, about_id=OuterRef(self.about))
        for path, column in self.facts.items():  # as text, since what somebody wrote there may be no number
            name = f"fact_{path}"
            events = events.alias(**{name: KT(f"facts__{path}")}).filter(**{name: Cast(OuterRef(column), TextField())})
        return events


PRINTED = ("receipt.printed", "receipt.copied")
OF_PAYMENT = {"payment_id": "payment_id"}
TOLD = [
    Told("order", ServiceOrder, ("order.opened",), "order", "pk"),
    Told("voiding", Voiding, ("order.voided",), "order", "order_id"),
    Told(
        "payment",
        Payment,
        ("payment.received",),
        "charge",
        "charge_id",
        {"payment_id": "pk", "amount__amount": "amount"},
    ),
    Told("reversal", Reversal, ("payment.reversed",), "charge", "payment__charge_id", OF_PAYMENT),
    Told("print", ReceiptPrint, PRINTED, "charge", "payment__charge_id", {**OF_PAYMENT, "number": "number"}),
]


def chains() -> Iterator[Finding]:
    """No event was changed, taken out or invented after it was written."""
    for event, fault in broken_links(Event.objects.order_by("about_kind", "about_id", "seq").iterator(AT_ONCE)):
        yield Finding("event", event.pk, f"{event}: {fault}.")


def untold() -> Iterator[Finding]:
    """Each of these rows has its event; that of a payment tells its amount."""
    for told in TOLD:
        for row in told.model._default_manager.filter(~Exists(told.events())).iterator(AT_ONCE):
            yield Finding(told.kind, row.pk, f"The history does not tell of {row} as it is.")


def counts() -> Iterator[Finding]:
    """As many closings, payments, reversals and prints as the history tells of."""
    orders, charges = ServiceOrder.objects.all(), Charge.objects.all()
    reopened = Closing.objects.exclude(reopened_at=None)
    payments, reversals, prints = Payment.objects.all(), Reversal.objects.all(), ReceiptPrint.objects.all()
    yield from _unequal("order", orders, "closings", Closing.objects.all(), "order", "order.closed")
    yield from _unequal("order", orders, "reopenings", reopened, "order", "order.reopened")
    yield from _unequal("charge", charges, "payments", payments, "charge", "payment.received")
    yield from _unequal("charge", charges, "reversals", reversals, "payment__charge", "payment.reversed")
    yield from _unequal("charge", charges, "printed receipts", prints, "payment__charge", *PRINTED)


def _unequal(
    kind: str, things: QuerySet[Any], words: str, rows: QuerySet[Any], path: str, *verbs: str
) -> Iterator[Finding]:
    """Things with more or fewer rows (`path` leads from one to its thing) than the history tells of."""
    events = Event.objects.filter(verb__in=verbs, about_kind=kind, about_id=OuterRef("pk"))
    counted = things.annotate(kept=_count(rows.filter(**{path: OuterRef("pk")}), path), told=_count(events, "about_id"))
    for thing in counted.filter(~Q(kept=F("told"))).iterator(AT_ONCE):
        sentence = f"{thing} has {thing.kept} {words}, and the history tells of {thing.told}."
        yield Finding(kind, thing.pk, sentence)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
