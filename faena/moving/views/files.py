"""What was brought in so far, a new file, and the examples that can be filled in."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from faena.accounts.requests import StaffRequest
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.moving import actions
from faena.moving.examples import example
from faena.moving.forms import UploadForm
from faena.moving.lists import IMPORTS
from faena.moving.models import Import, ImportPreset
from faena.moving.reading.fields import KIND_LABELS, Kind
from faena.moving.reading.presets import PRESETS
from faena.ui.answers import form_page
from faena.ui.listing import Filters, file_form

ABOUT = {
    Kind.CUSTOMERS: gettext_lazy("Name, document, phones, e-mail, addresses, contacts, notes."),
    Kind.DEVICES: gettext_lazy("What each customer owns: brand, model, serial number."),
    Kind.SUBSCRIPTIONS: gettext_lazy("The plan of each customer, its price, due day, login and state."),
    Kind.BALANCES: gettext_lazy("What each customer owes on the day of the change."),
    Kind.HISTORY: gettext_lazy("Old orders, tickets and payments, to be read and found."),
    Kind.ORDERS: gettext_lazy("What is in the workshop now: device, fault, value, advance."),
}
MOST_FORMS = 100  # of the remembered ones that the page shows


@requires(Perm.IMPORT, gives_file=True)
@page_or_file
def imports(request: StaffRequest) -> HttpResponseBase:
    """Each file that somebody brought, and what can be brought."""
    filters = Filters(request)
    rows = Import.objects.visible_to(request.user).select_related("by")
    if file_form(request):
        return exported(request, IMPORTS.file(request, rows, _("Imports")), filters)
    context = {
        "listing": IMPORTS.show(request, rows, filters),
        "kinds": [(kind.value, KIND_LABELS[kind], ABOUT[kind]) for kind in Kind],
        "forms": ImportPreset.objects.visible_to(request.user).select_related("by").order_by("name")[:MOST_FORMS],
        "systems": ", ".join(dict.fromkeys(preset.label for preset in PRESETS)),
    }
    return render(request, "moving/imports.html", context)


@requires(Perm.IMPORT)
def new(request: StaffRequest) -> HttpResponseBase:
    """Step 1: a file is kept as it is; nothing of it is written."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()

    def act(facts: dict[str, Any]) -> str:
        begun = actions.begin_import(facts["upload"], form.filename, by=request.user)
        return reverse("moving:table", args=[begun.pk])

    return form_page(request, form, "moving/import_new.html", {}, act=act)


@requires(Perm.IMPORT)
@require_safe
def sample(request: StaffRequest, kind: str) -> HttpResponseBase:
    """A workbook with the columns of one kind, to be filled in."""
    try:
        wanted = Kind(kind)
    except ValueError as unknown:
        raise Http404 from unknown
    return example(wanted, str(KIND_LABELS[wanted]))
