"""The monthly run (C19): each subscriber gets one invoice a month, in batches of their own transactions.

It may be started twice, from two places, and go on after a kill: the lock of the month's row lets one batch run at a
time, the row says how far they came, and the database keeps a second invoice out (invoice_once_per_period)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions.issuing import Month, issue_months, month_written
from faena.billing.active_days import Standing, share_standing
from faena.billing.models import Invoice, InvoiceRun, Subscription, SubscriptionQuerySet, Suspension
from faena.billing.months import is_offered
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.named import AmongKeys, NamedValues

BATCH = 1_000  # invoices of one transaction


def billable(period: date) -> SubscriptionQuerySet:
    """Subscriptions that get an invoice for this month and have none yet, in the order in which they get it: active on
    a day of it at least, whatever they are now; not free, of customers who are not retired."""
    has = Invoice.objects.filter(subscription=OuterRef("pk"), period=period)
    rows = Subscription.objects.active_in(period).filter(price__gt=0, customer__retired_at=None)
    return rows.filter(~Exists(has)).order_by("id")


@action(Perm.BILLING_MANAGE)
def start_run(period: date, *, by: User) -> InvoiceRun:
    """The invoices of a month are to be issued; `issue_batch` does it, from the first subscriber on. While it runs
    already nothing changes. Raises RuleBroken for a month that is too far away, or with nobody to invoice."""
    if not is_offered(period, timezone.localdate()):
        raise RuleBroken(_("Choose a month of the last twelve, this one or the next one."), "period")
    InvoiceRun.objects.get_or_create(period=period, defaults={"by": by, "ended_at": timezone.now()})
    run = InvoiceRun.objects.select_for_update().get(period=period)
    if run.is_running:
        return run
    run.total = billable(period).count()
    if not run.total:
        raise RuleBroken(_("Nothing is left to invoice for this month."), "period")
    run.by, run.upto, run.issued, run.ended_at = by, 0, 0, None
    run.started_at = run.progressed_at = timezone.now()
    run.save(update_fields=["by", "started_at", "progressed_at", "ended_at", "upto", "issued", "total"])
    record("invoices.started", run.as_ref, facts={"month": month_written(period), "total": run.total}, by=by)
    return run


@action(authorised_by="start_run")
def issue_batch(run: InvoiceRun, *, size: int = BATCH, by: User) -> int:
    """The next invoices of a run with their numbers, accounts, events and mails, in one transaction. Answers how many
    subscribers were looked at, `size` at most; when none is left the run ends, and one that has ended looks at none."""
    run = InvoiceRun.objects.select_for_update().get(pk=run.pk)
    return _issue_next(run, size, by) if run.is_running else 0


def _issue_next(run: InvoiceRun, size: int, by: User) -> int:
    waiting = billable(run.period).filter(pk__gt=run.upto)
    rows = Subscription.objects.filter(pk__in=Subquery(waiting.values("pk")[:size])).order_by("pk")
    looked_at, company = list(rows.select_for_update(no_key=True).values_list("pk", flat=True)), Company.the()
    # One that was suspended between being looked up and being locked is as it is now.
    owed = [month for month in _months(looked_at, run.period, company) if month.share.amount]
    issue_months(owed, run.period, company, by=by)
    run.issued += len(owed)
    run.progressed_at = timezone.now()
    if looked_at:
        run.upto = looked_at[-1]
    else:
        run.ended_at = timezone.now()
        record("invoices.ended", run.as_ref, facts={"month": month_written(run.period), "issued": run.issued}, by=by)
    run.save(update_fields=["upto", "issued", "progressed_at", "ended_at"])
    return len(looked_at)


def _months(subscriptions: Sequence[int], period: date, company: Company) -> Iterator[Month]:
    """What each of them owes. Read as tuples: instances would take most of the time of a run."""
    away: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for subscription, from_on, until_on in _suspensions.rows(keys=subscriptions):
        away[subscription].append((from_on, until_on))
    rows = _subscribed.rows(keys=subscriptions)
    for key, customer, plan, currency, due_day, price, state, started_on, cancelled_on in rows:
        standing = Standing(price, state, started_on, cancelled_on, away.get(key, ()))
        share = share_standing(standing, period, prorates=company.prorates)
        yield Month(key, customer, plan, currency, due_day, share)


_subscribed = NamedValues(
    lambda _ask: (
        Subscription.objects.filter(AmongKeys())
        .order_by("pk")
        .values_list(
            "pk", "customer", "plan__name", "currency", "due_day", "price", "state", "started_on", "cancelled_on"
        )
    )
)
_suspensions = NamedValues(
    lambda _ask: Suspension.objects.filter(AmongKeys("subscription")).values_list("subscription", "from_on", "until_on")
)
