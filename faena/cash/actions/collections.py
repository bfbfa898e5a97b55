"""Several accounts of a customer paid at once: a payment for each, bound by one collection (decision 34)."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.charges import shown
from faena.cash.actions.payments import MOST_TENDERS, collect, too_much, why_not_collect
from faena.cash.actions.receipts import print_receipt
from faena.cash.actions.repeats import check_repeats
from faena.cash.actions.tenders import TenderFacts, check_reason, last_day, tender_of
from faena.cash.cases import NO_ADJUSTMENT, Adjustment, late_of, lock_things
from faena.cash.dividing import Exchange, divide_all
from faena.cash.models import Charge, Collection, Payment, Tender
from faena.company.models import Company, SlipPaper
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.text import clean

MOST_ACCOUNTS = 36  # three years of months


@action(Perm.PAYMENT_REGISTER)
def collect_several(
    customer: Customer,
    *,
    accounts: Sequence[Charge],
    tenders: Sequence[TenderFacts],
    adjustments: Mapping[int, Adjustment],
    note: str = "",
    day_reason: str = "",
    answers: Container[str] = (),
    by: User,
) -> Collection:
    """Money received at once for several accounts of a customer (M10): it goes to the oldest first, each gets a payment
    with a receipt of its own, and the receipts are consecutive. `adjustments`: what is added to an account for paying
    late, by its key; one that the money does not reach is left as it is.

    Raises RuleBroken at `accounts` for none or one that cannot be paid here, and as `collect` does; Question as
    there, of all that is handed over."""
    charges = _locked(customer, accounts, by)
    _check_late(charges, adjustments, tenders)
    rows = _checked(tenders, charges[0], day_reason)
    added = [adjustments.get(charge.pk, NO_ADJUSTMENT) for charge in charges]
    owed = [(charge.balance or 0) + adjustment.total for charge, adjustment in zip(charges, added, strict=True)]
    parts = _divided(rows, charges[0], owed)
    check_repeats(tenders, answers=answers, by=by)
    collection = Collection.objects.create(customer=customer, cashier=by, came_on=last_day(tenders))
    for place, (charge, adjustment) in enumerate(zip(charges, added, strict=True)):
        given = [_part(facts, of, place) for facts, of in zip(tenders, parts, strict=True) if of[place]]
        if given:
            collect(
                charge, tenders=given, adjustment=adjustment, note=note, day_reason=day_reason, answers=answers,
                collection=collection, by=by,
            )  # fmt: skip
    return collection


@action(Perm.PAYMENT_SEE)
def print_collection(collection: Collection, *, paper: str = SlipPaper.ROLL_80, by: User) -> int:
    """The paper of all its receipts goes to the printer: a print of each of them. Gives the number that says whether
    this one is the first."""
    payments = Payment.objects.filter(collection=collection).order_by("receipt")
    list(Charge.objects.select_for_update().filter(pk__in=payments.values("charge")).order_by("pk"))
    return max(print_receipt(payment, paper=paper, by=by).number for payment in payments)


def _locked(customer: Customer, accounts: Sequence[Charge], by: User) -> list[Charge]:
    """The accounts read again under their locks, the oldest first: the things that are paid before them, and each kind
    of lock in the order of its keys, so that two who collect the same wait for one another."""
    if not accounts:
        raise RuleBroken(_("Choose what is paid."), "accounts", "required")
    if len(accounts) > MOST_ACCOUNTS:
        raise RuleBroken(_("At most %(most)s accounts are collected at once.") % {"most": MOST_ACCOUNTS}, "accounts")
    lock_things(accounts)
    keys = {charge.pk for charge in accounts}
    charges = sorted(Charge.objects.select_for_update().filter(pk__in=keys).order_by("pk"), key=age_of)
    for charge in charges:
        check_reach(charge, by, Perm.PAYMENT_REGISTER)
        why = why_not_collect(charge)
        if charge.customer_id != customer.pk:
            why = _("%(account)s is another customer's.") % {"account": charge.account}
        elif charge.balance is None:
            why = _("Nobody knows yet what %(account)s comes to: take an advance on it by itself.") % {
                "account": charge.account
            }
        elif charge.currency != charges[0].currency:
            why = _("%(account)s is in another currency: collect it by itself.") % {"account": charge.account}
        if why:
            raise RuleBroken(why, "accounts")
    return charges


def _part(facts: TenderFacts, parts: Sequence[int], place: int) -> TenderFacts:
    """Of a tender the part of one account. What goes back goes back on the last one that it reaches."""
    is_last = not any(parts[place + 1 :])
    return replace(facts, amount=parts[place], change=facts.change if is_last else None)


def age_of(charge: Charge) -> tuple[object, int]:
    """By which the oldest comes first: the day on which it is due, else the one on which it was written."""
    return charge.due_on or charge.issued_on, charge.pk


def _check_late(
    charges: Sequence[Charge], adjustments: Mapping[int, Adjustment], tenders: Sequence[TenderFacts]
) -> None:
    """What is added is what is proposed, or left away; a discount is given on an account by itself."""
    late = late_of(charges, Company.the(), last_day(tenders))
    for charge in charges:
        adjustment, proposed = adjustments.get(charge.pk, NO_ADJUSTMENT), late.get(charge.pk)
        fine, interest = (proposed.fine, proposed.interest) if proposed else (0, 0)
        if adjustment.discount or adjustment.fine not in (0, fine) or adjustment.interest not in (0, interest):
            raise RuleBroken(
                _("The fine and the interest are others by now. Look at the amounts again, then register."),
                "adjustment",
            )


def _checked(tenders: Sequence[TenderFacts], charge: Charge, day_reason: str) -> list[Tender]:
    """What is handed over, as if it were for one account: each tender by itself."""
    if len(tenders) > MOST_TENDERS:
        raise RuleBroken(_("A payment has %(most)s ways of paying at most.") % {"most": MOST_TENDERS}, "tenders")
    rows = [tender_of(facts, charge, number) for number, facts in enumerate(tenders)]
    if not rows:
        raise RuleBroken(_("Type an amount greater than zero."), "tenders")
    for row in rows:
        row.payment = Payment(charge=charge)
    check_reason(rows, clean(day_reason), timezone.localdate())
    return rows


def _divided(rows: Sequence[Tender], charge: Charge, owed: Sequence[int]) -> list[list[int]]:
    """Of each tender the part of each account. Raises RuleBroken for more than all are owed, or where the coins of the
    other currency are too coarse for what each is owed."""
    own = charge.currency
    if sum(row.amount_in_charge_currency for row in rows) > sum(owed):
        whole = Charge(currency=own, amount=sum(owed))
        whole.paid = 0
        raise RuleBroken(too_much(whole, list(rows)), "tenders", "balance-exceeded")
    parts = divide_all([(row.amount, Exchange(row.currency, own, row.quote)) for row in rows], owed)
    if parts is None:
        raise RuleBroken(
            _("This cannot be divided among the accounts to the cent: type a little less, or collect one by itself. "
              "Together they come to %(owed)s.") % {"owed": shown(sum(owed), charge)},
            "tenders",
        )  # fmt: skip
    return parts
