"""Invoices: found, read, printed, issued, issued again, cancelled. They are paid at /charges/{charge}/payments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.actions import ItemFacts
from faena.billing.api.room import routes, the_customer
from faena.billing.lists import INVOICES, invoice_fields, invoices_found
from faena.billing.models import Invoice
from faena.billing.offers import invoice_offers
from faena.billing.on_invoice import invoice_within_reach, lines_of, payments_of
from faena.billing.paper import invoice_paper
from faena.billing.pix import pix_of
from faena.cash.models import Payment
from faena.gate.grants import Perm, may
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.rest.acting import actions_of
from faena.rest.lists import listing
from faena.rest.values import Action, Amount, In, Label, Moment, Money, Out
from faena.ui.printing import pdf_answer

# What each offer of the page is here.
ACTIONS = {
    "pdf": "GET /invoices/{invoice_id}/invoice.pdf",
    "collect": "POST /charges/{charge_id}/payments",
    "reissue": "POST /invoices/{invoice_id}/replacement",
    "cancel": "POST /invoices/{invoice_id}/cancellation",
}


class InvoiceRow(Out):
    """state: open, overdue, paid, cancelled. charge: its account, which takes payments. left: to pay."""

    id: int
    number: str
    state: str
    customer: Label
    charge: int
    concept: str
    period: date
    issued_on: date | None
    due_on: date | None
    amount: Money | None
    paid: Money
    left: Money


class InvoiceLineOut(Out):
    """kind: plan, item, fine, interest, discount (its amount is below zero)."""

    kind: str
    summary: str
    amount: Money


class InvoicePayment(Out):
    id: int
    number: str
    at: Moment
    amount: Money
    is_reversed: bool


class InvoiceEnd(Out):
    """By whom, when and why it is not owed."""

    by: Label
    at: Moment
    reason: str


class InvoicePix(Out):
    """text: what is copied and pasted; it pays amount, with the fine and the interest of the day `on`."""

    text: str
    amount: Money
    on: date


class InvoiceOut(InvoiceRow):
    """subscription: None for one with lines of its own. in_time_until: a later day than due_on, where that has no
    banks."""

    subscription: Label | None
    plan: Label | None
    issued_by: Label
    issued_at: Moment
    in_time_until: date | None
    lines: list[InvoiceLineOut]
    payments: list[InvoicePayment]
    replaces: Label | None
    replaced_by: Label | None
    cancellation: InvoiceEnd | None
    pix: InvoicePix | None
    actions: list[Action]


def invoice_facts(invoice: Invoice) -> dict[str, object]:
    """Of one that was read with what came in for it (with_paid)."""
    charge = invoice.account
    return {
        "id": invoice.pk,
        "number": str(invoice),
        "state": invoice.state,
        "customer": Label.of(invoice.customer),
        "charge": charge.pk,
        "concept": charge.concept,
        "period": invoice.period,
        "issued_on": charge.issued_on,
        "due_on": charge.due_on,
        "amount": Money.of(charge.amount, charge.currency),
        "paid": Money(amount=invoice.received, currency=charge.currency),  # type: ignore[attr-defined]  # with_paid annotates it
        "left": Money(amount=invoice.balance, currency=charge.currency),
    }


def _fields(_user: User) -> Sequence[Any]:
    return invoice_fields()


@listing(
    routes,
    "/invoices",
    Perm.BILLING_SEE,
    INVOICES,
    fields=_fields,
    found=invoices_found,
    parameters=("state", "month"),
)
def invoices(invoice: Invoice) -> InvoiceRow:
    """The invoices of everybody, by number or customer, state and month."""
    return InvoiceRow.model_validate(invoice_facts(invoice))


@routes.thing("/invoices/{int:invoice_id}", Perm.BILLING_SEE, kind="invoice")
def invoice(request: StaffRequest, invoice_id: int) -> InvoiceOut:
    """One invoice: its lines, what was paid, what is left, and what can be done now."""
    found = _invoice(request, invoice_id)
    currency, plan = found.account.currency, found.subscription
    offers = invoice_offers(found, request.user, request.company.modules, whatsapp="")
    ended, pix = getattr(found, "cancellation", None), pix_of(found, request.company)
    more = {
        "subscription": Label.of(plan),
        "plan": Label.of(plan.plan) if plan else None,
        "issued_by": Label.of(found.issued_by),
        "issued_at": found.issued_at,
        "in_time_until": found.in_time_until,
        "lines": [
            InvoiceLineOut(kind=one.kind, summary=one.summary, amount=Money(amount=one.amount, currency=currency))
            for one in lines_of(found)
        ],
        "payments": [_payment(one, currency) for one in payments_of(found)],
        "replaces": Label.of(found.replaces),
        "replaced_by": Label.of(getattr(found, "replaced_by", None)),
        "cancellation": InvoiceEnd(by=Label(id=ended.by_id, label=str(ended.by)), at=ended.at, reason=ended.reason)
        if ended
        else None,
        "pix": InvoicePix(text=pix.text, amount=Money(amount=pix.amount, currency=currency), on=pix.on)
        if pix
        else None,
        "actions": actions_of(offers, ACTIONS, invoice_id=invoice_id, charge_id=found.account.pk),
    }
    return InvoiceOut.model_validate(invoice_facts(found) | more)


def _payment(one: Payment, currency: str) -> InvoicePayment:
    amount = Money(amount=one.amount, currency=currency)
    return InvoicePayment(id=one.pk, number=str(one), at=one.at, amount=amount, is_reversed=one.is_reversed)


@routes.file("/invoices/{int:invoice_id}/invoice.pdf", Perm.BILLING_SEE)
def invoice_pdf(request: StaffRequest, invoice_id: int) -> Any:
    """The invoice on A4, in the customer's language."""
    found = _invoice(request, invoice_id)
    note_seen(request, Access.Kind.PRINT, found.as_ref, person=request.user)
    shows_billed = may(request.user, Perm.CUSTOMER_FORGET)
    return pdf_answer(invoice_paper(found, request.company, shows_billed=shows_billed), str(found))


