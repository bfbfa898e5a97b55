"""Settings: for how long invoices keep whom they were issued to, when their customer is forgotten."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.forms import KeepingForm, keeping_written
from faena.billing.models import Keeping
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page


@requires(Perm.COMPANY_EDIT)
def keeping(request: StaffRequest) -> HttpResponseBase:
    """The years."""
    form = KeepingForm(request.POST or None, initial=keeping_written(Keeping.the()))

    def act(data: dict[str, Any]) -> str:
        actions.set_keeping(**data, by=request.user)
        messages.success(request, _("Saved: it counts from the next hour on."))
        return reverse("company:settings")

    return form_page(request, form, "billing/keeping.html", {}, act=act, saved=keeping_written)
