"""What a period came to by the API, and the accounts behind what is still to be received."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.models import Charge, ChargeQuerySet
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import Routes
from faena.rest.values import In, Label, Money, Out
from faena.summary import actions
from faena.summary.figures import Figures, read_figures
from faena.summary.lists import RECEIVABLES, receivable_fields, receivables_found
from faena.summary.models import DayFigure, ReadyGoal
from faena.summary.open_now import receivables as left_by_age
from faena.summary.periods import MONTH, NAMES, Span, read_period
from faena.ui.listing import Filters
from faena.ui.problems import Problem

routes = Routes("summary")
What = DayFigure.What


class Collected(Out):
    """Of one currency; worth: in the company's own, at the rate of each tender."""

    amount: Money
    worth: Money


class SummarySpan(Out):
    """From the day `start` to the day `end`, both of them whole. collected: less what was reversed."""

    start: date
    end: date
    collected: list[Collected]


class SummaryPeriod(SummarySpan):
    orders_in: int
    orders_out: int
    orders_ready: int
    tickets_in_time: int
    tickets_late: int
    parts: Money
    parts_borne: Money
    discounts: Money


class AgeOut(Out):
    """age: current, month, two, older: so long overdue."""

    age: str
    accounts: int
    left: Money


class SummaryOut(Out):
    """before: the span that it is compared with. known_from: days before it are not counted yet; null where all are."""

    period: SummaryPeriod
    before: SummarySpan
    known_from: date | None
    to_be_received: list[AgeOut]
    ready_goal: int | None


def _span(figures: Figures, span: Span, own: str) -> dict[str, object]:
    amounts = figures.amounts(What.COLLECTED, span).items()
    collected = [
        Collected(amount=Money(amount=amount, currency=code), worth=Money(amount=worth, currency=own))
        for code, (amount, worth) in sorted(amounts)
    ]
    return {"start": span.start, "end": span.end, "collected": collected}


@routes.thing("/summary", Perm.SUMMARY_SEE, parameters=("period", "on"))
def summary(request: StaffRequest) -> SummaryOut:
    """What a period came to: `period` is week, month, quarter or year, `on` a day of it; this month unless told."""
    if request.GET.get("period", MONTH) not in NAMES:
        raise Problem(422, "invalid", errors=[{"parameter": "period", "detail": f"One of: {', '.join(NAMES)}."}])
    company, today = request.company, timezone.localdate()
    period = read_period(request.GET, today)
    figures = read_figures((period, period.before), period, period, today=today, zone=ZoneInfo(company.zone))
    own = company.currency

    def money(what: str) -> Money:
        return Money(amount=figures.worth(what, period), currency=own)

    unknown = None if figures.is_whole or period.before.start >= figures.known_from else figures.known_from
    return SummaryOut(
        period=SummaryPeriod.model_validate(
            _span(figures, period, own)
            | {
                "orders_in": figures.count(What.ORDERS_IN, period),
                "orders_out": figures.count(What.ORDERS_OUT, period),
                "orders_ready": figures.count(What.READY, period),
                "tickets_in_time": figures.count(What.IN_TIME, period),
                "tickets_late": figures.count(What.LATE, period),
                "parts": money(What.PARTS),
                "parts_borne": money(What.PARTS_BORNE),
                "discounts": money(What.DISCOUNTS),
            }
        ),
        before=SummarySpan.model_validate(_span(figures, period.before, own)),
        known_from=unknown,
        to_be_received=[
            AgeOut(age=age, accounts=number, left=Money(amount=left, currency=own))
            for age, (number, left) in left_by_age(request.user, company, today).items()
        ],
        ready_goal=ReadyGoal.objects.get(pk=1).days,
    )


class ReceivableRow(Out):
    """left: what is still to be received on the account."""

    charge: int
    account: str
    concept: str
    customer: Label
    issued_on: date | None
    due_on: date | None
    total: Money | None
    left: Money


def _found(user: User, filters: Filters) -> ChargeQuerySet:
    return receivables_found(user, filters, Company.here(), timezone.localdate())


@listing(
    routes,
    "/summary/receivables",
    Perm.SUMMARY_SEE,
    RECEIVABLES,
    fields=lambda _user: receivable_fields(),
    found=_found,
    parameters=("age",),
)
def receivables(charge: Charge) -> ReceivableRow:
    """Accounts of which something is left to pay; age=overdue, or one age of the summary."""
    return ReceivableRow(
        charge=charge.pk,
        account=str(charge),
        concept=charge.concept,
        customer=Label(id=charge.customer_id, label=charge.customer.name),
        issued_on=charge.issued_on,
        due_on=charge.due_on,
        total=Money.of(charge.amount, charge.currency),
        left=Money(amount=(charge.amount or 0) - charge.received, currency=charge.currency),
    )


class ReadyGoalOut(Out):
    """days: within so many orders are to be ready; null for no goal."""

    version: int
    days: int | None


@routes.thing("/summary/goal", Perm.SUMMARY_SEE)
def ready_goal(request: StaffRequest) -> ReadyGoalOut:
    """Within how many days orders are to be ready."""
    goal = ReadyGoal.objects.get(pk=1)
    return ReadyGoalOut(version=goal.version, days=goal.days)


class ReadyGoalIn(In):
    days: int | None


@routes.event("/summary/goal", Perm.COMPANY_EDIT, to=ready_goal, is_versioned=True)
def set_ready_goal(request: StaffRequest, facts: ReadyGoalIn) -> int:
    """Another goal, or none."""
    actions.set_ready_goal(days=facts.days, version=version_of(request), by=request.user)
    return 0
