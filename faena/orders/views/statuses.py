"""What the customer is told, and the photos of it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.lib.errors import RuleBroken
from faena.lib.limits import longest
from faena.lib.text import clean
from faena.orders import actions
from faena.orders.actions.entries import why_not_change
from faena.orders.actions.statuses import owns_photo
from faena.orders.forms.statuses import AddStatusForm, AttachForm, EditStatusForm, entry_written
from faena.orders.forms.telling import text_mark
from faena.orders.models import Reminding, ServiceOrder, StatusEntry, StatusPhoto
from faena.orders.offers import offers_of_status
from faena.orders.views import telling
from faena.orders.views.common import return_url, sheet_of, the_order
from faena.orders.wording import written
from faena.ui.answers import form_page, pressed, see_other

LIST = "orders:status_list"
LONGEST_NOTE = longest(StatusEntry, "note")

# --- a new one ----------------------------------------------------------------------------------------------


@requires(Perm.STATUS_ADD)
def add_status(request: StaffRequest, pk: int) -> HttpResponseBase:
    """With how the customer is told, in one press. `?status=7` has that one chosen already, with the text about it and
    about a `note`. Without script the box of the order's page asks less: where telling is ticked, the next page shows
    the text."""
    order = the_order(request, pk)
    if away := dead_end(request, order):
        return away
    form, ways = AddStatusForm(request.POST or None, request.FILES or None), telling.Ways(request, order)
    if request.method != "POST":
        form.initial = _begun(request, order, form, ways)

    def act(_data: dict[str, Any]) -> str:
        entry, _told = actions.update_customer(order, **form.facts, by=request.user)
        return _after(request, entry, form)

    return form_page(request, form, "orders/status.html", lambda: _shown(order, ways), act=act)


@requires(Perm.STATUS_ADD)
@require_GET
def telling_of(request: StaffRequest, pk: int) -> HttpResponse:
    """How the customer is told, for the box of the order's page, whose fields are sent with it."""
    order = the_order(request, pk)
    form, ways = AddStatusForm(auto_id="note_%s"), telling.Ways(request, order)
    form.initial = _begun(request, order, form, ways)
    return render(request, "orders/_composer_telling.html", {"form": form, **_shown(order, ways)})


def _shown(order: ServiceOrder, ways: telling.Ways) -> dict[str, Any]:
    return {"order": order, "ways": ways, "days": Reminding.the().days}


def _after(request: StaffRequest, entry: StatusEntry, form: AddStatusForm) -> str:
    """The order's page says what the customer sees; where no text was shown and one is wanted, its page comes first."""
    if form.cleaned_data["asks"] or not form.cleaned_data["tell"]:
        return sheet_of(entry.order)
    messages.success(request, _("The customer now sees “%(status)s”.") % {"status": entry.status.name_for_customer})
    return reverse("orders:tell", args=[entry.order_id, entry.pk])


def _begun(request: StaffRequest, order: ServiceOrder, form: AddStatusForm, ways: telling.Ways) -> dict[str, Any]:
    """What the address chooses, the channels of the last time or those that the box has (`asks`), and the text."""
    note = clean(request.GET.get("note", "")[: 2 * LONGEST_NOTE], multiline=True)[:LONGEST_NOTE]
    try:
        status = form.fields["status"].to_python(request.GET.get("status"))
    except ValidationError:
        status = None
    entry = StatusEntry(order=order, status=status, note=note) if status else None
    text = written(entry, order, request.company) if entry and ways.reach else ""
    chosen, is_asked = request.GET.getlist("channels"), "asks" in request.GET
    return {
        "status": status.pk if status else None,
        "note": note,
        "tell": True,
        "channels": [one for one in ways.reach if one in chosen] if is_asked else ways.chosen,
        "text": text,
        "offered": text_mark(text),
        "reminds": "reminds" in request.GET if is_asked else True,
        "asks": True,
    }


@requires(Perm.STATUS_ADD)
@require_POST
def undo_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    """Whoever set it takes it back at once, and reads what may have been read of it."""
    order, entry = _entry(request, pk, entry_pk)
    try:
        read = actions.undo_status(entry, by=request.user)
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return see_other(sheet_of(order))
    said = _("“%(status)s” is undone: the customer does not see it.") % {"status": entry.status.name_for_customer}
    messages.success(request, " ".join([said, *map(telling.was_read, read)]))
    return see_other(sheet_of(order))


# --- one that the customer was told, from the sheet or from the list of all (W32) -----------------------------


@requires(Perm.STATUS_EDIT)
def edit_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    order, entry = _entry(request, pk, entry_pk)
    if away := dead_end(request, order, why_not_change(entry, Perm.STATUS_EDIT, request.user)):
        return away
    form = EditStatusForm(request.POST or None, kept=entry.status, initial=entry_written(entry))
    back = return_url(request, order, LIST)

    def act(data: dict[str, Any]) -> str:
        actions.edit_status(entry, status=data["status"], note=data["note"], version=data["version"], by=request.user)
        messages.success(request, _("Saved. The customer sees it as it is now."))
        return back

    page = {"order": order, "entry": entry, "back": back}
    return form_page(request, form, "orders/status_edit.html", page, act=act, saved=entry_written)


