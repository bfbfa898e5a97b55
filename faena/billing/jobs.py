"""Issuing a month's invoices in the background, batch by batch; the page looks on."""

import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from faena.billing.actions import issue_batch, kept_since
from faena.billing.models import Invoice, InvoiceRun

STRETCH = 60.0  # seconds of one job: nobody else's waits longer for its turn
AT_ONCE = 500
STALLED = timedelta(minutes=2)  # after its last batch a run has lost its worker


@task()
def issue_month(run_pk: int) -> None:
    """For a stretch, or until nobody is left; then the next job goes on. Each batch is kept by itself: a worker that
    dies loses none, and running it twice, even at the same time, is harmless."""
    run = InvoiceRun.objects.select_related("by").get(pk=run_pk)
    ends = time.monotonic() + STRETCH
    while issue_batch(run, by=run.by):
        if time.monotonic() > ends:
            issue_month.enqueue(run_pk)
            return


def resume_runs() -> int:
    """Give a new job to each run whose own was lost or died. Returns how many."""
    now = timezone.now()
    is_stalled = Q(progressed_at__lt=now - STALLED) | Q(progressed_at__gt=now + STALLED)  # or by a clock put back since
    stalled = InvoiceRun.objects.filter(is_stalled, ended_at=None)
    runs = list(stalled.values_list("pk", flat=True))
    for pk in runs:
        issue_month.enqueue(pk)
    return len(runs)


def drop_billed() -> int:
    """Whom an invoice of a forgotten customer was issued to is erased when the company need not keep it any more.
    Returns of how many; the next hour goes on."""
    old = Invoice.objects.filter(issued_at__date__lt=kept_since()).exclude(billed_name="").order_by("issued_at")
    some = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return Invoice.objects.filter(pk__in=some).update(billed_name="", billed_document="", billed_address="")
