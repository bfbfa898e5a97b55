"""How an invoice comes to be: of a month, among many or again in the place of a cancelled one; or by itself, with lines
of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions.mails import mail_invoices
from faena.billing.active_days import Share, share_of
from faena.billing.models import INVOICE_NUMBERS, LAST_DUE_DAY, Invoice, InvoiceLine, Subscription
from faena.billing.months import due_on, month_of
from faena.cash import actions as cash
from faena.company.actions import next_number, next_numbers
from faena.company.models import Branch, Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import Birth, record, record_births
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken, refused
from faena.lib.many import insert, new_keys
from faena.lib.money import MAX_AMOUNT
from faena.lib.refs import Ref
from faena.lib.text import clean

SERIES = "invoice"
MOST_ITEMS = 5
LONGEST_ITEM = 120


class Month(NamedTuple):
    """What a subscription is billed for a month. `plan`: its name; `due_day`: the subscription's own."""

    subscription_id: int
    customer_id: int
    plan: str
    currency: str
    due_day: int
    share: Share

    @classmethod
    def of(cls, subscription: Subscription, share: Share) -> Self:
        plan, day = subscription.plan.name, subscription.due_day
        return cls(subscription.pk, subscription.customer_id, plan, subscription.currency, day, share)


class Numbered(NamedTuple):
    """An invoice that is being made: the reference has its key. `concept` is in no language: "Fibra 100 · 11/2026"."""

    ref: Ref
    number: int
    month: Month
    concept: str


@step
def issue_months(
    owed: Sequence[Month],
    period: date,
    company: Company,
    *,
    replaces: Invoice | None = None,
    by: User,
) -> Sequence[int]:
    """What each of them owes: numbers, accounts, lines, events and mails in some dozen statements, however many they
    are; gives the keys of the invoices. The subscriptions are locked. `replaces`: the cancelled invoice in whose place
    the only one comes."""
    if not owed:
        return []
    now, branch, written = timezone.now(), Branch.default(), month_written(period)
    keys, numbers = new_keys(Invoice, len(owed)), next_numbers(SERIES, branch, len(owed))
    invoices = [
        Numbered(_ref(key, number), number, month, f"{month.plan} · {written}")
        for key, number, month in zip(keys, numbers, owed, strict=True)
    ]
    charges = cash.open_charges(_accounts(invoices, period, timezone.localdate(now), company), by=by)
    insert(
        Invoice,
        ["id", "number", "charge_id", "customer_id", "subscription_id"],
        [
            (one.ref.id, one.number, charge, one.month.customer_id, one.month.subscription_id)
            for one, charge in zip(invoices, charges, strict=True)
        ],
        branch_id=branch.pk,
        period=period,
        replaces_id=replaces and replaces.pk,
        issued_by_id=by.pk,
        issued_at=now,
    )
    lines = [(one.ref.id, one.concept, one.month.share.amount, _days(one.month.share, company)) for one in invoices]
    insert(InvoiceLine, ["invoice_id", "description", "amount", "days"], lines, by_id=by.pk, at=now)
    record_births("invoice.issued", [_birth(one, written) for one in invoices], by=by)
    mail_invoices({one.ref.id: one.month.customer_id for one in invoices})
    return keys


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
    month = Month.of(invoice.subscription, share)
    with refused():
        (key,) = issue_months([month], invoice.period, company, replaces=invoice, by=by)
    issued = Invoice.objects.get(pk=key)
    told = {"number": str(invoice), "new": str(issued)}
    record("invoice.reissued", invoice.as_ref, facts=told, customer_id=invoice.customer_id, by=by)
    return issued


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
    owed = cash.Owed(invoice.as_ref, customer.pk, concept, currency, amount, issued_on=today, due_on=due_on)
    (invoice.charge_id,) = cash.open_charges([owed], by=by)
    invoice.save(update_fields=["charge"])
    written = {"invoice": invoice, "kind": InvoiceLine.Kind.ITEM, "by": by, "at": now}
    InvoiceLine.objects.bulk_create(InvoiceLine(**written, **vars(line)) for line in lines)
    facts, said = {"number": str(invoice), "amount": {"amount": amount, "currency": currency}}, {"concept": concept}
    record("invoice.issued_once", invoice.as_ref, facts=facts, said=said, customer_id=customer.pk, by=by)
    mail_invoices({invoice.pk: customer.pk})
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


def _ref(key: int, number: int) -> Ref:
    return Ref(Invoice.ref_kind_name, key, INVOICE_NUMBERS.write(number))


def _accounts(invoices: Sequence[Numbered], period: date, today: date, company: Company) -> list[cash.Owed]:
    due = {day: due_on(period, day, today, company.least_due_days) for day in range(1, LAST_DUE_DAY + 1)}
    return [
        cash.Owed(
            one.ref,
            one.month.customer_id,
            one.concept,
            one.month.currency,
            one.month.share.amount,
            issued_on=today,
            due_on=due[one.month.due_day],
        )
        for one in invoices
    ]


def _days(share: Share, company: Company) -> int | None:
    """A part of a month says of how many days it is."""
    return share.days if company.prorates and share.is_part else None


def _birth(invoice: Numbered, written: str) -> Birth:
    month = invoice.month
    price = {"amount": month.share.amount, "currency": month.currency}
    facts = {"number": invoice.ref.label, "plan": month.plan, "month": written, "amount": price}
    return Birth(invoice.ref, facts, month.customer_id)
