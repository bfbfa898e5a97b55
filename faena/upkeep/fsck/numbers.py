"""Printed numbers: every one that a series gave stands on something, and nothing has a number that was not given."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge

from django.db.models import Count, F, Max, Min, Model, Q

from faena.agenda.models import Visit
from faena.billing.models import Invoice, Subscription
from faena.cash.models import OpeningBalance, Payment, ReceiptPrint
from faena.company.models import Branch, NumberSeries
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.orders.models import ServiceOrder
from faena.tickets.models import Ticket
from faena.upkeep.fsck.finding import AT_ONCE, Finding

Numbers = Callable[[Branch], Iterable[int]]


def series() -> Iterator[Finding]:
    """The numbers of a branch run from the first to the last one given, without a gap."""
    given = {(row.kind, row.branch_id): (row.first, row.last) for row in NumberSeries.objects.all()}
    for branch in Branch.objects.order_by("pk"):
        for kind, numbers in SERIES.items():
            for wrong in _wrong(numbers(branch), *given.get((kind, branch.pk), (1, 0))):
                yield Finding("series", f"{kind}/{branch.pk}", wrong)


def prints() -> Iterator[Finding]:
    """The prints of a receipt are numbered 1, 2, 3 …"""
    counted = ReceiptPrint.objects.values("payment").annotate(n=Count("pk"), first=Min("number"), last=Max("number"))
    for row in counted.filter(~Q(first=1) | ~Q(last=F("n"))).iterator(AT_ONCE):
        sentence = (
            f"Its receipt was printed {row['n']} times, and the prints are numbered {row['first']} to {row['last']}."
        )
        yield Finding("payment", row["payment"], sentence)


def _wrong(numbers: Iterable[int], first: int, last: int) -> Iterator[str]:
    """numbers: those in use, in their order; first, last: where the series began, and the last one that was given."""
    due = first
    for number in numbers:
        if number < first:
            yield f"{number} is in use, and the series began with {first}."
        if number > due:
            yield f"{_span(due, number - 1)} was given, and nothing has it."
        due = max(due, number + 1)
    if due <= last:
        yield f"{_span(due, last)} was given, and nothing has it."
    if due - 1 > last:
        yield f"{last} was the last one given, and {due - 1} is in use."


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _of(model: type[Model], column: str) -> Numbers:
    rows = model._default_manager.order_by(column).values_list(column, flat=True)
    return lambda branch: rows.filter(branch=branch).iterator(AT_ONCE)


def _codes(branch: Branch) -> Iterable[int]:
    """Customers have one series for all branches. A customer that was registered by mistake is deleted with its code;
    the history still knows which it was."""
    if not branch.is_default:
        return []
    deleted = Event.objects.filter(verb="customer.deleted").values("about_id")
    created = Event.objects.filter(verb="customer.created", about_kind="customer", about_id__in=deleted)
    gone = sorted(code for code in created.values_list("facts__code", flat=True) if isinstance(code, int))
    return merge(Customer.objects.order_by("code").values_list("code", flat=True).iterator(AT_ONCE), gone)


def _undone(model: type[Model], verb: str) -> Numbers:
    """One that went with the import that wrote it down is gone; the history still knows its number."""
    rows = _of(model, "number")

    def numbers(branch: Branch) -> Iterable[int]:
        taken_back = Event.objects.filter(verb=verb).values_list("facts__given", flat=True)
        gone = sorted(number for number in taken_back if isinstance(number, int)) if branch.is_default else []
        return merge(rows(branch), gone)

    return numbers


SERIES: dict[str, Numbers] = {
    "order": _of(ServiceOrder, "number"),
    "receipt": _of(Payment, "receipt"),
    "contract": _undone(Subscription, "subscription.taken_back"),
    "invoice": _of(Invoice, "number"),
    "visit": _of(Visit, "number"),
    "ticket": _of(Ticket, "number"),
    "customer": _codes,
    "balance": _undone(OpeningBalance, "balance.taken_back"),
}
