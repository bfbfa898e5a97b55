"""The life of a visit, one function per event: booked, moved, given, taken, and on its way to an end."""

from faena.agenda.actions.booking import (
    VisitFacts,
    book_visit,
    cancel_visit,
    give_visit,
    hand_visit_back,
    move_visit_back,
    reschedule_visit,
    swap_visits,
    take_visit,
)
from faena.agenda.actions.proof import VisitProof, show_photo
from faena.agenda.actions.travel import arrive, fail, finish, start_travel

__all__ = [
    "VisitFacts",
    "VisitProof",
    "arrive",
    "book_visit",
    "cancel_visit",
    "fail",
    "finish",
    "give_visit",
    "hand_visit_back",
    "move_visit_back",
    "reschedule_visit",
    "show_photo",
    "start_travel",
    "swap_visits",
    "take_visit",
]