@requires(Perm.STATUS_ATTACH)
def attach(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    """More photos for a status."""
    order, entry = _entry(request, pk, entry_pk)
    if away := dead_end(request, order, why_not_change(entry, Perm.STATUS_ATTACH, request.user)):
        return away
    form = AttachForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        actions.attach_photos(entry, photos=data["photos"], by=request.user)
        number = len(data["photos"])
        message = ngettext("%(num)s photo was attached.", "%(num)s photos were attached.", number) % {"num": number}
        messages.success(request, message)
        return return_url(request, order, LIST)

    page = {"order": order, "entry": entry, "back": return_url(request, order, LIST)}
    return form_page(request, form, "orders/status_photos.html", page, act=act)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    order, entry = _entry(request, pk, entry_pk)
    message = _("The customer no longer sees “%(status)s”.") % {"status": entry.status.name_for_customer}
    back = return_url(request, order, LIST)
    return pressed(request, lambda: actions.withdraw_status(entry, by=request.user), said=message, back=back)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def restore_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    order, entry = _entry(request, pk, entry_pk)
    message = _("The customer sees “%(status)s” again.") % {"status": entry.status.name_for_customer}
    back = return_url(request, order, LIST)
    return pressed(request, lambda: actions.restore_status(entry, by=request.user), said=message, back=back)


# --- photos -------------------------------------------------------------------------------------------------


@requires(Perm.ORDER_SEE)
@require_GET
def photo(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """A photo of a status, whole or as a thumbnail (?size=thumb)."""
    return respond(_photo(request, pk, photo_pk).file, "thumb" if request.GET.get("size") == "thumb" else "full")


@requires(Perm.ORDER_SEE)
@require_GET
def photo_piece(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponse:
    """The fragment that a photo still being processed asks for until it is there."""
    order, shown = the_order(request, pk), _photo(request, pk, photo_pk)
    page = {"order": order, "photo": shown, "removable": _removable(order, [shown], request.user)}
    return render(request, "orders/_photo.html", page)


@requires(Perm.ORDER_SEE)
@require_GET
def picture(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponse:
    """One photo as large as the screen, with its neighbours in the order's story."""
    order = the_order(request, pk)
    rows = StatusPhoto.objects.filter(entry__order=order).select_related("file", "entry__status", "entry__author")
    photos = list(rows.order_by("entry__happened_at", "entry", "position", "id"))
    page = {"order": order, **_in_turn(photos, photo_pk), "removable": _removable(order, photos, request.user)}
    return render(request, "orders/status_picture.html", page)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw_photo(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """A photo goes, and its page offers to show it again; one that never was a picture is just removed."""
    gone = _photo(request, pk, photo_pk)
    message = _("The photo is removed.") if gone.file.is_refused else _("The customer no longer sees the photo.")
    return pressed(request, lambda: actions.withdraw_photo(gone, by=request.user), said=message, back=_picture_of(gone))


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def restore_photo(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    shown = _photo(request, pk, photo_pk)
    message = _("The customer sees the photo again.")
    return pressed(
        request, lambda: actions.restore_photo(shown, by=request.user), said=message, back=_picture_of(shown)
    )


# --- what the sheet and the list show -------------------------------------------------------------------------


def offers_on_sheet(entries: list[StatusEntry], shown: Iterable[object], user: User) -> dict[int, Offers]:
    """What this reader may do with each of those that are shown."""
    is_only = sum(entry.withdrawn_at is None for entry in entries) < 2
    mine = [entry for entry in shown if isinstance(entry, StatusEntry)]
    return {entry.pk: offers_of_status(entry, user, is_only=is_only) for entry in mine}


def photos_on_sheet(order: ServiceOrder, entries: list[StatusEntry], user: User) -> dict[str, Any]:
    """The pictures of the order, newest first, and those that this reader may take back."""
    photos = [photo for entry in entries for photo in entry.photos.all()]
    pictures = [photo for photo in photos if photo.withdrawn_at is None and photo.file.is_ready]
    return {"pictures": pictures, "removable": _removable(order, photos, user)}


# --- helpers ------------------------------------------------------------------------------------------------


def _entry(request: StaffRequest, pk: int, entry_pk: int) -> tuple[ServiceOrder, StatusEntry]:
    order = the_order(request, pk)
    return order, get_object_or_404(order.entries.select_related("status"), pk=entry_pk)


def _photo(request: StaffRequest, pk: int, photo_pk: int) -> StatusPhoto:
    photos = StatusPhoto.objects.filter(entry__order=the_order(request, pk))
    return get_object_or_404(photos.select_related("file", "entry__status", "entry__order"), pk=photo_pk)


def _removable(order: ServiceOrder, photos: Iterable[StatusPhoto], user: User) -> set[int]:
    """The photos that this reader may take back, or show again."""
    return {photo.pk for photo in photos if order.is_open and owns_photo(photo, user)}


def _in_turn(photos: list[StatusPhoto], photo_pk: int) -> dict[str, Any]:
    """One of the photos, which of how many it is, and those beside it; 404 when it is not among them."""
    place = next((place for place, one in enumerate(photos) if one.pk == photo_pk), None)
    if place is None:
        raise Http404
    return {
        "photo": photos[place],
        "place": place + 1,
        "number": len(photos),
        "before": photos[place - 1] if place else None,
        "after": photos[place + 1] if place + 1 < len(photos) else None,
    }


def _picture_of(photo: StatusPhoto) -> str:
    if photo.file.is_refused:
        return sheet_of(photo.entry.order)
    return reverse("orders:picture", args=[photo.entry.order_id, photo.pk])
