"""The journal of access: who came in and what was taken out, for those who may see the journal."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from faena.accounts.lists import ACCESSES, access_fields, accesses_found, last_accesses, what_of
from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.listing import Filters, file_form


@requires(Perm.JOURNAL_SEE, gives_file=True)
@page_or_file
def accesses(request: StaffRequest) -> HttpResponseBase:
    """The newest first, by kind, person, days and address; the file of it is an access itself."""
    filters = Filters(request, *access_fields())
    rows = accesses_found(request.user, filters)
    if file_form(request):
        return exported(request, ACCESSES.file(request, rows, _("Access")), filters)
    listing = ACCESSES.show(request, rows, filters)
    return render(request, "accounts/accesses.html", {"listing": listing, "what_of": what_of})


def accesses_of(person: User, reader: User) -> dict[str, Any]:
    """The last few of one user, for his page."""
    columns = ACCESSES.on_page("moment", "kind", "address", "agent")
    return {"accesses": list(last_accesses(person, reader)), "access_columns": columns}
