"""What shows that a visit was done: photos, the serial of what was installed, the customer's signature (M30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.agenda.actions.locks import record_visit, why_out_of_reach
from faena.agenda.models import Visit, VisitPhoto, VisitSignature
from faena.customers import search
from faena.customers.serials import serial_key
from faena.files.actions import receive_picture
from faena.gate.grants import Perm
from faena.journal.actions import yes_no
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.strokes import checked, digest
from faena.lib.text import clean


@dataclass(frozen=True)
class VisitProof:
    """All of it optional. is_visible: the customer may see the photos; strokes: the signature, as the page sends it."""

    photos: "Sequence[UploadedFile[bytes]]" = ()
    is_visible: bool = False
    serial: str = ""
    signer: str = ""
    strokes: str = ""


def keep(visit: Visit, proof: VisitProof, by: User) -> tuple[dict[str, Any], dict[str, str]]:
    """Write it down for a visit that the caller has locked and saves, with its `serial`; returns the facts and the
    words of the event. Raises RuleBroken beside "serial", "signer", "strokes" or the photo that is none."""
    visit.serial = clean(proof.serial)
    check_value(Visit, "serial", visit.serial, at="serial")
    search.write_terms(visit.customer, "visit", visit.pk, {"installed": [serial_key(visit.serial)]})
    facts: dict[str, Any] = {}
    if signature := _sign(visit, proof, by):
        facts["strokes_sha256"] = digest(signature.strokes)
    for position, photo in enumerate(proof.photos):
        file = receive_picture(photo, at=f"photos.{position}", by=by)
        VisitPhoto.objects.create(visit=visit, file=file, position=position, is_visible=proof.is_visible)
    if proof.photos:
        facts |= {"visit_photos": len(proof.photos), "visible": yes_no(proof.is_visible)}
    said = {"serial": visit.serial, "signer": signature.signer if signature else ""}
    return facts, {name: text for name, text in said.items() if text}


@action(Perm.AGENDA_ACT)
def show_photo(photo: VisitPhoto, *, is_visible: bool, by: User) -> VisitPhoto:
    """The customer sees a photo of a visit from now on, or no longer; the shop keeps it."""
    Visit.locked(photo.visit_id)
    visit = Visit.objects.shown().get(pk=photo.visit_id)
    if why := why_out_of_reach(visit, by):
        raise RuleBroken(why)
    photo = VisitPhoto.objects.select_for_update().get(pk=photo.pk)
    if photo.is_visible is is_visible:
        return photo
    photo.is_visible = is_visible
    photo.save(update_fields=["is_visible"])
    record_visit("visit.photo_shown" if is_visible else "visit.photo_hidden", visit, by, facts={"photo_id": photo.pk})
    return photo


def _sign(visit: Visit, proof: VisitProof, by: User) -> VisitSignature | None:
    """Drawn with a name, or neither."""
    signer = clean(proof.signer)
    if not proof.strokes.strip():
        if signer:
            raise RuleBroken(_("Draw the signature, or leave the name empty."), "signer")
        return None
    drawing = checked(proof.strokes)
    if not signer:
        raise RuleBroken(_("Write the name of the person who signs."), "signer")
    return VisitSignature.objects.create(visit=visit, signer=signer, strokes=drawing, by=by, **clocks())
