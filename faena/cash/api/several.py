"""Money received at once for several accounts of a customer, and the paper of all its receipts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.http import Http404, HttpResponse

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.api.payments import ReceiptPrintIn, paper_sent, routes
from faena.cash.api.shapes import PaymentRow, label, payment_facts
from faena.cash.api.tenders import TenderIn, as_sent, tenders_of
from faena.cash.cases import Adjustment
from faena.cash.lists import in_full
from faena.cash.models import Charge, Collection, Payment, ReceiptPrint, receipts_of
from faena.cash.paper import copy_of, receipts
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.rest.routes import named, the
from faena.rest.values import Amount, In, Key, Label, Moment, Out
from faena.ui.printing import pdf_answer


class CollectionOut(Out):
    """receipts: "R-000012 – R-000014". payments: as far as whoever asks sees them."""

    id: int
    receipts: str
    customer: Label
    cashier: Label
    came_on: date
    at: Moment
    prints: list[int]
    payments: list[PaymentRow]


@routes.thing("/collections/{int:collection_id}", Perm.PAYMENT_SEE)
def collection(request: StaffRequest, collection_id: int) -> CollectionOut:
    """The payments that were received at once."""
    found, payments = _collection(request, collection_id)
    prints = ReceiptPrint.objects.filter(payment__in=payments).order_by("number")
    return CollectionOut(
        id=found.pk,
        receipts=receipts_of(payments),
        customer=label(found.customer),
        cashier=label(found.cashier),
        came_on=found.came_on,
        at=found.at,
        prints=list(prints.values_list("number", flat=True).distinct()),
        payments=[PaymentRow.model_validate(payment_facts(one)) for one in payments],
    )


class AccountIn(In):
    """fine, interest: as proposed for paying late, or 0."""

    charge_id: Key
    fine: Amount = 0
    interest: Amount = 0


class CollectionIn(In):
    """The money goes to the oldest account first. answers: what was said to the questions of a 409."""

    accounts: list[AccountIn]
    tenders: list[TenderIn]
    note: str = ""
    day_reason: str = ""
    answers: list[str] = []


@routes.event("/customers/{int:customer_id}/collections", Perm.PAYMENT_REGISTER, to=collection)
def collect_several(request: StaffRequest, customer_id: int, facts: CollectionIn) -> int:
    """Money is received for several accounts of a customer: each gets a payment with a receipt of its own."""
    customer: Customer = the(Customer.objects.visible_to(request.user, Perm.PAYMENT_REGISTER), customer_id)
    seen = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER).filter(customer=customer)
    open_ones = seen.filter(currency=request.company.currency)
    added = {one.charge_id: Adjustment(fine=one.fine, interest=one.interest) for one in facts.accounts}
    with as_sent(), _of_accounts():
        made = actions.collect_several(
            customer,
            accounts=[
                named(open_ones, one.charge_id, f"accounts.{place}.charge_id")
                for place, one in enumerate(facts.accounts[: actions.MOST_ACCOUNTS + 1])
            ],
            adjustments=added,
            tenders=tenders_of(facts.tenders),
            note=facts.note,
            day_reason=facts.day_reason,
            answers=frozenset(facts.answers),
            by=request.user,
        )
    return made.pk


@contextmanager
def _of_accounts() -> Iterator[None]:
    """What is added to an account stands among the accounts."""
    try:
        yield
    except RuleBroken as broken:
        if broken.at.partition(".")[0] == "adjustment":
            broken.at = "accounts"
        raise


@routes.event("/collections/{int:collection_id}/prints", Perm.PAYMENT_SEE, to=collection)
def print_collection(request: StaffRequest, collection_id: int, facts: ReceiptPrintIn) -> int:
    """The paper of all its receipts goes to the printer; its PDF is at …/prints/{number}.pdf."""
    found, _payments = _collection(request, collection_id)
    actions.print_collection(found, paper=paper_sent(request, facts), by=request.user)
    return collection_id


@routes.file("/collections/{int:collection_id}/prints/{int:number}.pdf", Perm.PAYMENT_SEE)
def collection_print(request: StaffRequest, collection_id: int, number: int) -> HttpResponse:
    """One print of all its receipts, as that of one receipt."""
    _found, payments = _collection(request, collection_id)
    made = ReceiptPrint.objects.filter(payment__in=payments, number=number).order_by("id").first()
    if made is None:
        raise Http404
    paper = receipts(payments, request.company, made.paper, copy=copy_of(made, request.user))
    return pdf_answer(paper, receipts_of(payments).replace(" ", ""))


def _collection(request: StaffRequest, pk: int) -> tuple[Collection, list[Payment]]:
    """With its payments in the order of their receipts, as far as whoever reads may see them."""
    rows = Collection.objects.visible_to(request.user).select_related("customer", "cashier")
    found: Collection = the(rows, pk)
    payments = list(in_full(Payment.objects.visible_to(request.user).filter(collection=found)).order_by("receipt"))
    if not payments:
        raise Http404  # each of its accounts became another's
    return found, payments
