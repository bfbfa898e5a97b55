"""Where each order is: its stage and status, its end, and what an end leaves behind."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from faena.journal.models import Event
from faena.lib.text import fold
from faena.orders.models import (
    OrderClosing,
    Part,
    Reminder,
    ServiceOrder,
    Signature,
    Stage,
    Status,
    StatusEntry,
    Telling,
    Voiding,
)
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def accounts() -> Iterator[Finding]:
    """Every order has its account from its opening on."""
    yield from _all(ServiceOrder.objects.filter(charge=None), "has no account")


def statuses() -> Iterator[Finding]:
    """The customer is shown one status at least, and the newest of them is the order's.

    The company may move a status to another stage, also to the end of the way, where `follow` passes it over: an order
    that was told such a one has one of those that its customer sees."""
    visible = StatusEntry.objects.filter(order=OuterRef("pk"), withdrawn_at=None)
    yield from _all(ServiceOrder.objects.filter(~Exists(visible)), "shows its customer no status")
    newest = Subquery(visible.order_by("-happened_at", "-id").values("status")[:1])
    others = ServiceOrder.objects.annotate(newest=newest).exclude(newest=None)
    others = others.filter(Q(status=None) | ~Q(status=F("newest")))
    passed_over = Exists(visible.filter(status__in=_moved())) & Exists(visible.filter(status=OuterRef("status")))
    yield from _all(others.exclude(passed_over), "has another status than the newest that its customer sees")


def stages() -> Iterator[Finding]:
    """An order is on the stage of its status, unless the company moved the status since."""
    elsewhere = ServiceOrder.objects.exclude(status=None).exclude(stage=F("status__stage"))
    yield from _all(elsewhere.exclude(status__in=_moved()), "is on another stage than its status")


def closed() -> Iterator[Finding]:
    """A closed order, and no other, has a closing that stands, and says its outcome and its moment."""
    valid = OrderClosing.objects.filter(order=OuterRef("pk"), reopened_at=None)
    ended, going = ServiceOrder.objects.filter(stage=Stage.CLOSED), ServiceOrder.objects.exclude(stage=Stage.CLOSED)
    yield from _all(ended.filter(~Exists(valid)), "is closed, and no closing of it stands")
    same = Exists(valid.filter(outcome=OuterRef("outcome"), at=OuterRef("closed_at")))
    yield from _all(ended.filter(Exists(valid) & ~same), "is closed with another outcome or moment than its closing")
    yield from _all(going.filter(Exists(valid)), "is not closed, and a closing of it stands")
    yield from _all(going.exclude(outcome=""), "is not closed, and has an outcome")


def finished() -> Iterator[Finding]:
    """What is closed is settled: worth what is known, paid to the last cent, its terms signed. What is closed or void
    keeps nobody's unlock code. Each knows whether it is signed."""
    ended = ServiceOrder.objects.filter(stage=Stage.CLOSED)
    yield from _all(ended.filter(service_value=None), "is closed, and its value is not known")
    received = Sum("charge__payments__amount", filter=Q(charge__payments__reversal=None))
    paid = ended.annotate(paid=Coalesce(received, Value(0)))
    yield from _all(paid.filter(paid__lt=F("charge__amount")), "is closed, and something is left to collect")
    yield from _all(ended.filter(terms__isnull=False, signature=None), "is closed, and its terms are not signed")
    signature = Exists(Signature.objects.filter(order=OuterRef("pk")))
    wrong = ServiceOrder.objects.filter(Q(signature, is_signed=False) | Q(~signature, is_signed=True))
    yield from _all(wrong, "is wrong about whether it was signed")
    over = ServiceOrder.objects.filter(stage__in=[Stage.CLOSED, Stage.VOID])
    yield from _all(over.exclude(unlock_sealed=""), "is over, and still has an unlock code")


def void() -> Iterator[Finding]:
    """An order is void, was voided, and has a cancelled account: all three or none."""
    orders = ServiceOrder.objects.annotate(was_voided=Exists(Voiding.objects.filter(order=OuterRef("pk"))))
    is_void = Q(stage=Stage.VOID)
    yield from _all(orders.filter(is_void, was_voided=False), "is void, and nobody voided it")
    yield from _all(orders.filter(~is_void, was_voided=True), "was voided, and is not void")
    yield from _all(orders.filter(is_void, charge__cancelled_at=None), "is void, and its account is not cancelled")
    cancelled = orders.filter(~is_void, charge__cancelled_at__isnull=False)
    yield from _all(cancelled, "is not void, and its account is cancelled")


def tellings() -> Iterator[Finding]:
    """What was written is about a status of its own order, to the address that its mail went to."""
    wrong = Telling.objects.exclude(order=F("entry__order"))
    for telling in wrong.iterator(AT_ONCE):
        yield Finding("telling", telling.pk, f"{telling} is about another order's status.")
    for telling in (
        Telling.objects.filter(message__isnull=False).exclude(address=F("message__address")).iterator(AT_ONCE)
    ):
        yield Finding("telling", telling.pk, f"{telling} names another address than its mail.")


def reminders() -> Iterator[Finding]:
    """Only of what is ready somebody is still reminded."""
    waiting = Reminder.objects.filter(state=Reminder.State.OPEN).select_related("order")
    for reminder in waiting.exclude(order__stage=Stage.READY).iterator(AT_ONCE):
        yield Finding("reminder", reminder.pk, f"{reminder.order} is not ready, and somebody is to be reminded of it.")


def texts() -> Iterator[Finding]:
    """What customers were told and parts are searched by their words."""
    noted = StatusEntry.objects.values_list("pk", "note", "note_key")
    named = Part.objects.values_list("pk", "description", "description_key")
    for kind, rows in (("status entry", noted), ("part", named)):
        for pk, text, key in rows.iterator(AT_ONCE):
            if key != fold(text):
                yield Finding(kind, pk, f"“{text}” is not found by its words.")


def _all(orders: QuerySet[ServiceOrder], wrong: str) -> Iterator[Finding]:
    """Of each of these orders the same is wrong."""
    for order in orders.iterator(AT_ONCE):
        yield Finding("order", order.pk, f"{order} {wrong}.")


def _moved() -> QuerySet[Event, Any]:
    """Ids of the statuses that the company ever moved to another stage, as the history says."""
    edited = Event.objects.filter(verb="catalogue.edited", about_kind=Status.ref_kind())
    return edited.filter(facts__changes__has_key="stage").values("about_id")
