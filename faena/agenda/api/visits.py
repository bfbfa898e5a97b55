"""Visits as programs read them: those of some days, one of them, and the kinds that are booked."""

from datetime import date, timedelta

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.agenda.api.room import day_asked, key_asked, routes, wrong
from faena.agenda.models import Visit, VisitSignature, offered_kinds
from faena.agenda.offers import offers_of
from faena.gate.grants import Perm
from faena.rest.acting import actions_of
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import Action, Label, Moment, Out

ORDER = ("on", "id")
DAYS = timedelta(days=6)  # after the first, unless the last is named
UNDO = "undo_of_visit"  # of the request: what takes its own change back

# What each offer of the page is here.
ACTIONS = {
    "take": "POST /visits/{visit_id}/taking",
    "start": "POST /visits/{visit_id}/travel",
    "arrive": "POST /visits/{visit_id}/arrival",
    "finish": "POST /visits/{visit_id}/completion",
    "fail": "POST /visits/{visit_id}/failure",
    "move": "POST /visits/{visit_id}/move",
    "reschedule": "POST /visits/{visit_id}/time",
    "give": "POST /visits/{visit_id}/technician",
    "swap": "POST /visits/{visit_id}/swap",
    "cancel": "POST /visits/{visit_id}/cancellation",
}


class VisitCause(Out):
    """What it was booked for: kind "ticket" or "order"."""

    kind: str
    id: int
    label: str


class VisitRow(Out):
    """on: its day by the company's clock. starts_at, ends_at: None for a part of the day (period)."""

    id: int
    number: str
    version: int
    state: str
    is_late: bool
    kind: Label
    on: date
    period: str
    starts_at: Moment | None
    ends_at: Moment | None
    minutes: int
    technician: Label | None
    position: Label | None
    customer: Label
    contact: Label | None
    address: str
    phone: str
    booked_for: VisitCause | None


class VisitPhotoOut(Out):
    """Once it is ready it is at /visits/{visit_id}/photos/{id}."""

    id: int
    is_visible: bool
    is_ready: bool


class VisitSignatureOut(Out):
    signer: str
    at: Moment


class VisitOut(VisitRow):
    """ending: what was done, or why it failed or was cancelled. undo: in the answer to a change that can be taken back,
    what POST /visits/{visit_id}/undoing takes for five minutes; "" else."""

    notes: str
    booked_by: Label
    booked_at: Moment
    travel_at: Moment | None
    arrived_at: Moment | None
    ended_at: Moment | None
    ended_by: Label | None
    ending: str
    serial: str
    photos: list[VisitPhotoOut]
    signature: VisitSignatureOut | None
    undo: str
    actions: list[Action]


def visit_facts(visit: Visit) -> dict[str, object]:
    """Of one that was read by VisitQuerySet.shown."""
    ref = visit.ref
    return {
        "id": visit.pk,
        "number": str(visit),
        "version": visit.version,
        "state": visit.state,
        "is_late": visit.is_late,
        "kind": Label.of(visit.kind),
        "on": visit.on,
        "period": visit.period,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "minutes": visit.minutes,
        "technician": Label.of(visit.technician),
        "position": Label.of(visit.position),
        "customer": Label.of(visit.customer),
        "contact": Label.of(visit.contact),
        "address": visit.address,
        "phone": visit.phone,
        "booked_for": VisitCause(kind=ref.kind, id=ref.id, label=ref.label) if ref else None,
    }


PARAMETERS = ("from", "to", "technician", "position", "customer", "state", "limit", "cursor")


@routes.thing("/visits", Perm.AGENDA_SEE, parameters=PARAMETERS)
def visits(request: StaffRequest) -> Page[VisitRow]:
    """The visits of some days, day by day: of today and the six days after unless `from` and `to` say otherwise."""
    first = day_asked(request, "from", timezone.localdate())
    last = day_asked(request, "to", first + DAYS)
    rows = Visit.objects.visible_to(request.user).filter(on__gte=first, on__lte=last)
    for name in ("technician", "position", "customer"):
        if (key := key_asked(request, name)) is not None:
            rows = rows.filter(**{name: key})
    if state := request.GET.get("state"):
        if state not in Visit.State.values:
            raise wrong("state", f"One of: {', '.join(Visit.State.values)}.")
        rows = rows.filter(state=state)
    page = page_of(request, rows.shown(), ORDER)
    items = [VisitRow.model_validate(visit_facts(row)) for row in page.rows]
    return Page[VisitRow](items=items, next=page.next_cursor)


@routes.thing("/visits/{int:visit_id}", Perm.AGENDA_SEE, kind="visit")
def visit(request: StaffRequest, visit_id: int) -> VisitOut:
    """One visit, what shows that it was done, and what can be done now."""
    found = the_visit(request, visit_id)
    is_done = found.state == Visit.State.DONE
    signed = VisitSignature.objects.filter(visit=found).first() if is_done else None
    return VisitOut.model_validate(
        visit_facts(found)
        | {
            "notes": found.notes,
            "booked_by": Label.of(found.booked_by),
            "booked_at": found.booked_at,
            "travel_at": found.travel_at,
            "arrived_at": found.arrived_at,
            "ended_at": found.ended_at,
            "ended_by": Label.of(found.ended_by),
            "ending": found.ending,
            "serial": found.serial,
            "photos": [
                VisitPhotoOut(id=one.pk, is_visible=one.is_visible, is_ready=one.file.is_ready)
                for one in (found.photos.select_related("file") if is_done else [])
            ],
            "signature": VisitSignatureOut(signer=signed.signer, at=signed.at) if signed else None,
            "undo": getattr(request, UNDO, ""),
            "actions": actions_of(offers_of(found, request.user), ACTIONS, visit_id=visit_id),
        }
    )


def the_visit(request: StaffRequest, visit_id: int) -> Visit:
    """One that the caller sees; whether he may change it is the action's to say."""
    found: Visit = the(Visit.objects.visible_to(request.user).shown(), visit_id)
    return found


class VisitKindRow(Out):
    """minutes: how long one takes unless another length is sent."""

    id: int
    name: str
    minutes: int


class VisitKinds(Out):
    items: list[VisitKindRow]


@routes.thing("/visit-kinds", Perm.AGENDA_SEE)
def visit_kinds(request: StaffRequest) -> VisitKinds:
    """For what visits are booked, in the company's order."""
    return VisitKinds(items=[VisitKindRow(id=one.pk, name=one.name, minutes=one.minutes) for one in offered_kinds()])
