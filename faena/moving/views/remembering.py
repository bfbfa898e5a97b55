"""The columns of a file are remembered under a name, so that the next one with the same columns is read alike."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.moving import actions
from faena.moving.forms import RememberForm
from faena.moving.models import ImportPreset
from faena.moving.views.common import fetch, page_of
from faena.ui.answers import form_page, pressed


@requires(Perm.IMPORT)
def remember(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Under which name."""
    import_ = fetch(request, pk)
    if why := actions.why_not_remember(import_):
        return render(request, "moving/import_remember.html", {"import_": import_, "why_not": why})
    form = RememberForm(request.POST if request.method == "POST" else None)

    def act(facts: dict[str, Any]) -> str:
        actions.save_preset(import_, name=facts["name"], by=request.user)
        return page_of(import_)

    return form_page(request, form, "moving/import_remember.html", {"import_": import_, "why_not": ""}, act=act)


@requires(Perm.IMPORT)
@require_POST
def forget(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Files with these columns are asked about again."""
    preset = get_object_or_404(ImportPreset.objects.visible_to(request.user), pk=pk)
    return pressed(
        request,
        lambda: actions.delete_preset(preset, by=request.user),
        said=_("The preset is deleted."),
        back=reverse("moving:imports"),
    )
