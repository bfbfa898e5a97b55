"""How an invoice comes to be: of a month, among many or again in the place of a cancelled one; or by itself, with lines
of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions.mails import mail_invoices
from faena.billing.active_days import Share, share_of
from faena.billing.models import Invoice, InvoiceLine, Subscription
from faena.billing.months import due_on, month_of
from faena.cash import actions as cash
from faena.cash.models import Charge
from faena.company.actions import next_number, next_numbers
from faena.company.models import Branch, Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import Birth, record, record_births
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken, refused
from faena.lib.money import MAX_AMOUNT
from faena.lib.text import clean

SERIES = "invoice"
MOST_ITEMS = 5
LONGEST_ITEM = 120


@step
def issue_months(
    owed: Sequence[tuple[Subscription, Share]],
    period: date,
    company: Company,
    *,
    replaces: Invoice | None = None,
    by: User,
) -> list[Invoice]:
    """What each of them owes for a month: numbers, accounts, lines, events and mails in some dozen statements, however
    many they are. The subscriptions are locked. `replaces`: the cancelled invoice in whose place the only one comes."""
    now, branch = timezone.now(), Branch.default()
    numbers = next_numbers(SERIES, branch, len(owed))
    invoices = Invoice.objects.bulk_create(
        Invoice(
            number=number,
            branch=branch,
            customer=subscription.customer,
            subscription=subscription,
            period=period,
            replaces=replaces,
            issued_by=by,
            issued_at=now,
        )
        for number, (subscription, _share) in zip(numbers, owed, strict=True)
    )
    shares = [(invoice, share) for invoice, (_subscription, share) in zip(invoices, owed, strict=True)]
    cash.open_charges([_owed(invoice, share, company) for invoice, share in shares], by=by)
    _join_charges(invoices)
    InvoiceLine.objects.bulk_create(_line(invoice, share, company, by=by, at=now) for invoice, share in shares)
    record_births("invoice.issued", [_birth(invoice, share) for invoice, share in shares], by=by)
    mail_invoices(invoices)
    return invoices


@action(Perm.BILLING_MANAGE)
def reissue_invoice(invoice: Invoice, *, by: User) -> Invoice:
    """A month whose invoice was cancelled is invoiced again, at what it costs now and under a new number; each of the
    two leads to the other. Raises RuleBroken while the first is owed, when another one has replaced it, or when the
    month costs nothing."""
    Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice.pk)
    invoice = Invoice.objects.select_related("charge", "subscription__plan", "customer").get(pk=invoice.pk)
    if invoice.subscription_id:
        Subscription.objects.select_for_update(no_key=True).get(pk=invoice.subscription_id)
    company = Company.the()
    share = replacement_share(invoice, company)
    if why := why_not_reissue(invoice, share):
        raise RuleBroken(why)
    assert invoice.subscription is not None  # why_not_reissue has asked
    with refused():
        (issued,) = issue_months([(invoice.subscription, share)], invoice.period, company, replaces=invoice, by=by)
    told = {"number": str(invoice), "new": str(issued)}
    record("invoice.reissued", invoice.as_ref, facts=told, customer_id=invoice.customer_id, by=by)
    return Invoice.objects.get(pk=issued.pk)


def replacement_share(invoice: Invoice, company: Company) -> Share:
    """What its month costs now."""
    if invoice.subscription is None:
        return Share(0, 0, 0)
    return share_of(invoice.subscription, invoice.period, prorates=company.prorates)


def why_not_reissue(invoice: Invoice, share: Share) -> str:
    """What holds an invoice back from being issued again; "" when nothing does."""
    if invoice.subscription is None:
        return _("%(invoice)s is of no month. Issue another one with its lines.") % {"invoice": invoice}
    if invoice.account.cancelled_at is None:
        return _("%(invoice)s is owed: cancel it before it is issued again.") % {"invoice": invoice}
    if other := Invoice.objects.filter(replaces=invoice).first():
        return _("%(invoice)s was issued again as %(other)s.") % {"invoice": invoice, "other": other}
    if invoice.customer.is_retired:
        return invoice.customer.why_retired
    if not share.amount:
        return _("The plan was not active on any day of this month, or costs nothing.")
    return ""


@dataclass(frozen=True)
class ItemFacts:
    """A line of an invoice of its own. amount: minor units of the company's currency, above zero."""

    description: str
    amount: int


