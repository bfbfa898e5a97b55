"""The photo of a user (W23), for whoever may change it."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts import actions
from faena.accounts.forms.people import PhotoForm
from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.ui.answers import see_other


@requires(Perm.SELF)
@require_GET
def photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Everybody who works here sees the faces of the others: they stand beside what each one wrote."""
    return respond(get_object_or_404(User.objects.staff(), pk=pk).photo, "thumb")


def save_photo(request: StaffRequest, user: User, back: str) -> HttpResponseBase:
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.change_photo(user, form.cleaned_data["photo"], by=request.user)
        except RuleBroken as broken:
            messages.error(request, broken.sentence)
        else:
            messages.success(request, _("The photo was received and will show in a moment."))
    else:
        messages.error(request, " ".join(map(str, form.errors["photo"])))
    return see_other(back)


def take_photo_away(request: StaffRequest, user: User, back: str) -> HttpResponseBase:
    actions.remove_photo(user, by=request.user)
    messages.success(request, _("The photo was removed."))
    return see_other(back)