class InvoiceItemIn(In):
    """amount: minor units of the company's currency, above zero."""

    description: str
    amount: Amount


class InvoiceIn(In):
    items: list[InvoiceItemIn]
    due_on: date


@routes.event("/customers/{int:customer_id}/invoices", Perm.BILLING_MANAGE, to=invoice)
def issue_invoice(request: StaffRequest, customer_id: int, facts: InvoiceIn) -> int:
    """Something that no plan bills is owed: an installation, a lost router, a visit."""
    customer = the_customer(request, customer_id, Perm.BILLING_MANAGE)
    items = [ItemFacts(**one.model_dump()) for one in facts.items]
    return actions.issue_invoice(customer, items=items, due_on=facts.due_on, by=request.user).pk


@routes.event("/invoices/{int:invoice_id}/replacement", Perm.BILLING_MANAGE, to=invoice)
def reissue_invoice(request: StaffRequest, invoice_id: int) -> int:
    """A cancelled month is invoiced again, at what it costs now and under a new number."""
    return actions.reissue_invoice(_invoice(request, invoice_id, Perm.BILLING_MANAGE), by=request.user).pk


class InvoiceCancellationIn(In):
    reason: str


@routes.event("/invoices/{int:invoice_id}/cancellation", Perm.BILLING_MANAGE, to=invoice)
def cancel_invoice(request: StaffRequest, invoice_id: int, facts: InvoiceCancellationIn) -> int:
    """It is not owed any more; it keeps its number."""
    found = _invoice(request, invoice_id, Perm.BILLING_MANAGE)
    actions.cancel_invoice(found, reason=facts.reason, by=request.user)
    return invoice_id


def _invoice(request: StaffRequest, invoice_id: int, perm: Perm = Perm.BILLING_SEE) -> Invoice:
    found = invoice_within_reach(invoice_id, request.user, perm)
    if found is None:
        raise Http404
    return found
