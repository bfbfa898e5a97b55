"""What is known of one customer, given out; the journal of access keeps that it was taken."""

from django.http import FileResponse

from faena.accounts.requests import StaffRequest
from faena.customers.handing import archive
from faena.customers.models import Customer
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.refs import Ref


def data_file(request: StaffRequest, customer: Customer) -> FileResponse:
    """Everything that is known of him, as one archive in his language."""
    note_seen(request, Access.Kind.EXPORT, Ref("customer", customer.pk, str(customer.code)), person=request.user)
    answer = FileResponse(
        archive(customer, request.company),
        as_attachment=True,
        content_type="application/zip",
        filename=f"{customer.code}.zip",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
