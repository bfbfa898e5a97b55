"""A technician on his way: he leaves, arrives, and ends the visit as done or failed."""

from ninja import Form
from ninja.files import UploadedFile

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.api.room import routes
from faena.agenda.api.visits import the_visit, visit
from faena.gate.grants import Perm
from faena.rest.values import NO_FILES, In


@routes.event("/visits/{int:visit_id}/travel", Perm.AGENDA_ACT, to=visit)
def start_travel(request: StaffRequest, visit_id: int) -> int:
    """He leaves for it."""
    actions.start_travel(the_visit(request, visit_id), by=request.user)
    return visit_id


class VisitArrivalIn(In):
    """any_day: he is there although it is booked for another day."""

    any_day: bool = False


@routes.event("/visits/{int:visit_id}/arrival", Perm.AGENDA_ACT, to=visit)
def arrive(request: StaffRequest, visit_id: int, facts: VisitArrivalIn) -> int:
    """He is there."""
    actions.arrive(the_visit(request, visit_id), any_day=facts.any_day, by=request.user)
    return visit_id


class VisitCompletionIn(In):
    """note: what was done. is_visible: the customer may see the photos. serial: of what was installed. strokes: a
    signature, {"w", "h", "lines"} as JSON, with the name of who signed."""

    note: str = ""
    is_visible: bool = False
    serial: str = ""
    signer: str = ""
    strokes: str = ""


@routes.event("/visits/{int:visit_id}/completion", Perm.AGENDA_ACT, to=visit)
def finish_visit(
    request: StaffRequest, visit_id: int, facts: Form[VisitCompletionIn], photos: list[UploadedFile] = NO_FILES
) -> int:
    """It is done, with what shows it."""
    proof = actions.VisitProof(**facts.model_dump(exclude={"note"}), photos=photos)
    actions.finish(the_visit(request, visit_id), note=facts.note, proof=proof, by=request.user)
    return visit_id


class VisitFailureIn(In):
    reason: str


@routes.event("/visits/{int:visit_id}/failure", Perm.AGENDA_ACT, to=visit)
def fail_visit(request: StaffRequest, visit_id: int, facts: VisitFailureIn) -> int:
    """He left for it, and it could not be done."""
    actions.fail(the_visit(request, visit_id), reason=facts.reason, by=request.user)
    return visit_id
