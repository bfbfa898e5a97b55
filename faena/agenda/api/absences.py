"""When technicians are away: those that are to come, one more, and taken back."""

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.away import visits_meanwhile
from faena.agenda.api.room import own_technicians, routes
from faena.agenda.models import Absence
from faena.gate.grants import Perm
from faena.rest.lists import Page, page_of
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Label, Moment, Out


class AbsenceRow(Out):
    id: int
    technician: Label
    begins_at: Moment
    ends_at: Moment
    reason: str


class AbsenceOut(AbsenceRow):
    """visits: how many booked visits stand in that time, and have to be moved."""

    visits: int


def _facts(absence: Absence) -> dict[str, object]:
    return {
        "id": absence.pk,
        "technician": Label.of(absence.technician),
        "begins_at": absence.begins_at,
        "ends_at": absence.ends_at,
        "reason": absence.reason,
    }


@routes.thing("/agenda/absences", Perm.AGENDA_ACT, parameters=("limit", "cursor"))
def absences(request: StaffRequest) -> Page[AbsenceRow]:
    """Those that are not over, the next one first; a technician's are his own."""
    rows = Absence.objects.visible_to(request.user).to_come().select_related("technician")
    page = page_of(request, rows, ("begins_at", "id"))
    return Page[AbsenceRow](items=[AbsenceRow.model_validate(_facts(row)) for row in page.rows], next=page.next_cursor)


@routes.thing("/agenda/absences/{int:absence_id}", Perm.AGENDA_ACT)
def absence(request: StaffRequest, absence_id: int) -> AbsenceOut:
    """One of them, and what stands in that time."""
    found = _absence(request, absence_id)
    return AbsenceOut.model_validate(_facts(found) | {"visits": visits_meanwhile(found)})


class AbsenceIn(In):
    technician_id: Key
    begins_at: Moment
    ends_at: Moment
    reason: str = ""


@routes.event("/agenda/absences", Perm.AGENDA_ACT, to=absence)
def add_absence(request: StaffRequest, facts: AbsenceIn) -> int:
    """A technician is away between two moments; visits that are booked then stay."""
    technician = named(own_technicians(request.user), facts.technician_id, "technician_id")
    return actions.add_absence(technician, **facts.model_dump(exclude={"technician_id"}), by=request.user).pk


@routes.removal("/agenda/absences/{int:absence_id}", Perm.AGENDA_ACT)
def remove_absence(request: StaffRequest, absence_id: int) -> None:
    """He is there after all."""
    actions.remove_absence(_absence(request, absence_id), by=request.user)


def _absence(request: StaffRequest, absence_id: int) -> Absence:
    found: Absence = the(Absence.objects.visible_to(request.user).select_related("technician"), absence_id)
    return found
