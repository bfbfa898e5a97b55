"""The history: its chains hold, and it has an event for everything that needs one and for nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from faena.agenda.models import Visit, VisitSignature
from faena.billing.models import Cancellation, Invoice, InvoiceLine
from faena.cash.models import (
    BalanceVoiding,
    Change,
    Charge,
    ExchangeRate,
    OpeningBalance,
    Payment,
    ReceiptPrint,
    Reversal,
    Tender,
)
from faena.company.models import Company
from faena.journal.chain import broken_links
from faena.journal.models import Access, AccessHead, Event
from faena.orders.models import OrderClosing, ServiceOrder, Voiding
from faena.tickets.models import Comment, Holding, StatusChange, Ticket, TicketClosing
from faena.upkeep.fsck.finding import AT_ONCE, Finding


@dataclass(frozen=True)
class RecordedRows:
    """Rows that have an event: by which verbs, in the life of what (`about` is the path to its id), and which of
    the event's facts name the row (path in the facts → path of the column). `by`: who did it; `said`: what was typed,
    which forgetting a person blanks. `in_turn`: no fact names the row, so the first one of a thing has the first event,
    the second one the second."""

    kind: str
    rows: QuerySet[Any]
    verbs: tuple[str, ...]
    of: str
    about: str
    facts: Mapping[str, str] = field(default_factory=dict)
    by: str = "by"
    said: Mapping[str, str] = field(default_factory=dict)
    in_turn: bool = False

    def unrecorded(self) -> QuerySet[Any]:
        """Rows without an event that says all of this."""
        rows = self.rows
        if self.in_turn:
            until = self.rows.filter(**{self.about: OuterRef(self.about)}, pk__lte=OuterRef("pk"))
            rows = rows.alias(turn=_count(until, self.about))
        return rows.filter(~Exists(self.events()))

    def events(self) -> QuerySet[Event]:
        """The events of the row of an outer query."""
        # As text: a fact may be no number, and with the index of authors all that one ever did would be looked through.
        named: dict[str, tuple[Any, str]] = {"author": (Cast("author", TextField()), self.by)}
        named |= {path: (KT(f"facts__{path}"), column) for path, column in self.facts.items()}
        events = self._of(OuterRef(self.about))
        for path, (fact, column) in named.items():
            name = f"fact_{path}"
            events = events.alias(**{name: fact}).filter(**{name: Cast(OuterRef(column), TextField())})
        for path, column in self.said.items():
            name = f"said_{path}"
            events = events.alias(**{name: Coalesce(KT(f"said__{path}"), Value(""), output_field=TextField())})
            events = events.filter(Q(said__isnull=True) | Q(**{name: OuterRef(column)}))
        if self.in_turn:
            until = self._of(OuterRef("about_id")).filter(seq__lte=OuterRef("seq"))
            events = events.alias(turn=_count(until, "about_id")).filter(turn=OuterRef("turn"))
        return events

    def _of(self, about: OuterRef) -> QuerySet[Event]:
        return Event.objects.filter(verb__in=self.verbs, about_kind=self.of, about_id=about)


ISSUED = ("invoice.issued", "invoice.issued_once")
ADDED_KINDS = (InvoiceLine.Kind.FINE, InvoiceLine.Kind.INTEREST, InvoiceLine.Kind.DISCOUNT)
ADDED = ("invoice.fine_added", "invoice.interest_added", "invoice.discount_added")
ENDED = ("visit.done", "visit.failed", "visit.cancelled")
PRINTED = ("receipt.printed", "receipt.copied")
OF_PAYMENT = {"payment_id": "payment_id"}
RECEIVED = ("payment.received", "payment.recorded")
PAYMENT = RecordedRows(
    "payment",
    Payment.objects.all(),
    RECEIVED,
    "charge",
    "charge_id",
    {"payment_id": "pk", "amount__amount": "amount"},
    by="cashier",
    said={"note": "note", "day_reason": "day_reason"},
)
REOPENED = OrderClosing.objects.exclude(reopened_at=None)
TICKETS_REOPENED = TicketClosing.objects.exclude(reopened_at=None)
MOVED = ("ticket.forwarded", "ticket.taken", "ticket.reopened")  # the first holding is the opening's own
MOVES = Holding.objects.filter(Exists(Holding.objects.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))))
SAID = ("ticket.commented", "ticket.tested", "ticket.heard")
RATES = ExchangeRate.objects.annotate(company=Value(1))  # there is one
RATE = {"day__day": "on", "new__rate": "rate", "new__unit": "unit", "new__other": "other"}  # the rarest first: quicker
RECORDED = [
    RecordedRows(
        "order", ServiceOrder.objects.all(), ("order.opened", "order.opened_from"), "order", "pk", by="opened_by"
    ),
    RecordedRows("voiding", Voiding.objects.all(), ("order.voided",), "order", "order_id", said={"note": "reason"}),
    RecordedRows(
        "closing",
        OrderClosing.objects.all(),
        ("order.closed",),
        "order",
        "order_id",
        {"outcome": "outcome"},
        said={"note": "work_done"},
        in_turn=True,
    ),
    RecordedRows(
        "reopening",
        REOPENED,
        ("order.reopened",),
        "order",
        "order_id",
        by="reopened_by",
        said={"note": "reopen_reason"},
        in_turn=True,
    ),
    PAYMENT,
    RecordedRows(
        "change",
        Change.objects.all(),
        ("change.given",),
        "charge",
        "payment__charge_id",
        {**OF_PAYMENT, "amount__amount": "amount"},
        by="payment__cashier",
    ),
    RecordedRows(
        "reversal",
        Reversal.objects.all(),
        ("payment.reversed",),
        "charge",
        "payment__charge_id",
        OF_PAYMENT,
        said={"note": "reason"},
    ),
    RecordedRows(
        "print", ReceiptPrint.objects.all(), PRINTED, "charge", "payment__charge_id", {**OF_PAYMENT, "number": "number"}
    ),
    RecordedRows(
        "ticket", Ticket.objects.all(), ("ticket.opened",), "ticket", "pk", by="opened_by", said={"note": "description"}
    ),
    RecordedRows(
        "visit", Visit.objects.all(), ("visit.booked",), "visit", "pk", by="booked_by", said={"note": "notes"}
    ),
    RecordedRows(
        "ending", Visit.objects.exclude(ended_at=None), ENDED, "visit", "pk", by="ended_by", said={"note": "ending"}
    ),
    RecordedRows(
        "visit signature",
        VisitSignature.objects.all(),
        ("visit.done",),
        "visit",
        "visit_id",
        said={"signer": "signer"},
    ),
    RecordedRows("holding", MOVES, MOVED, "ticket", "ticket_id", {"holding_id": "pk"}, said={"note": "reason"}),
    RecordedRows(
        "status change",
        StatusChange.objects.all(),
        ("ticket.status_set",),
        "ticket",
        "ticket_id",
        {"change_id": "pk", "status_id": "status_id"},
        by="author",
    ),
    RecordedRows(
        "comment",
        Comment.objects.all(),
        SAID,
        "ticket",
        "ticket_id",
        {"comment_id": "pk"},
        by="author",
        said={"note": "text", "result": "result"},
    ),
    RecordedRows(
        "ticket closing",
        TicketClosing.objects.all(),
        ("ticket.closed",),
        "ticket",
        "ticket_id",
        {"closing_id": "pk", "opened_type_id": "opened_type_id", "type_id": "type_id"},
        said={"note": "text"},
    ),
    RecordedRows(
        "ticket reopening",
        TICKETS_REOPENED,
        ("ticket.reopened",),
        "ticket",
        "ticket_id",
        {"closing_id": "pk"},
        by="reopened_by",
        said={"note": "reopen_reason"},
    ),
    RecordedRows("rate", RATES, ("rate.set",), "company", "company", RATE),
    RecordedRows("invoice", Invoice.objects.all(), ISSUED, "invoice", "pk", by="issued_by"),
    RecordedRows(
        "cancellation",
        Cancellation.objects.all(),
        ("invoice.cancelled",),
        "invoice",
        "invoice_id",
        said={"note": "reason"},
    ),
    RecordedRows("balance", OpeningBalance.objects.all(), ("balance.opened",), "balance", "pk"),
    RecordedRows(
        "balance voiding",
        BalanceVoiding.objects.all(),
        ("balance.voided",),
        "balance",
        "opening_balance_id",
        said={"note": "reason"},
    ),
]


def chains() -> Iterator[Finding]:
    """No event was changed, taken out or invented after it was written."""
    for event, fault in broken_links(Event.objects.order_by("about_kind", "about_id", "seq").iterator(AT_ONCE)):
        yield Finding("event", event.pk, f"{event}: {fault}.")


def accesses() -> Iterator[Finding]:
    """No sealed access was changed, taken out or invented, the last one neither."""
    sealed = Access.objects.exclude(seq=None).order_by("seq")
    for access, fault in broken_links(sealed.iterator(AT_ONCE)):
        yield Finding("access", access.pk, f"{access}: {fault}.")
    last = sealed.reverse().values_list("seq", "hash").first() or (0, "")
    if AccessHead.objects.values_list("seq", "hash").first() != last:
        yield Finding("access", "head", "The last accesses are missing, or the end of their chain was changed.")


def unrecorded() -> Iterator[Finding]:
    """Each of these rows has its event, by whom it was, with what was typed; that of a payment tells its amount."""
    for recorded in RECORDED:
        for row in recorded.unrecorded().iterator(AT_ONCE):
            yield Finding(recorded.kind, row.pk, f"The history does not tell of {row} as it is.")


def tenders() -> Iterator[Finding]:
    """A payment came as the history says: in the same tenders. Events of the first shops lack the methods, or all of
    it."""
    in_order = Prefetch("tenders", Tender.objects.order_by("pk"))
    # Any: mypy loses what is annotated onto a queryset that has one model for good.
    payments: Any = Payment.objects.annotate(recorded=Subquery(PAYMENT.events().values("facts")[:1]))
    for payment in payments.prefetch_related(in_order).iterator(AT_ONCE):
        came = [tender.as_fact for tender in payment.tenders.all()]
        amounts = [{name: value for name, value in one.items() if name != "method"} for one in came]
        facts = payment.recorded or {}
        if "tenders" in facts and facts["tenders"] not in (came, amounts):
            yield Finding("payment", payment.pk, f"The history tells of other tenders than those of {payment}.")


def counts() -> Iterator[Finding]:
    """As many closings, payments, changes, reversals, prints and rates as the history has events for."""
    orders, charges = ServiceOrder.objects.all(), Charge.objects.all()
    payments, reversals, prints = Payment.objects.all(), Reversal.objects.all(), ReceiptPrint.objects.all()
    yield from _unequal("order", orders, "closings", OrderClosing.objects.all(), "order", "order.closed")
    yield from _unequal("order", orders, "reopenings", REOPENED, "order", "order.reopened")
    yield from _unequal("charge", charges, "payments", payments, "charge", *RECEIVED)
    given = Change.objects.all()
    yield from _unequal("charge", charges, "changes", given, "payment__charge", "change.given")
    yield from _unequal("charge", charges, "reversals", reversals, "payment__charge", "payment.reversed")
    yield from _unequal("charge", charges, "printed receipts", prints, "payment__charge", *PRINTED)
    invoices, added = Invoice.objects.all(), InvoiceLine.objects.filter(kind__in=ADDED_KINDS)
    yield from _unequal(
        "invoice", invoices, "cancellations", Cancellation.objects.all(), "invoice", "invoice.cancelled"
    )
    yield from _unequal("invoice", invoices, "fines, interests and discounts", added, "invoice", *ADDED)
    tickets, changes, comments = Ticket.objects.all(), StatusChange.objects.all(), Comment.objects.all()
    yield from _unequal("ticket", tickets, "moves", MOVES, "ticket", *MOVED)
    yield from _unequal("ticket", tickets, "statuses", changes, "ticket", "ticket.status_set")
    yield from _unequal("ticket", tickets, "comments", comments, "ticket", *SAID)
    yield from _unequal("ticket", tickets, "closings", TicketClosing.objects.all(), "ticket", "ticket.closed")
    yield from _unequal("ticket", tickets, "reopenings", TICKETS_REOPENED, "ticket", "ticket.reopened")
    yield from _unequal("company", Company.objects.all(), "rates", RATES, "company", "rate.set")


def _unequal(
    kind: str, things: QuerySet[Any], words: str, rows: QuerySet[Any], path: str, *verbs: str
) -> Iterator[Finding]:
    """Things with more or fewer rows (`path` leads from one to its thing) than the history has events for."""
    events = Event.objects.filter(verb__in=verbs, about_kind=kind, about_id=OuterRef("pk"))
    counted = things.annotate(
        kept=_count(rows.filter(**{path: OuterRef("pk")}), path), recorded=_count(events, "about_id")
    )
    for thing in counted.filter(~Q(kept=F("recorded"))).iterator(AT_ONCE):
        sentence = f"{thing} has {thing.kept} {words}, and the history tells of {thing.recorded}."
        yield Finding(kind, thing.pk, sentence)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