@action(Perm.BILLING_MANAGE)
def issue_invoice(customer: Customer, *, items: Sequence[ItemFacts], due_on: date, by: User) -> Invoice:
    """Something that no plan bills is owed: an installation, a lost router, a visit. Raises RuleBroken for a customer
    who is retired, without a line, for a line without words or amount, or due before today."""
    customer = Customer.locked(customer.pk)
    if customer.is_retired:
        raise RuleBroken(customer.why_retired)
    lines = [_checked(item, place) for place, item in enumerate(items)]
    _check_whole(lines, due_on)
    now, today, branch, company = timezone.now(), timezone.localdate(), Branch.default(), Company.the()
    invoice = Invoice(branch=branch, customer=customer, period=month_of(today), issued_by=by, issued_at=now)
    invoice.number = next_number(SERIES, branch)
    invoice.save(force_insert=True)
    concept = lines[0].description if len(lines) == 1 else f"{lines[0].description[:110]} +{len(lines) - 1}"
    amount, currency = sum(line.amount for line in lines), company.currency
    owed = cash.Owed(invoice.as_ref, customer, concept, currency, amount, issued_on=today, due_on=due_on)
    cash.open_charges([owed], by=by)
    _join_charges([invoice])
    written = {"invoice": invoice, "kind": InvoiceLine.Kind.ITEM, "by": by, "at": now}
    InvoiceLine.objects.bulk_create(InvoiceLine(**written, **vars(line)) for line in lines)
    facts, said = {"number": str(invoice), "amount": {"amount": amount, "currency": currency}}, {"concept": concept}
    record("invoice.issued_once", invoice.as_ref, facts=facts, said=said, customer_id=customer.pk, by=by)
    mail_invoices([invoice])
    return Invoice.objects.select_related("charge").get(pk=invoice.pk)


def month_written(period: date) -> str:
    return f"{period:%m/%Y}"


def _checked(item: ItemFacts, place: int) -> ItemFacts:
    description = clean(item.description)
    if not description:
        raise RuleBroken(_("Write what the line is for."), f"items.{place}.description")
    if len(description) > LONGEST_ITEM:
        raise RuleBroken(_("Write %(most)s signs at most.") % {"most": LONGEST_ITEM}, f"items.{place}.description")
    if not 0 < item.amount <= MAX_AMOUNT:
        raise RuleBroken(_("Write an amount above zero."), f"items.{place}.amount")
    return ItemFacts(description, item.amount)


def _check_whole(lines: Sequence[ItemFacts], due: date) -> None:
    if not 0 < len(lines) <= MOST_ITEMS:
        raise RuleBroken(_("Write one line at least, %(most)s at most.") % {"most": MOST_ITEMS}, "items.0.description")
    if sum(line.amount for line in lines) > MAX_AMOUNT:
        raise RuleBroken(_("Together these lines are more than an account can be."), "items.0.amount")
    if due < timezone.localdate():
        raise RuleBroken(_("An invoice is due today at the soonest."), "due_on")


def _join_charges(invoices: Sequence[Invoice]) -> None:
    """Each points at the account that was opened for it."""
    charge = Charge.objects.filter(ref_kind=Invoice.ref_kind_name, ref_id=OuterRef("pk")).values("pk")
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in invoices]).update(charge=Subquery(charge))


def _line(invoice: Invoice, share: Share, company: Company, **more: Any) -> InvoiceLine:
    """A part of a month says of how many days it is."""
    days = share.days if company.prorates and share.is_part else None
    return InvoiceLine(invoice=invoice, description=_concept(invoice), amount=share.amount, days=days, **more)


def _owed(invoice: Invoice, share: Share, company: Company) -> cash.Owed:
    subscription, issued_on = invoice.plan_of_month, timezone.localdate(invoice.issued_at)
    return cash.Owed(
        invoice.as_ref,
        invoice.customer,
        concept=_concept(invoice),
        currency=subscription.currency,
        amount=share.amount,
        issued_on=issued_on,
        due_on=due_on(invoice.period, subscription.due_day, issued_on, company.least_due_days),
    )


def _birth(invoice: Invoice, share: Share) -> Birth:
    price = {"amount": share.amount, "currency": invoice.plan_of_month.currency}
    facts = {"number": str(invoice), "plan": invoice.plan_of_month.plan.name, "month": month_written(invoice.period)}
    return Birth(invoice.as_ref, {**facts, "amount": price}, invoice.customer_id)


def _concept(invoice: Invoice) -> str:
    """In no language: "Fibra 100 · 11/2026"."""
    return f"{invoice.plan_of_month.plan.name} · {invoice.period:%m/%Y}"
