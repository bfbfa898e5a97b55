"""What the customer is told, and the photos of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, scope
from faena.lib.errors import RuleBroken
from faena.orders import actions
from faena.orders.forms.statuses import StatusForm
from faena.orders.models import ServiceOrder, StatusEntry, StatusPhoto
from faena.orders.views.common import sheet_of, the_order
from faena.ui.answers import form_page, see_other


@requires(Perm.STATUS_ADD)
def add_status(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    form = StatusForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        entry = actions.add_status(
            order, status=data["status"], note=data["note"], photos=data["photos"], by=request.user
        )
        messages.success(request, _("The customer now sees “%(status)s”.") % {"status": entry.status})
        return sheet_of(order)

    return form_page(request, form, "orders/status.html", {"order": order}, act=act)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    order = the_order(request, pk)
    entry = get_object_or_404(StatusEntry.objects.visible_to(request.user), pk=entry_pk, order=order)
    try:
        actions.withdraw_status(entry, by=request.user)
        messages.success(request, _("The customer no longer sees “%(status)s”.") % {"status": entry.status})
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    return see_other(sheet_of(order))


@requires(Perm.ORDER_SEE)
@require_GET
def photo(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """A photo of a status, whole or as a thumbnail (?size=thumb)."""
    return respond(_photo(request, pk, photo_pk).file, "thumb" if request.GET.get("size") == "thumb" else "full")


@requires(Perm.ORDER_SEE)
@require_GET
def photo_piece(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponse:
    """The fragment that a photo still being processed asks for until it is there."""
    return render(
        request, "orders/_photo.html", {"order": the_order(request, pk), "photo": _photo(request, pk, photo_pk)}
    )


def on_sheet(order: ServiceOrder, user: User) -> dict[str, Any]:
    """The customer's timeline on the sheet, newest first, and what this reader may take back."""
    entries = list(order.entries.select_related("status", "author").prefetch_related("photos__file"))
    entries.sort(key=lambda entry: (entry.happened_at, entry.pk), reverse=True)
    return {"entries": entries, "withdrawable": _withdrawable(order, entries, user)}


def _withdrawable(order: ServiceOrder, entries: list[StatusEntry], user: User) -> list[StatusEntry]:
    """The statuses that this reader may take back; the last one that the customer sees stays."""
    reach = scope(user, Perm.STATUS_WITHDRAW)
    shown = [entry for entry in entries if entry.withdrawn_at is None]
    if not order.is_open or len(shown) < 2:
        return []
    return [entry for entry in shown if reach is Scope.ALL or (reach is Scope.OWN and entry.author_id == user.pk)]


def _photo(request: StaffRequest, pk: int, photo_pk: int) -> StatusPhoto:
    photos = StatusPhoto.objects.filter(entry__order=the_order(request, pk)).select_related("file", "entry")
    return get_object_or_404(photos, pk=photo_pk)
