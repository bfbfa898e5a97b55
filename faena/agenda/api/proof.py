"""What shows that a visit was done: its photos and its signature."""

from typing import Any

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.api.room import routes
from faena.agenda.api.visits import the_visit, visit
from faena.agenda.models import VisitPhoto, VisitSignature
from faena.files.serving import respond, respond_drawing
from faena.gate.grants import Perm
from faena.rest.routes import the
from faena.rest.values import In


@routes.file("/visits/{int:visit_id}/photos/{int:photo_id}", Perm.AGENDA_SEE, parameters=("size",))
def visit_photo(request: StaffRequest, visit_id: int, photo_id: int) -> Any:
    """A photo of a visit, whole or as a thumbnail (size=thumb)."""
    return respond(_photo(request, visit_id, photo_id).file, "thumb" if request.GET.get("size") == "thumb" else "full")


class VisitPhotoVisibilityIn(In):
    is_visible: bool


@routes.event("/visits/{int:visit_id}/photos/{int:photo_id}/visibility", Perm.AGENDA_ACT, to=visit)
def show_photo(request: StaffRequest, visit_id: int, photo_id: int, facts: VisitPhotoVisibilityIn) -> int:
    """The customer sees a photo from now on, or no longer."""
    actions.show_photo(_photo(request, visit_id, photo_id), is_visible=facts.is_visible, by=request.user)
    return visit_id


@routes.file("/visits/{int:visit_id}/signature.svg", Perm.AGENDA_SEE)
def visit_signature(request: StaffRequest, visit_id: int) -> Any:
    """The drawing of who signed that it was done."""
    signed = VisitSignature.objects.filter(visit=the_visit(request, visit_id)).first()
    if signed is None or not signed.strokes:  # erased with its customer
        raise Http404
    return respond_drawing(signed.strokes)


def _photo(request: StaffRequest, visit_id: int, photo_id: int) -> VisitPhoto:
    found: VisitPhoto = the(the_visit(request, visit_id).photos.select_related("file", "visit"), photo_id)
    return found
