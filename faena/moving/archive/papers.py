"""Receipts and invoices of an archive as people get them on paper: PDF on A4, in the customer's language, receipts
marked as copies. None of them counts as a print."""

from collections.abc import Generator
from datetime import date
from typing import Final

from django.db.models import Prefetch, QuerySet

from faena.billing.models import Invoice
from faena.billing.paper import invoice_paper
from faena.cash.models import Payment, Tender
from faena.cash.paper import receipt
from faena.company.models import Company, SlipPaper
from faena.moving.archive.lists import SHEETS, came_since
from faena.moving.connecting import reading_as_default

PAPERS: Final = "papers/"
AT_ONCE: Final = 100  # rows
COPY: Final = 1  # of the original that the customer has


def papers_of(company: Company, using: str, since: date | None) -> Generator[tuple[str, bytes], None, None]:
    """Path and PDF of each, as they are at the moment that `using` reads. `since`: as for the sheets."""
    payments: QuerySet[Payment] = came_since(SHEETS["payments"], using, since)
    tenders = Prefetch("tenders", Tender.objects.using(using).told())
    with reading_as_default(using):
        for payment in payments.prefetch_related(tenders).iterator(AT_ONCE):
            paper = receipt(payment, company, SlipPaper.A4, copy=COPY)
            yield f"{PAPERS}receipts/{payment}-{payment.pk}.pdf", paper.pdf()
        invoices: QuerySet[Invoice] = came_since(SHEETS["invoices"], using, since)
        for invoice in invoices.iterator(AT_ONCE):
            yield f"{PAPERS}invoices/{invoice}-{invoice.pk}.pdf", invoice_paper(invoice, company).pdf()
