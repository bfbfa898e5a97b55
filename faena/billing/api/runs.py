"""The run that issues the invoices of a month: what it would issue, its start, how far it came."""

from datetime import date

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.active_days import share_of, sums_of
from faena.billing.api.room import month_asked, routes
from faena.billing.jobs import issue_month
from faena.billing.models import InvoiceRun, Subscription
from faena.billing.months import due_on, month_of
from faena.billing.to_issue import issued_of, left_out_of
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import In, Label, Moment, Money, Out


class InvoiceRunOut(Out):
    """period: the first day of the month. issued: of the total when it was started. ended_at: None while it runs."""

    id: int
    period: date
    by: Label
    started_at: Moment
    ended_at: Moment | None
    total: int
    issued: int


class InvoiceRunSum(Out):
    """number: of subscriptions; amount: all of them, in one currency."""

    number: int
    amount: Money


class InvoiceRunLeftOut(Out):
    """How many get none: their plan is free, their customer retired, or they were not active on any day."""

    free: int
    retired: int
    inactive: int


class InvoiceMonth(Out):
    """What a run would issue now; issued: how many the month has, cancelled: of these, and not issued again."""

    period: date
    sums: list[InvoiceRunSum]
    left_out: InvoiceRunLeftOut
    issued: int
    cancelled: int
    run: InvoiceRunOut | None


@routes.thing("/invoices/run", Perm.BILLING_MANAGE, parameters=("month",))
def month_to_invoice(request: StaffRequest) -> InvoiceMonth:
    """What the run of a month (`month=2026-11`, this one without) would issue now, and how it stands."""
    period = month_asked(request, timezone.localdate())
    run = InvoiceRun.objects.filter(period=period).select_related("by").first()
    sums = sums_of(actions.billable(period), period, prorates=request.company.prorates)
    return InvoiceMonth(
        period=period,
        sums=[InvoiceRunSum(number=one.many, amount=Money(amount=one.total, currency=one.currency)) for one in sums],
        left_out=InvoiceRunLeftOut(**left_out_of(period)),
        run=_run(run) if run else None,
        **issued_of(period),
    )


class InvoiceToIssue(Out):
    """days: active ones of the month."""

    subscription: Label
    customer: Label
    plan: Label
    due_on: date
    days: int
    amount: Money


@routes.thing("/invoices/run/lines", Perm.BILLING_MANAGE, parameters=("month", "limit", "cursor"))
def lines_to_invoice(request: StaffRequest) -> Page[InvoiceToIssue]:
    """Line by line what the run of a month would issue now, by contract."""
    today = timezone.localdate()
    period = month_asked(request, today)
    rows = actions.billable(period).select_related("customer", "plan").prefetch_related("suspensions")
    page = page_of(request, rows, ("id",))
    items = [_line(row, period, today, request.company) for row in page.rows]
    return Page[InvoiceToIssue](items=items, next=page.next_cursor)


@routes.thing("/invoices/runs/{int:run_id}", Perm.BILLING_MANAGE)
def invoice_run(request: StaffRequest, run_id: int) -> InvoiceRunOut:
    """How far a run came."""
    return _run(the(InvoiceRun.objects.select_related("by"), run_id))


class InvoiceRunIn(In):
    """period: a day of the month."""

    period: date


@routes.event("/invoices/runs", Perm.BILLING_MANAGE, to=invoice_run)
def start_run(request: StaffRequest, facts: InvoiceRunIn) -> int:
    """The invoices of a month are issued, by a job; while it runs already nothing changes."""
    started = actions.start_run(month_of(facts.period), by=request.user)
    issue_month.enqueue(started.pk)
    return started.pk


def _run(run: InvoiceRun) -> InvoiceRunOut:
    return InvoiceRunOut(
        id=run.pk,
        period=run.period,
        by=Label(id=run.by_id, label=str(run.by)),
        started_at=run.started_at,
        ended_at=run.ended_at,
        total=run.total,
        issued=run.issued,
    )


def _line(row: Subscription, period: date, today: date, company: Company) -> InvoiceToIssue:
    share = share_of(row, period, prorates=company.prorates)
    return InvoiceToIssue(
        subscription=Label(id=row.pk, label=str(row)),
        customer=Label(id=row.customer_id, label=str(row.customer)),
        plan=Label(id=row.plan_id, label=str(row.plan)),
        due_on=due_on(period, row.due_day, today, company.least_due_days),
        days=share.days,
        amount=Money(amount=share.amount, currency=row.currency),
    )
