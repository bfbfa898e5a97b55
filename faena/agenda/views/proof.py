"""What shows that a visit was done: its photos and its signature (M30)."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.locks import why_out_of_reach
from faena.agenda.models import Visit, VisitPhoto, VisitSignature
from faena.files.serving import respond, respond_drawing
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.ui.answers import pressed


@requires(Perm.AGENDA_SEE)
@require_GET
def photo(request: StaffRequest, visit_pk: int, photo_pk: int) -> HttpResponseBase:
    """A photo of a visit, whole or as a thumbnail (?size=thumb)."""
    return respond(_photo(request, visit_pk, photo_pk).file, "thumb" if request.GET.get("size") == "thumb" else "full")


@requires(Perm.AGENDA_ACT)
@require_POST
def visibility(request: StaffRequest, visit_pk: int, photo_pk: int) -> HttpResponseBase:
    """The customer sees it (`is_visible`) or no longer."""
    found, shows = _photo(request, visit_pk, photo_pk), bool(request.POST.get("is_visible"))
    said = _("The customer sees the photo.") if shows else _("The customer no longer sees the photo.")
    back = f"{found.visit.as_ref.url}#proof"
    return pressed(request, lambda: actions.show_photo(found, is_visible=shows, by=request.user), said=said, back=back)


@requires(Perm.AGENDA_SEE)
@require_GET
def signature(request: StaffRequest, visit_pk: int) -> HttpResponse:
    """The drawing of who signed that it was done."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=visit_pk)
    signed = get_object_or_404(VisitSignature, visit=visit)
    if not signed.strokes:  # it was erased with its customer
        raise Http404
    return respond_drawing(signed.strokes)


def proof_of(visit: Visit, user: User) -> dict[str, Any]:
    """What the page of a visit shows of it; only what is done has any."""
    if visit.state != Visit.State.DONE:
        return {"photos": [], "signature": None, "shows_photos": False}
    return {
        "photos": list(visit.photos.select_related("file")),
        "signature": VisitSignature.objects.filter(visit=visit).first(),
        "shows_photos": may(user, Perm.AGENDA_ACT) and not why_out_of_reach(visit, user),
    }


def _photo(request: StaffRequest, visit_pk: int, photo_pk: int) -> VisitPhoto:
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=visit_pk)
    return get_object_or_404(visit.photos.select_related("file", "visit"), pk=photo_pk)
