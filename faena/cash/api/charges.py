"""What is owed: an account found and read, and money received for it."""

from datetime import date

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.api.payments import payment, routes
from faena.cash.api.shapes import ChargeRow, PaymentRow, RateNow, charge_facts, payment_facts, rate_now, wrong
from faena.cash.api.tenders import TenderIn, as_sent, tenders_of
from faena.cash.cases import Adjustment
from faena.cash.collecting import Collecting
from faena.cash.finding import find_accounts
from faena.cash.lists import in_full
from faena.cash.models import Charge, Payment
from faena.cash.offers import collecting
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.rest.acting import actions_of
from faena.rest.routes import the
from faena.rest.values import Action, Amount, In, Label, Money, Out
from faena.ui.answers import search_text

ACTIONS = {"collect": "POST /charges/{charge_id}/payments"}


class ChargesFound(Out):
    """Open accounts, the best found first, 20 at most. finished: those of that very number that take no money."""

    items: list[ChargeRow]
    finished: list[ChargeRow]
    has_more: bool


@routes.thing("/charges", Perm.PAYMENT_REGISTER, parameters=("q",))
def charges(request: StaffRequest) -> ChargesFound:
    """The accounts that somebody wants to pay, by number or customer; the newest open ones without `q`."""
    found = find_accounts(search_text(request), request.user)
    return ChargesFound(
        items=[ChargeRow.model_validate(charge_facts(one.charge)) for one in found.shown],
        finished=[ChargeRow.model_validate(charge_facts(one)) for one in found.finished],
        has_more=found.has_more,
    )


class ChargeOut(ChargeRow):
    payments: list[PaymentRow]
    actions: list[Action]


@routes.thing("/charges/{int:charge_id}", Perm.PAYMENT_SEE, kind="charge")
def charge(request: StaffRequest, charge_id: int) -> ChargeOut:
    """One account with its payments."""
    found: Charge = the(Charge.objects.visible_to(request.user).select_related("customer"), charge_id)
    received = in_full(Payment.objects.filter(charge=found)).order_by("id")
    offers = Offers(request.user, [collecting(found)])
    more = {
        "payments": [PaymentRow.model_validate(payment_facts(one)) for one in received],
        "actions": actions_of(offers, ACTIONS, charge_id=charge_id),
    }
    return ChargeOut.model_validate(charge_facts(found) | more)


# --- collecting ---------------------------------------------------------------------------------------------


class LateOut(Out):
    """What is proposed for paying late; each may be sent as it is, or left away."""

    fine: Money
    interest: Money
    days: int


class PayWay(Out):
    """A method in a currency. settles: what leaves nothing to pay; None while nobody knows what is owed."""

    method: Label
    kind: str
    currency: str
    needs_reference: bool
    settles: Money | None


class CollectingOut(Out):
    """How an account may be paid on a day. rate: by which amounts in the second currency are converted, None for
    none."""

    balance: Money | None
    late: LateOut | None
    may_discount: bool
    ways: list[PayWay]
    rate: RateNow | None


@routes.thing("/charges/{int:charge_id}/collecting", Perm.PAYMENT_REGISTER, parameters=("on",))
def how_to_collect(request: StaffRequest, charge_id: int) -> CollectingOut:
    """How an account may be paid: the ways that are offered, the rate, and what is proposed for paying late."""
    found = _charge(request, charge_id)
    given = Collecting(found, request.company, by=request.user)
    given.on = _day(request)
    late, rate, own = given.offers.late, given.rate, found.currency
    left = found.balance
    return CollectingOut(
        balance=Money.of(left, own),
        late=LateOut(
            fine=Money(amount=late.fine, currency=own),
            interest=Money(amount=late.interest, currency=own),
            days=late.days,
        )
        if late
        else None,
        may_discount=given.offers.discount,
        ways=[
            PayWay(
                method=Label(id=one.method.pk, label=str(one.method)),
                kind=one.method.kind,
                currency=one.currency,
                needs_reference=one.method.needs_reference,
                settles=None if left is None else Money(amount=given.settles(one, left), currency=one.currency),
            )
            for one in given.options
        ],
        rate=rate_now(rate) if rate else None,
    )


class AdjustmentIn(In):
    """What is added to an account for paying late, or taken off it; minor units of the account's currency."""

    fine: Amount = 0
    interest: Amount = 0
    discount: Amount = 0


class PaymentIn(In):
    """day_reason: why money of an earlier day is written down only now. answers: what was said to the questions of a
    409."""

    tenders: list[TenderIn]
    adjustment: AdjustmentIn = AdjustmentIn()
    note: str = ""
    day_reason: str = ""
    answers: list[str] = []


@routes.event("/charges/{int:charge_id}/payments", Perm.PAYMENT_REGISTER, to=payment)
def collect(request: StaffRequest, charge_id: int, facts: PaymentIn) -> int:
    """Money is received for an account, in one or several ways."""
    found = _charge(request, charge_id)
    with as_sent():
        received = actions.collect(
            found,
            tenders=tenders_of(facts.tenders),
            adjustment=Adjustment(**facts.adjustment.model_dump()),
            note=facts.note,
            day_reason=facts.day_reason,
            answers=frozenset(facts.answers),
            by=request.user,
        )
    return received.pk


def _charge(request: StaffRequest, charge_id: int) -> Charge:
    rows = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER).select_related("customer")
    found: Charge = the(rows, charge_id)
    return found


def _day(request: StaffRequest) -> date:
    """Raises Problem for what is no day."""
    try:
        return date.fromisoformat(request.GET.get("on") or timezone.localdate().isoformat())
    except ValueError as error:
        raise wrong("on", "A day: 2026-11-22.") from error
